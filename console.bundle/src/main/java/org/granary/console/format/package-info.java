/**
 * How the commands' DTOs look on a terminal: whole, as a line, as part of a line. Knows the DTOs and how values become words.
 */
package org.granary.console.format;
