package org.granary.vm.op.simd;

import org.granary.vm.op.Conversions;

/**
 * Vectors of four 32-bit integers; a long holds two lanes. Unsigned lanes are compared as longs.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class I32x4 {
    private I32x4() {
    }

    /** {@code i32x4.add}. */
    public static long i32x4_add(long a, long b) {
        return a + b & 0xffff_ffffL | (a & 0xffff_ffff_0000_0000L) + (b & 0xffff_ffff_0000_0000L);
    }

    /** {@code i32x4.sub}. */
    public static long i32x4_sub(long a, long b) {
        return a - b & 0xffff_ffffL | (a & 0xffff_ffff_0000_0000L) - (b & 0xffff_ffff_0000_0000L);
    }

    /** {@code i32x4.mul}. */
    public static long i32x4_mul(long a, long b) {
        return Lanes.pack(Lanes.low(a) * Lanes.low(b), Lanes.high(a) * Lanes.high(b));
    }

    /** {@code i32x4.eq}. */
    public static long i32x4_eq(long a, long b) {
        return Lanes.mask(Lanes.low(a) == Lanes.low(b), Lanes.high(a) == Lanes.high(b));
    }

    /** {@code i32x4.ne}. */
    public static long i32x4_ne(long a, long b) {
        return Lanes.mask(Lanes.low(a) != Lanes.low(b), Lanes.high(a) != Lanes.high(b));
    }

    /** {@code i32x4.lt_s}. */
    public static long i32x4_lt_s(long a, long b) {
        return Lanes.mask(Lanes.low(a) < Lanes.low(b), Lanes.high(a) < Lanes.high(b));
    }

    /** {@code i32x4.lt_u}. */
    public static long i32x4_lt_u(long a, long b) {
        return Lanes.mask(unsignedLow(a) < unsignedLow(b), a >>> 32 < b >>> 32);
    }

    /** {@code i32x4.gt_s}. */
    public static long i32x4_gt_s(long a, long b) {
        return Lanes.mask(Lanes.low(a) > Lanes.low(b), Lanes.high(a) > Lanes.high(b));
    }

    /** {@code i32x4.gt_u}. */
    public static long i32x4_gt_u(long a, long b) {
        return Lanes.mask(unsignedLow(a) > unsignedLow(b), a >>> 32 > b >>> 32);
    }

    /** {@code i32x4.le_s}. */
    public static long i32x4_le_s(long a, long b) {
        return Lanes.mask(Lanes.low(a) <= Lanes.low(b), Lanes.high(a) <= Lanes.high(b));
    }

    /** {@code i32x4.le_u}. */
    public static long i32x4_le_u(long a, long b) {
        return Lanes.mask(unsignedLow(a) <= unsignedLow(b), a >>> 32 <= b >>> 32);
    }

    /** {@code i32x4.ge_s}. */
    public static long i32x4_ge_s(long a, long b) {
        return Lanes.mask(Lanes.low(a) >= Lanes.low(b), Lanes.high(a) >= Lanes.high(b));
    }

    /** {@code i32x4.ge_u}. */
    public static long i32x4_ge_u(long a, long b) {
        return Lanes.mask(unsignedLow(a) >= unsignedLow(b), a >>> 32 >= b >>> 32);
    }

    /** {@code i32x4.min_s}. */
    public static long i32x4_min_s(long a, long b) {
        return Lanes.pack(Math.min(Lanes.low(a), Lanes.low(b)), Math.min(Lanes.high(a), Lanes.high(b)));
    }

    /** {@code i32x4.min_u}. */
    public static long i32x4_min_u(long a, long b) {
        return Math.min(unsignedLow(a), unsignedLow(b)) | Math.min(a >>> 32, b >>> 32) << 32;
    }

    /** {@code i32x4.max_s}. */
    public static long i32x4_max_s(long a, long b) {
        return Lanes.pack(Math.max(Lanes.low(a), Lanes.low(b)), Math.max(Lanes.high(a), Lanes.high(b)));
    }

    /** {@code i32x4.max_u}. */
    public static long i32x4_max_u(long a, long b) {
        return Math.max(unsignedLow(a), unsignedLow(b)) | Math.max(a >>> 32, b >>> 32) << 32;
    }

    /** {@code i32x4.abs}. */
    public static long i32x4_abs(long a) {
        return Lanes.pack(Math.abs(Lanes.low(a)), Math.abs(Lanes.high(a)));
    }

    /** {@code i32x4.neg}. */
    public static long i32x4_neg(long a) {
        return Lanes.pack(-Lanes.low(a), -Lanes.high(a));
    }

    /** {@code i32x4.shl}; the count is taken modulo the lane's width. */
    public static long i32x4_shl(long a, int count) {
        return Lanes.pack(Lanes.low(a) << count, Lanes.high(a) << count);
    }

    /** {@code i32x4.shr_s}; the count is taken modulo the lane's width. */
    public static long i32x4_shr_s(long a, int count) {
        return Lanes.pack(Lanes.low(a) >> count, Lanes.high(a) >> count);
    }

    /** {@code i32x4.shr_u}; the count is taken modulo the lane's width. */
    public static long i32x4_shr_u(long a, int count) {
        return Lanes.pack(Lanes.low(a) >>> count, Lanes.high(a) >>> count);
    }

    /** {@code i32x4.all_true}. */
    public static int i32x4_all_true(long lo, long hi) {
        return Lanes.low(lo) != 0 && Lanes.high(lo) != 0 && Lanes.low(hi) != 0 && Lanes.high(hi) != 0 ? 1 : 0;
    }

    /** {@code i32x4.bitmask}. */
    public static int i32x4_bitmask(long lo, long hi) {
        return Lanes.low(lo) >>> 31 | Lanes.high(lo) >>> 31 << 1 | Lanes.low(hi) >>> 31 << 2 | Lanes.high(hi) >>> 31 << 3;
    }

    /** {@code i32x4.splat}; both halves are equal. */
    public static long i32x4_splat(int value) {
        return Lanes.pack(value, value);
    }

    /** {@code i32x4.extract_lane}. */
    public static int i32x4_extract_lane(long lo, long hi, int lane) {
        return (int) ((lane < 2 ? lo : hi) >>> (lane << 5));
    }

    /** {@code i32x4.replace_lane}, the low half. */
    public static long i32x4_replace_lane_lo(long aLo, long aHi, int value, int lane) {
        return switch (lane) {
            case 0 -> Lanes.pack(value, Lanes.high(aLo));
            case 1 -> Lanes.pack(Lanes.low(aLo), value);
            default -> aLo;
        };
    }

    /** {@code i32x4.replace_lane}, the high half. */
    public static long i32x4_replace_lane_hi(long aLo, long aHi, int value, int lane) {
        return switch (lane) {
            case 2 -> Lanes.pack(value, Lanes.high(aHi));
            case 3 -> Lanes.pack(Lanes.low(aHi), value);
            default -> aHi;
        };
    }

    /** {@code i32x4.dot_i16x8_s}. */
    public static long i32x4_dot_i16x8_s(long a, long b) {
        int low = product(a, b) + product(a >>> 16, b >>> 16);
        int high = product(a >>> 32, b >>> 32) + product(a >>> 48, b >>> 48);
        return Lanes.pack(low, high);
    }

    /** {@code i32x4.extadd_pairwise_i16x8_s}. */
    public static long i32x4_extadd_pairwise_i16x8_s(long a) {
        return Lanes.pack((short) a + (short) (a >>> 16), (short) (a >>> 32) + (short) (a >>> 48));
    }

    /** {@code i32x4.extadd_pairwise_i16x8_u}. */
    public static long i32x4_extadd_pairwise_i16x8_u(long a) {
        return (a & 0x0000_ffff_0000_ffffL) + (a >>> 16 & 0x0000_ffff_0000_ffffL);
    }

    /** {@code i32x4.extend_low_i16x8_s}, the low half. */
    public static long i32x4_extend_low_i16x8_s_lo(long aLo, long aHi) {
        return Lanes.pack((short) aLo, (short) (aLo >>> 16));
    }

    /** {@code i32x4.extend_low_i16x8_s}, the high half. */
    public static long i32x4_extend_low_i16x8_s_hi(long aLo, long aHi) {
        return Lanes.pack((short) (aLo >>> 32), (short) (aLo >>> 48));
    }

    /** {@code i32x4.extend_low_i16x8_u}, the low half. */
    public static long i32x4_extend_low_i16x8_u_lo(long aLo, long aHi) {
        return aLo & 0xffffL | (aLo & 0xffff_0000L) << 16;
    }

    /** {@code i32x4.extend_low_i16x8_u}, the high half. */
    public static long i32x4_extend_low_i16x8_u_hi(long aLo, long aHi) {
        return aLo >>> 32 & 0xffffL | aLo >>> 48 << 32;
    }

    /** {@code i32x4.extend_high_i16x8_s}, the low half. */
    public static long i32x4_extend_high_i16x8_s_lo(long aLo, long aHi) {
        return Lanes.pack((short) aHi, (short) (aHi >>> 16));
    }

    /** {@code i32x4.extend_high_i16x8_s}, the high half. */
    public static long i32x4_extend_high_i16x8_s_hi(long aLo, long aHi) {
        return Lanes.pack((short) (aHi >>> 32), (short) (aHi >>> 48));
    }

    /** {@code i32x4.extend_high_i16x8_u}, the low half. */
    public static long i32x4_extend_high_i16x8_u_lo(long aLo, long aHi) {
        return aHi & 0xffffL | (aHi & 0xffff_0000L) << 16;
    }

    /** {@code i32x4.extend_high_i16x8_u}, the high half. */
    public static long i32x4_extend_high_i16x8_u_hi(long aLo, long aHi) {
        return aHi >>> 32 & 0xffffL | aHi >>> 48 << 32;
    }

    /** {@code i32x4.extmul_low_i16x8_s}, the low half. */
    public static long i32x4_extmul_low_i16x8_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return Lanes.pack(product(aLo, bLo), product(aLo >>> 16, bLo >>> 16));
    }

    /** {@code i32x4.extmul_low_i16x8_s}, the high half. */
    public static long i32x4_extmul_low_i16x8_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return Lanes.pack(product(aLo >>> 32, bLo >>> 32), product(aLo >>> 48, bLo >>> 48));
    }

    /** {@code i32x4.extmul_low_i16x8_u}, the low half. */
    public static long i32x4_extmul_low_i16x8_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return (aLo & 0xffffL) * (bLo & 0xffffL) | (aLo >>> 16 & 0xffffL) * (bLo >>> 16 & 0xffffL) << 32;
    }

    /** {@code i32x4.extmul_low_i16x8_u}, the high half. */
    public static long i32x4_extmul_low_i16x8_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return (aLo >>> 32 & 0xffffL) * (bLo >>> 32 & 0xffffL) | (aLo >>> 48) * (bLo >>> 48) << 32;
    }

    /** {@code i32x4.extmul_high_i16x8_s}, the low half. */
    public static long i32x4_extmul_high_i16x8_s_lo(long aLo, long aHi, long bLo, long bHi) {
        return Lanes.pack(product(aHi, bHi), product(aHi >>> 16, bHi >>> 16));
    }

    /** {@code i32x4.extmul_high_i16x8_s}, the high half. */
    public static long i32x4_extmul_high_i16x8_s_hi(long aLo, long aHi, long bLo, long bHi) {
        return Lanes.pack(product(aHi >>> 32, bHi >>> 32), product(aHi >>> 48, bHi >>> 48));
    }

    /** {@code i32x4.extmul_high_i16x8_u}, the low half. */
    public static long i32x4_extmul_high_i16x8_u_lo(long aLo, long aHi, long bLo, long bHi) {
        return (aHi & 0xffffL) * (bHi & 0xffffL) | (aHi >>> 16 & 0xffffL) * (bHi >>> 16 & 0xffffL) << 32;
    }

    /** {@code i32x4.extmul_high_i16x8_u}, the high half. */
    public static long i32x4_extmul_high_i16x8_u_hi(long aLo, long aHi, long bLo, long bHi) {
        return (aHi >>> 32 & 0xffffL) * (bHi >>> 32 & 0xffffL) | (aHi >>> 48) * (bHi >>> 48) << 32;
    }

    /** {@code i32x4.trunc_sat_f32x4_s}. */
    public static long i32x4_trunc_sat_f32x4_s(long a) {
        return Lanes.pack((int) Lanes.floatLow(a), (int) Lanes.floatHigh(a));
    }

    /** {@code i32x4.trunc_sat_f32x4_u}. */
    public static long i32x4_trunc_sat_f32x4_u(long a) {
        return Lanes.pack(truncatedUnsigned(Lanes.floatLow(a)), truncatedUnsigned(Lanes.floatHigh(a)));
    }

    /** {@code i32x4.trunc_sat_f64x2_s_zero}, the low half. */
    public static long i32x4_trunc_sat_f64x2_s_zero_lo(long aLo, long aHi) {
        return Lanes.pack((int) Double.longBitsToDouble(aLo), (int) Double.longBitsToDouble(aHi));
    }

    /** {@code i32x4.trunc_sat_f64x2_s_zero}, the high half. */
    public static long i32x4_trunc_sat_f64x2_s_zero_hi(long aLo, long aHi) {
        return 0;
    }

    /** {@code i32x4.trunc_sat_f64x2_u_zero}, the low half. */
    public static long i32x4_trunc_sat_f64x2_u_zero_lo(long aLo, long aHi) {
        return Lanes.pack(truncatedUnsigned(Double.longBitsToDouble(aLo)), truncatedUnsigned(Double.longBitsToDouble(aHi)));
    }

    /** {@code i32x4.trunc_sat_f64x2_u_zero}, the high half. */
    public static long i32x4_trunc_sat_f64x2_u_zero_hi(long aLo, long aHi) {
        return 0;
    }

    private static long unsignedLow(long a) {
        return a & 0xffff_ffffL;
    }

    private static int product(long a, long b) {
        return (short) a * (short) b;
    }

    private static int truncatedUnsigned(double value) {
        return Conversions.i32_trunc_sat_f64_u(value);
    }
}
