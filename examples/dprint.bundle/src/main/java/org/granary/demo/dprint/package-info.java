/**
 * Formatter plugins of the dprint project, by the fourth version of its interface for plugins. Knows plugins as services and their memory.
 */
package org.granary.demo.dprint;
