/**
 * Between people's words and what they stand for: words of a command line become values; values, the outline of a module and tables become
 * words. Knows modules' outlines and values; knows nothing of commands and tools, which both use it.
 */
package org.granary.console.words;
