package org.granary.vm.op.simd;

/**
 * What the methods of a vector instruction take and return. A v128 is two longs, the low half first, so that no result needs an object.
 * Immutable.
 */
public enum SimdForm {
    /**
     * Each half of the result depends on the same half of the operands alone: one method, called once for the low halves and once for the
     * high ones. Scalar operands, shift counts for example, are the same both times; without a vector operand both halves are equal and one
     * call will do.
     */
    HALVES,
    /**
     * Two methods, {@code _lo} and {@code _hi}, one for each half of the result. Both take all halves of all vector operands, low before
     * high, then scalar operands as themselves, then the lane immediate as an int; {@code i8x16.shuffle} takes its sixteen immediates as
     * two longs, a byte each, the first one lowest.
     */
    PAIR,
    /** The result is a scalar: one method of both halves, and of the lane immediate as an int where there is one. */
    SCALAR,
    /** No method: a load or a store. */
    MEMORY,
    /** No method: a constant. */
    CONST;

    /**
     * Whether the instruction is done by static methods.
     *
     * @return false for loads, stores and constants
     */
    public boolean hasMethods() {
        return this != MEMORY && this != CONST;
    }
}
