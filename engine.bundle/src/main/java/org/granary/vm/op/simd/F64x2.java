package org.granary.vm.op.simd;

import org.granary.vm.op.Conversions;
import org.granary.vm.op.Floats;

/**
 * Vectors of two 64-bit floats; a long is a lane. Arithmetic makes a NaN quiet; {@code abs}, {@code neg}, {@code pmin}, {@code pmax} and
 * lane moves keep its bits.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class F64x2 {
    private F64x2() {
    }

    /** {@code f64x2.add}. */
    public static long f64x2_add(long a, long b) {
        return bits(lane(a) + lane(b));
    }

    /** {@code f64x2.sub}. */
    public static long f64x2_sub(long a, long b) {
        return bits(lane(a) - lane(b));
    }

    /** {@code f64x2.mul}. */
    public static long f64x2_mul(long a, long b) {
        return bits(lane(a) * lane(b));
    }

    /** {@code f64x2.div}. */
    public static long f64x2_div(long a, long b) {
        return bits(lane(a) / lane(b));
    }

    /** {@code f64x2.min}. */
    public static long f64x2_min(long a, long b) {
        return bits(Floats.f64_min(lane(a), lane(b)));
    }

    /** {@code f64x2.max}. */
    public static long f64x2_max(long a, long b) {
        return bits(Floats.f64_max(lane(a), lane(b)));
    }

    /** {@code f64x2.pmin}. */
    public static long f64x2_pmin(long a, long b) {
        return lane(b) < lane(a) ? b : a;
    }

    /** {@code f64x2.pmax}. */
    public static long f64x2_pmax(long a, long b) {
        return lane(a) < lane(b) ? b : a;
    }

    /** {@code f64x2.eq}. */
    public static long f64x2_eq(long a, long b) {
        return mask(lane(a) == lane(b));
    }

    /** {@code f64x2.ne}. */
    public static long f64x2_ne(long a, long b) {
        return mask(lane(a) != lane(b));
    }

    /** {@code f64x2.lt}. */
    public static long f64x2_lt(long a, long b) {
        return mask(lane(a) < lane(b));
    }

    /** {@code f64x2.gt}. */
    public static long f64x2_gt(long a, long b) {
        return mask(lane(a) > lane(b));
    }

    /** {@code f64x2.le}. */
    public static long f64x2_le(long a, long b) {
        return mask(lane(a) <= lane(b));
    }

    /** {@code f64x2.ge}. */
    public static long f64x2_ge(long a, long b) {
        return mask(lane(a) >= lane(b));
    }

    /** {@code f64x2.abs}. */
    public static long f64x2_abs(long a) {
        return a & Long.MAX_VALUE;
    }

    /** {@code f64x2.neg}. */
    public static long f64x2_neg(long a) {
        return a ^ Long.MIN_VALUE;
    }

    /** {@code f64x2.sqrt}. */
    public static long f64x2_sqrt(long a) {
        return bits(Floats.f64_sqrt(lane(a)));
    }

    /** {@code f64x2.ceil}. */
    public static long f64x2_ceil(long a) {
        return bits(Floats.f64_ceil(lane(a)));
    }

    /** {@code f64x2.floor}. */
    public static long f64x2_floor(long a) {
        return bits(Floats.f64_floor(lane(a)));
    }

    /** {@code f64x2.trunc}. */
    public static long f64x2_trunc(long a) {
        return bits(Floats.f64_trunc(lane(a)));
    }

    /** {@code f64x2.nearest}. */
    public static long f64x2_nearest(long a) {
        return bits(Floats.f64_nearest(lane(a)));
    }

    /** {@code f64x2.splat}; both halves are equal. */
    public static long f64x2_splat(double value) {
        return bits(value);
    }

    /** {@code f64x2.extract_lane}. */
    public static double f64x2_extract_lane(long lo, long hi, int lane) {
        return lane(lane == 0 ? lo : hi);
    }

    /** {@code f64x2.replace_lane}, the low half. */
    public static long f64x2_replace_lane_lo(long aLo, long aHi, double value, int lane) {
        return lane == 0 ? bits(value) : aLo;
    }

    /** {@code f64x2.replace_lane}, the high half. */
    public static long f64x2_replace_lane_hi(long aLo, long aHi, double value, int lane) {
        return lane == 0 ? aHi : bits(value);
    }

    /** {@code f64x2.convert_low_i32x4_s}, the low half. */
    public static long f64x2_convert_low_i32x4_s_lo(long aLo, long aHi) {
        return bits(Lanes.low(aLo));
    }

    /** {@code f64x2.convert_low_i32x4_s}, the high half. */
    public static long f64x2_convert_low_i32x4_s_hi(long aLo, long aHi) {
        return bits(Lanes.high(aLo));
    }

    /** {@code f64x2.convert_low_i32x4_u}, the low half. */
    public static long f64x2_convert_low_i32x4_u_lo(long aLo, long aHi) {
        return bits(Conversions.f64_convert_i32_u(Lanes.low(aLo)));
    }

    /** {@code f64x2.convert_low_i32x4_u}, the high half. */
    public static long f64x2_convert_low_i32x4_u_hi(long aLo, long aHi) {
        return bits(Conversions.f64_convert_i32_u(Lanes.high(aLo)));
    }

    /** {@code f64x2.promote_low_f32x4}, the low half. */
    public static long f64x2_promote_low_f32x4_lo(long aLo, long aHi) {
        return bits(Lanes.floatLow(aLo));
    }

    /** {@code f64x2.promote_low_f32x4}, the high half. */
    public static long f64x2_promote_low_f32x4_hi(long aLo, long aHi) {
        return bits(Lanes.floatHigh(aLo));
    }

    private static double lane(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(double lane) {
        return Double.doubleToRawLongBits(lane);
    }

    private static long mask(boolean lane) {
        return lane ? -1 : 0;
    }
}
