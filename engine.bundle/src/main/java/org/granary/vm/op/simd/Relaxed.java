package org.granary.vm.op.simd;

/**
 * Relaxed vector instructions. Each has the one result that the specification's deterministic profile fixes: that of the strict
 * instruction where there is one,
 * two roundings for {@code relaxed_madd}, both operands signed and a saturating sum for {@code relaxed_dot}.
 *
 * <p>Two roundings everywhere, so that a module computes the same on every machine; and {@code Math.fma} is hundreds of times slower
 * where the processor has no such instruction.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class Relaxed {
    private Relaxed() {
    }

    /** {@code i8x16.relaxed_swizzle}, the low half. */
    public static long i8x16_relaxed_swizzle_lo(long aLo, long aHi, long bLo, long bHi) {
        return I8x16.i8x16_swizzle_lo(aLo, aHi, bLo, bHi);
    }

    /** {@code i8x16.relaxed_swizzle}, the high half. */
    public static long i8x16_relaxed_swizzle_hi(long aLo, long aHi, long bLo, long bHi) {
        return I8x16.i8x16_swizzle_hi(aLo, aHi, bLo, bHi);
    }

    /** {@code i32x4.relaxed_trunc_f32x4_s}. */
    public static long i32x4_relaxed_trunc_f32x4_s(long a) {
        return I32x4.i32x4_trunc_sat_f32x4_s(a);
    }

    /** {@code i32x4.relaxed_trunc_f32x4_u}. */
    public static long i32x4_relaxed_trunc_f32x4_u(long a) {
        return I32x4.i32x4_trunc_sat_f32x4_u(a);
    }

    /** {@code i32x4.relaxed_trunc_f64x2_s_zero}, the low half. */
    public static long i32x4_relaxed_trunc_f64x2_s_zero_lo(long aLo, long aHi) {
        return I32x4.i32x4_trunc_sat_f64x2_s_zero_lo(aLo, aHi);
    }

    /** {@code i32x4.relaxed_trunc_f64x2_s_zero}, the high half. */
    public static long i32x4_relaxed_trunc_f64x2_s_zero_hi(long aLo, long aHi) {
        return 0;
    }

    /** {@code i32x4.relaxed_trunc_f64x2_u_zero}, the low half. */
    public static long i32x4_relaxed_trunc_f64x2_u_zero_lo(long aLo, long aHi) {
        return I32x4.i32x4_trunc_sat_f64x2_u_zero_lo(aLo, aHi);
    }

    /** {@code i32x4.relaxed_trunc_f64x2_u_zero}, the high half. */
    public static long i32x4_relaxed_trunc_f64x2_u_zero_hi(long aLo, long aHi) {
        return 0;
    }

    /** {@code f32x4.relaxed_madd}. */
    public static long f32x4_relaxed_madd(long a, long b, long c) {
        return F32x4.f32x4_add(F32x4.f32x4_mul(a, b), c);
    }

    /** {@code f32x4.relaxed_nmadd}. */
    public static long f32x4_relaxed_nmadd(long a, long b, long c) {
        return f32x4_relaxed_madd(F32x4.f32x4_neg(a), b, c);
    }

    /** {@code f64x2.relaxed_madd}. */
    public static long f64x2_relaxed_madd(long a, long b, long c) {
        return F64x2.f64x2_add(F64x2.f64x2_mul(a, b), c);
    }

    /** {@code f64x2.relaxed_nmadd}. */
    public static long f64x2_relaxed_nmadd(long a, long b, long c) {
        return f64x2_relaxed_madd(F64x2.f64x2_neg(a), b, c);
    }

    /** {@code i8x16.relaxed_laneselect}. */
    public static long i8x16_relaxed_laneselect(long a, long b, long c) {
        return V128.v128_bitselect(a, b, c);
    }

    /** {@code i16x8.relaxed_laneselect}. */
    public static long i16x8_relaxed_laneselect(long a, long b, long c) {
        return V128.v128_bitselect(a, b, c);
    }

    /** {@code i32x4.relaxed_laneselect}. */
    public static long i32x4_relaxed_laneselect(long a, long b, long c) {
        return V128.v128_bitselect(a, b, c);
    }

    /** {@code i64x2.relaxed_laneselect}. */
    public static long i64x2_relaxed_laneselect(long a, long b, long c) {
        return V128.v128_bitselect(a, b, c);
    }

    /** {@code f32x4.relaxed_min}. */
    public static long f32x4_relaxed_min(long a, long b) {
        return F32x4.f32x4_min(a, b);
    }

    /** {@code f32x4.relaxed_max}. */
    public static long f32x4_relaxed_max(long a, long b) {
        return F32x4.f32x4_max(a, b);
    }

    /** {@code f64x2.relaxed_min}. */
    public static long f64x2_relaxed_min(long a, long b) {
        return F64x2.f64x2_min(a, b);
    }

    /** {@code f64x2.relaxed_max}. */
    public static long f64x2_relaxed_max(long a, long b) {
        return F64x2.f64x2_max(a, b);
    }

    /** {@code i16x8.relaxed_q15mulr_s}. */
    public static long i16x8_relaxed_q15mulr_s(long a, long b) {
        return I16x8.i16x8_q15mulr_sat_s(a, b);
    }

    /** {@code i16x8.relaxed_dot_i8x16_i7x16_s}. */
    public static long i16x8_relaxed_dot_i8x16_i7x16_s(long a, long b) {
        return dot(a, b) & 0xffffL | (dot(a >>> 16, b >>> 16) & 0xffffL) << 16
                | (dot(a >>> 32, b >>> 32) & 0xffffL) << 32 | (long) dot(a >>> 48, b >>> 48) << 48;
    }

    /** {@code i32x4.relaxed_dot_i8x16_i7x16_add_s}. */
    public static long i32x4_relaxed_dot_i8x16_i7x16_add_s(long a, long b, long c) {
        return I32x4.i32x4_add(I32x4.i32x4_extadd_pairwise_i16x8_s(i16x8_relaxed_dot_i8x16_i7x16_s(a, b)), c);
    }

    private static int product(long a, long b) {
        return (byte) a * (byte) b;
    }

    /** The sum of the products of the two low pairs of bytes; 32,768 alone does not fit in a lane. */
    private static int dot(long a, long b) {
        return Math.min(product(a, b) + product(a >>> 8, b >>> 8), Short.MAX_VALUE);
    }
}
