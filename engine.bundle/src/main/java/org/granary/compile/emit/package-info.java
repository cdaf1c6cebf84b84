/**
 * From the compiler's form to JVM instructions: one class that talks to the bytecode library, one emitter for each family of
 * instructions. Knows the form and its pieces; knows nothing of class loaders.
 */
package org.granary.compile.emit;
