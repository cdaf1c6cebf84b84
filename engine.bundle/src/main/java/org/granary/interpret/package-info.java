/**
 * The plain interpreter: runs the instructions of a valid module one by one, by the rows of the opcode table and the methods that say what
 * each row does. Slow and simple, and it defines no class: the oracle that compiled code is held against, and what an engine uses where
 * classes cannot be defined. Knows {@code validate}, {@code vm} and the compiler's SPI, and nothing of the compiler.
 *
 * <p>A value is what {@link org.granary.vm.Untyped} says: an Integer, Long, Float, Double, {@code long[2]}, a reference or null.
 *
 * <p>Source: WebAssembly core specification, chapter 4 (execution).
 */
package org.granary.interpret;
