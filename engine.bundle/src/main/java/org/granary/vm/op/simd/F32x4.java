package org.granary.vm.op.simd;

import org.granary.vm.op.Conversions;
import org.granary.vm.op.Floats;

/**
 * Vectors of four 32-bit floats; a long holds two lanes. Arithmetic makes a NaN quiet; {@code abs}, {@code neg}, {@code pmin}, {@code
 * pmax} and lane moves keep its bits.
 *
 * <p>Source: WebAssembly core specification, chapter 4.3 (numerics), vector operations. Immutable, thread-safe: there is no state.
 */
public final class F32x4 {
    private F32x4() {
    }

    /** {@code f32x4.add}. */
    public static long f32x4_add(long a, long b) {
        return Lanes.pack(Lanes.floatLow(a) + Lanes.floatLow(b), Lanes.floatHigh(a) + Lanes.floatHigh(b));
    }

    /** {@code f32x4.sub}. */
    public static long f32x4_sub(long a, long b) {
        return Lanes.pack(Lanes.floatLow(a) - Lanes.floatLow(b), Lanes.floatHigh(a) - Lanes.floatHigh(b));
    }

    /** {@code f32x4.mul}. */
    public static long f32x4_mul(long a, long b) {
        return Lanes.pack(Lanes.floatLow(a) * Lanes.floatLow(b), Lanes.floatHigh(a) * Lanes.floatHigh(b));
    }

    /** {@code f32x4.div}. */
    public static long f32x4_div(long a, long b) {
        return Lanes.pack(Lanes.floatLow(a) / Lanes.floatLow(b), Lanes.floatHigh(a) / Lanes.floatHigh(b));
    }

    /** {@code f32x4.min}. */
    public static long f32x4_min(long a, long b) {
        float low = Floats.f32_min(Lanes.floatLow(a), Lanes.floatLow(b));
        float high = Floats.f32_min(Lanes.floatHigh(a), Lanes.floatHigh(b));
        return Lanes.pack(low, high);
    }

    /** {@code f32x4.max}. */
    public static long f32x4_max(long a, long b) {
        float low = Floats.f32_max(Lanes.floatLow(a), Lanes.floatLow(b));
        float high = Floats.f32_max(Lanes.floatHigh(a), Lanes.floatHigh(b));
        return Lanes.pack(low, high);
    }

    /** {@code f32x4.pmin}. */
    public static long f32x4_pmin(long a, long b) {
        return a ^ (a ^ b) & Lanes.mask(Lanes.floatLow(b) < Lanes.floatLow(a), Lanes.floatHigh(b) < Lanes.floatHigh(a));
    }

    /** {@code f32x4.pmax}. */
    public static long f32x4_pmax(long a, long b) {
        return a ^ (a ^ b) & Lanes.mask(Lanes.floatLow(a) < Lanes.floatLow(b), Lanes.floatHigh(a) < Lanes.floatHigh(b));
    }

    /** {@code f32x4.eq}. */
    public static long f32x4_eq(long a, long b) {
        return Lanes.mask(Lanes.floatLow(a) == Lanes.floatLow(b), Lanes.floatHigh(a) == Lanes.floatHigh(b));
    }

    /** {@code f32x4.ne}. */
    public static long f32x4_ne(long a, long b) {
        return Lanes.mask(Lanes.floatLow(a) != Lanes.floatLow(b), Lanes.floatHigh(a) != Lanes.floatHigh(b));
    }

    /** {@code f32x4.lt}. */
    public static long f32x4_lt(long a, long b) {
        return Lanes.mask(Lanes.floatLow(a) < Lanes.floatLow(b), Lanes.floatHigh(a) < Lanes.floatHigh(b));
    }

    /** {@code f32x4.gt}. */
    public static long f32x4_gt(long a, long b) {
        return Lanes.mask(Lanes.floatLow(a) > Lanes.floatLow(b), Lanes.floatHigh(a) > Lanes.floatHigh(b));
    }

    /** {@code f32x4.le}. */
    public static long f32x4_le(long a, long b) {
        return Lanes.mask(Lanes.floatLow(a) <= Lanes.floatLow(b), Lanes.floatHigh(a) <= Lanes.floatHigh(b));
    }

