/**
 * How the commands' DTOs look on a terminal: whole, as a line, as part of a line. Knows DTOs only.
 */
package org.granary.console.format;
