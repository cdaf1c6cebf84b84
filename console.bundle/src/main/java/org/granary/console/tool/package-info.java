/**
 * The commands of the command line that work on files and need no framework: {@code granary validate}, {@code print} and the like. Each
 * is a class; one entry point serves all. Knows the engine and the text format; nothing of Gogo, and of plugins only how names
 * are made harmless.
 */
package org.granary.console.tool;
