package org.granary.vm.op.simd;

/**
 * Vectors as 128 bits without lanes.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class V128 {
    private V128() {
    }

    /** {@code v128.not}. */
    public static long v128_not(long a) {
        return ~a;
    }

    /** {@code v128.and}. */
    public static long v128_and(long a, long b) {
        return a & b;
    }

    /** {@code v128.andnot}. */
    public static long v128_andnot(long a, long b) {
        return a & ~b;
    }

    /** {@code v128.or}. */
    public static long v128_or(long a, long b) {
        return a | b;
    }

    /** {@code v128.xor}. */
    public static long v128_xor(long a, long b) {
        return a ^ b;
    }

    /** {@code v128.bitselect}. */
    public static long v128_bitselect(long a, long b, long c) {
        return b ^ (a ^ b) & c;
    }

    /** {@code v128.any_true}. */
    public static int v128_any_true(long lo, long hi) {
        return (lo | hi) == 0 ? 0 : 1;
    }
}
