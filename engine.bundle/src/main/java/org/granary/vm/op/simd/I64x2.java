package org.granary.vm.op.simd;

/**
 * Vectors of two 64-bit integers; a long is a lane.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class I64x2 {
    private I64x2() {
    }

    /** {@code i64x2.add}. */
    public static long i64x2_add(long a, long b) {
        return a + b;
    }

    /** {@code i64x2.sub}. */
    public static long i64x2_sub(long a, long b) {
        return a - b;
    }

    /** {@code i64x2.mul}. */
    public static long i64x2_mul(long a, long b) {
        return a * b;
    }

    /** {@code i64x2.eq}. */
    public static long i64x2_eq(long a, long b) {
        return mask(a == b);
    }

    /** {@code i64x2.ne}. */
    public static long i64x2_ne(long a, long b) {
        return mask(a != b);
    }

    /** {@code i64x2.lt_s}. */
    public static long i64x2_lt_s(long a, long b) {
        return mask(a < b);
    }

    /** {@code i64x2.gt_s}. */
    public static long i64x2_gt_s(long a, long b) {
        return mask(a > b);
    }

    /** {@code i64x2.le_s}. */
    public static long i64x2_le_s(long a, long b) {
        return mask(a <= b);
    }

    /** {@code i64x2.ge_s}. */
    public static long i64x2_ge_s(long a, long b) {
        return mask(a >= b);
    }

    /** {@code i64x2.abs}. */
    public static long i64x2_abs(long a) {
        return Math.abs(a);
    }

    /** {@code i64x2.neg}. */
    public static long i64x2_neg(long a) {
        return -a;
    }

    /** {@code i64x2.shl}; the count is taken modulo the lane's width. */
    public static long i64x2_shl(long a, int count) {
        return a << count;
    }

    /** {@code i64x2.shr_s}; the count is taken modulo the lane's width. */
    public static long i64x2_shr_s(long a, int count) {
        return a >> count;
    }

    /** {@code i64x2.shr_u}; the count is taken modulo the lane's width. */
    public static long i64x2_shr_u(long a, int count) {
        return a >>> count;
    }

    /** {@code i64x2.all_true}. */
    public static int i64x2_all_true(long lo, long hi) {
        return lo != 0 && hi != 0 ? 1 : 0;
    }

    /** {@code i64x2.bitmask}. */
    public static int i64x2_bitmask(long lo, long hi) {
        return (int) (lo >>> 63 | hi >>> 63 << 1);
    }

    /** {@code i64x2.splat}; both halves are equal. */
    public static long i64x2_splat(long value) {
        return value;
    }

    /** {@code i64x2.extract_lane}. */
    public static long i64x2_extract_lane(long lo, long hi, int lane) {
        return lane == 0 ? lo : hi;
    }

    /** {@code i64x2.replace_lane}, the low half. */
    public static long i64x2_replace_lane_lo(long aLo, long aHi, long value, int lane) {
        return lane == 0 ? value : aLo;
    }

    /** {@code i64x2.replace_lane}, the high half. */
    public static long i64x2_replace_lane_hi(long aLo, long aHi, long value, int lane) {
        return lane == 0 ? aHi : value;
    }

    /** {@code i64x2.extend_low_i32x4_s}, the low half. */
    public static long i64x2_extend_low_i32x4_s_lo(long aLo, long aHi) {
        return (int) aLo;
    }

    /** {@code i64x2.extend_low_i32x4_s}, the high half. */
    public static long i64x2_extend_low_i32x4_s_hi(long aLo, long aHi) {
        return aLo >> 32;
    }

    /** {@code i64x2.extend_low_i32x4_u}, the low half. */
    public static long i64x2_extend_low_i32x4_u_lo(long aLo, long aHi) {
        return aLo & 0xffff_ffffL;
    }

    /** {@code i64x2.extend_low_i32x4_u}, the high half. */
    public static long i64x2_extend_low_i32x4_u_hi(long aLo, long aHi) {
        return aLo >>> 32;
    }

    /** {@code i64x2.extend_high_i32x4_s}, the low half. */
    public static long i64x2_extend_high_i32x4_s_lo(long aLo, long aHi) {
        return (int) aHi;
    }

    /** {@code i64x2.extend_high_i32x4_s}, the high half. */
    public static long i64x2_extend_high_i32x4_s_hi(long aLo, long aHi) {
        return aHi >> 32;
    }

    /** {@code i64x2.extend_high_i32x4_u}, the low half. */
    public static long i64x2_extend_high_i32x4_u_lo(long aLo, long aHi) {
        return aHi & 0xffff_ffffL;
    }

    /** {@code i64x2.extend_high_i32x4_u}, the high half. */
    public static long i64x2_extend_high_i32x4_u_hi(long aLo, long aHi) {
        return aHi >>> 32;
    }

    /** {@code i64x2.extmul_low_i32x4_s}, the low half. */
    public static long i64x2_extmul_low_i32x4_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return (long) (int) aLo * (int) bLo;
    }

    /** {@code i64x2.extmul_low_i32x4_s}, the high half. */
    public static long i64x2_extmul_low_i32x4_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return (aLo >> 32) * (bLo >> 32);
    }

    /** {@code i64x2.extmul_low_i32x4_u}, the low half. */
    public static long i64x2_extmul_low_i32x4_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return (aLo & 0xffff_ffffL) * (bLo & 0xffff_ffffL);
    }

    /** {@code i64x2.extmul_low_i32x4_u}, the high half. */
    public static long i64x2_extmul_low_i32x4_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return (aLo >>> 32) * (bLo >>> 32);
    }

    /** {@code i64x2.extmul_high_i32x4_s}, the low half. */
    public static long i64x2_extmul_high_i32x4_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return (long) (int) aHi * (int) bHi;
    }

    /** {@code i64x2.extmul_high_i32x4_s}, the high half. */
    public static long i64x2_extmul_high_i32x4_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return (aHi >> 32) * (bHi >> 32);
    }

    /** {@code i64x2.extmul_high_i32x4_u}, the low half. */
    public static long i64x2_extmul_high_i32x4_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return (aHi & 0xffff_ffffL) * (bHi & 0xffff_ffffL);
    }

    /** {@code i64x2.extmul_high_i32x4_u}, the high half. */
    public static long i64x2_extmul_high_i32x4_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return (aHi >>> 32) * (bHi >>> 32);
    }

    private static long mask(boolean lane) {
        return lane ? -1 : 0;
    }
}
