/**
 * Started modules: stores with their limits, and the turns of callers. Knows the engine and stores; implements what {@code life} asks for.
 */
package org.granary.plugin.run;
