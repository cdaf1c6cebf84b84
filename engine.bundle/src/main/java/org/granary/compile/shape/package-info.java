/**
 * Cuts functions in parts that the JVM's compilers take, and brings every function into the shape that the emitter writes: no big
 * switches left, each part with the locals that must be zeroed at its start. Knows {@code ir}; knows nothing of the JVM's instructions
 * but how long they are. See {@code docs/decisions/splitting.md}.
 */
package org.granary.compile.shape;