    /** {@code f32x4.ge}. */
    public static long f32x4_ge(long a, long b) {
        return Lanes.mask(Lanes.floatLow(a) >= Lanes.floatLow(b), Lanes.floatHigh(a) >= Lanes.floatHigh(b));
    }

    /** {@code f32x4.abs}. */
    public static long f32x4_abs(long a) {
        return a & 0x7fff_ffff_7fff_ffffL;
    }

    /** {@code f32x4.neg}. */
    public static long f32x4_neg(long a) {
        return a ^ 0x8000_0000_8000_0000L;
    }

    /** {@code f32x4.sqrt}. */
    public static long f32x4_sqrt(long a) {
        return Lanes.pack(Floats.f32_sqrt(Lanes.floatLow(a)), Floats.f32_sqrt(Lanes.floatHigh(a)));
    }

    /** {@code f32x4.ceil}. */
    public static long f32x4_ceil(long a) {
        return Lanes.pack(Floats.f32_ceil(Lanes.floatLow(a)), Floats.f32_ceil(Lanes.floatHigh(a)));
    }

    /** {@code f32x4.floor}. */
    public static long f32x4_floor(long a) {
        return Lanes.pack(Floats.f32_floor(Lanes.floatLow(a)), Floats.f32_floor(Lanes.floatHigh(a)));
    }

    /** {@code f32x4.trunc}. */
    public static long f32x4_trunc(long a) {
        return Lanes.pack(Floats.f32_trunc(Lanes.floatLow(a)), Floats.f32_trunc(Lanes.floatHigh(a)));
    }

    /** {@code f32x4.nearest}. */
    public static long f32x4_nearest(long a) {
        return Lanes.pack(Floats.f32_nearest(Lanes.floatLow(a)), Floats.f32_nearest(Lanes.floatHigh(a)));
    }

    /** {@code f32x4.splat}; both halves are equal. */
    public static long f32x4_splat(float value) {
        return Lanes.pack(value, value);
    }

    /** {@code f32x4.extract_lane}. */
    public static float f32x4_extract_lane(long lo, long hi, int lane) {
        return Float.intBitsToFloat((int) ((lane < 2 ? lo : hi) >>> (lane << 5)));
    }

    /** {@code f32x4.replace_lane}, the low half. */
    public static long f32x4_replace_lane_lo(long aLo, long aHi, float value, int lane) {
        return switch (lane) {
            case 0 -> Lanes.pack(Float.floatToRawIntBits(value), Lanes.high(aLo));
            case 1 -> Lanes.pack(Lanes.low(aLo), Float.floatToRawIntBits(value));
            default -> aLo;
        };
    }

    /** {@code f32x4.replace_lane}, the high half. */
    public static long f32x4_replace_lane_hi(long aLo, long aHi, float value, int lane) {
        return switch (lane) {
            case 2 -> Lanes.pack(Float.floatToRawIntBits(value), Lanes.high(aHi));
            case 3 -> Lanes.pack(Lanes.low(aHi), Float.floatToRawIntBits(value));
            default -> aHi;
        };
    }

    /** {@code f32x4.convert_i32x4_s}. */
    public static long f32x4_convert_i32x4_s(long a) {
        return Lanes.pack((float) Lanes.low(a), (float) Lanes.high(a));
    }

    /** {@code f32x4.convert_i32x4_u}. */
    public static long f32x4_convert_i32x4_u(long a) {
        return Lanes.pack(Conversions.f32_convert_i32_u(Lanes.low(a)), Conversions.f32_convert_i32_u(Lanes.high(a)));
    }

    /** {@code f32x4.demote_f64x2_zero}, the low half. */
    public static long f32x4_demote_f64x2_zero_lo(long aLo, long aHi) {
        return Lanes.pack((float) Double.longBitsToDouble(aLo), (float) Double.longBitsToDouble(aHi));
    }

    /** {@code f32x4.demote_f64x2_zero}, the high half. */
    public static long f32x4_demote_f64x2_zero_hi(long aLo, long aHi) {
        return 0;
    }
}
