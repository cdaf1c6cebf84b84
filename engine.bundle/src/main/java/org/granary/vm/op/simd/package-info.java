/**
 * The semantics of vector instructions, once, as pure static methods: compiled code, constant expressions and tests call the same.
 * A v128 is two longs, the low half first, lanes in little-endian order; nothing here allocates. Methods are named like their row of the
 * opcode table with underscores for dots; {@link org.granary.vm.op.simd.SimdForm} says what they take and return,
 * {@link org.granary.vm.op.simd.SimdMethod} which they are.
 * Knows the opcode table and the scalar semantics; knows nothing of modules, memories or the compiler.
 */
package org.granary.vm.op.simd;
