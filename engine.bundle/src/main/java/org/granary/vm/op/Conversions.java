package org.granary.vm.op;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * Conversions that are more than one JVM instruction, each a static method named like its row of the opcode table. The JVM's own casts
 * saturate and take NaN to zero, which is what {@code trunc_sat} wants.
 *
 * <p>Source: WebAssembly core specification, section 4.3.4 (conversions).
 */
public final class Conversions {
    private static final double TWO_31 = 2_147_483_648.0;
    private static final double TWO_32 = 4_294_967_296.0;
    private static final double TWO_63 = 9_223_372_036_854_775_808.0;
    private static final double TWO_64 = 18_446_744_073_709_551_616.0;

    private Conversions() {
    }

    private static Trap outside(double a) {
        return new Trap(a != a ? TrapCode.INVALID_CONVERSION : TrapCode.INTEGER_OVERFLOW);
    }

    /** {@code i32.trunc_f32_s}; traps on NaN and outside the range. */
    public static int i32_trunc_f32_s(float a) {
        return i32_trunc_f64_s(a);
    }

    /** {@code i32.trunc_f32_u}; traps on NaN and outside the range. */
    public static int i32_trunc_f32_u(float a) {
        return i32_trunc_f64_u(a);
    }

    /** {@code i32.trunc_f64_s}; traps on NaN and outside the range. */
    public static int i32_trunc_f64_s(double a) {
        if (!(a > -TWO_31 - 1 && a < TWO_31)) {
            throw outside(a);
        }
        return (int) a;
    }

    /** {@code i32.trunc_f64_u}; traps on NaN and outside the range. */
    public static int i32_trunc_f64_u(double a) {
        if (!(a > -1 && a < TWO_32)) {
            throw outside(a);
        }
        return (int) (long) a;
    }

    /** {@code i64.trunc_f32_s}; traps on NaN and outside the range. */
    public static long i64_trunc_f32_s(float a) {
        return i64_trunc_f64_s(a);
    }

    /** {@code i64.trunc_f32_u}; traps on NaN and outside the range. */
    public static long i64_trunc_f32_u(float a) {
        return i64_trunc_f64_u(a);
    }

    /** {@code i64.trunc_f64_s}; traps on NaN and outside the range. */
    public static long i64_trunc_f64_s(double a) {
        if (!(a >= -TWO_63 && a < TWO_63)) {
            throw outside(a);
        }
        return (long) a;
    }

    /** {@code i64.trunc_f64_u}; traps on NaN and outside the range. */
    public static long i64_trunc_f64_u(double a) {
        if (!(a > -1 && a < TWO_64)) {
            throw outside(a);
        }
        return unsigned(a);
    }

    private static long unsigned(double a) {
        return a < TWO_63 ? (long) a : (long) (a - TWO_63) ^ Long.MIN_VALUE;
    }

    /** {@code i32.trunc_sat_f32_s}. */
    public static int i32_trunc_sat_f32_s(float a) {
        return (int) a;
    }

    /** {@code i32.trunc_sat_f32_u}. */
    public static int i32_trunc_sat_f32_u(float a) {
        return i32_trunc_sat_f64_u(a);
    }

    /** {@code i32.trunc_sat_f64_s}. */
    public static int i32_trunc_sat_f64_s(double a) {
        return (int) a;
    }

    /** {@code i32.trunc_sat_f64_u}. */
    public static int i32_trunc_sat_f64_u(double a) {
        return a >= TWO_32 ? -1 : a > 0 ? (int) (long) a : 0;
    }

    /** {@code i64.trunc_sat_f32_s}. */
    public static long i64_trunc_sat_f32_s(float a) {
        return (long) a;
    }

    /** {@code i64.trunc_sat_f32_u}. */
    public static long i64_trunc_sat_f32_u(float a) {
        return i64_trunc_sat_f64_u(a);
    }

    /** {@code i64.trunc_sat_f64_s}. */
    public static long i64_trunc_sat_f64_s(double a) {
        return (long) a;
    }

    /** {@code i64.trunc_sat_f64_u}. */
    public static long i64_trunc_sat_f64_u(double a) {
        return a >= TWO_64 ? -1 : a > 0 ? unsigned(a) : 0;
    }

    /** {@code i64.extend_i32_u}. */
    public static long i64_extend_i32_u(int a) {
        return a & 0xffff_ffffL;
    }

    /** {@code f32.convert_i32_u}. */
    public static float f32_convert_i32_u(int a) {
        return a & 0xffff_ffffL;
    }

    /** {@code f64.convert_i32_u}. */
    public static double f64_convert_i32_u(int a) {
        return a & 0xffff_ffffL;
    }

    /** {@code f32.convert_i64_u}; halves with the lowest bit kept, so that rounding happens once. */
    public static float f32_convert_i64_u(long a) {
        return a >= 0 ? a : (float) (a >>> 1 | a & 1) * 2;
    }

    /** {@code f64.convert_i64_u}; halves with the lowest bit kept, so that rounding happens once. */
    public static double f64_convert_i64_u(long a) {
        return a >= 0 ? a : (double) (a >>> 1 | a & 1) * 2;
    }

    /** {@code i32.reinterpret_f32}. */
    public static int i32_reinterpret_f32(float a) {
        return Float.floatToRawIntBits(a);
    }

    /** {@code i64.reinterpret_f64}. */
    public static long i64_reinterpret_f64(double a) {
        return Double.doubleToRawLongBits(a);
    }

    /** {@code f32.reinterpret_i32}. */
    public static float f32_reinterpret_i32(int a) {
        return Float.intBitsToFloat(a);
    }

    /** {@code f64.reinterpret_i64}. */
    public static double f64_reinterpret_i64(long a) {
        return Double.longBitsToDouble(a);
    }

    /** {@code i32.extend8_s}. */
    public static int i32_extend8_s(int a) {
        return (byte) a;
    }

    /** {@code i32.extend16_s}. */
    public static int i32_extend16_s(int a) {
        return (short) a;
    }

    /** {@code i64.extend8_s}. */
    public static long i64_extend8_s(long a) {
        return (byte) a;
    }

    /** {@code i64.extend16_s}. */
    public static long i64_extend16_s(long a) {
        return (short) a;
    }

    /** {@code i64.extend32_s}. */
    public static long i64_extend32_s(long a) {
        return (int) a;
    }
}
