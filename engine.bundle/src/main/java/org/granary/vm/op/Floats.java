package org.granary.vm.op;

/**
 * Float instructions that are more than one JVM instruction, each a static method named like its row of the opcode table.
 *
 * <p>Why not the JDK's methods alone: {@code Math.ceil}, {@code floor}, {@code min} and {@code max} hand a signalling NaN on unchanged, and
 * WebAssembly wants it quiet; {@code a + a} makes it so.
 *
 * <p>Source: WebAssembly core specification, section 4.3.3 (floating-point operations).
 */
public final class Floats {
    private Floats() {
    }

    /** {@code f32.abs}; keeps the payload of a NaN. */
    public static float f32_abs(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & Integer.MAX_VALUE);
    }

    /** {@code f32.neg}; keeps the payload of a NaN. */
    public static float f32_neg(float a) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ Integer.MIN_VALUE);
    }

    /** {@code f32.copysign}; keeps the payload of a NaN. */
    public static float f32_copysign(float a, float b) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(a) & Integer.MAX_VALUE | Float.floatToRawIntBits(b) & Integer.MIN_VALUE);
    }

    /** {@code f32.ceil}; a NaN comes out quiet. */
    public static float f32_ceil(float a) {
        return a != a ? a + a : (float) Math.ceil(a);
    }

    /** {@code f32.floor}; a NaN comes out quiet. */
    public static float f32_floor(float a) {
        return a != a ? a + a : (float) Math.floor(a);
    }

    /** {@code f32.trunc}; a NaN comes out quiet. */
    public static float f32_trunc(float a) {
        return a != a ? a + a : (float) (a < 0 ? Math.ceil(a) : Math.floor(a));
    }

    /** {@code f32.nearest}; ties to even. */
    public static float f32_nearest(float a) {
        return (float) Math.rint(a);
    }

    /** {@code f32.sqrt}. */
    public static float f32_sqrt(float a) {
        return (float) Math.sqrt(a);
    }

    /** {@code f32.min}; a NaN comes out quiet, -0 is below +0. */
    public static float f32_min(float a, float b) {
        return a != a || b != b ? a + b : Math.min(a, b);
    }

    /** {@code f32.max}; a NaN comes out quiet, +0 is above -0. */
    public static float f32_max(float a, float b) {
        return a != a || b != b ? a + b : Math.max(a, b);
    }

    /** {@code f64.abs}; keeps the payload of a NaN. */
    public static double f64_abs(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
    }

    /** {@code f64.neg}; keeps the payload of a NaN. */
    public static double f64_neg(double a) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE);
    }

    /** {@code f64.copysign}; keeps the payload of a NaN. */
    public static double f64_copysign(double a, double b) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE | Double.doubleToRawLongBits(b) & Long.MIN_VALUE);
    }

    /** {@code f64.ceil}; a NaN comes out quiet. */
    public static double f64_ceil(double a) {
        return a != a ? a + a : Math.ceil(a);
    }

    /** {@code f64.floor}; a NaN comes out quiet. */
    public static double f64_floor(double a) {
        return a != a ? a + a : Math.floor(a);
    }

    /** {@code f64.trunc}; a NaN comes out quiet. */
    public static double f64_trunc(double a) {
        return a != a ? a + a : (a < 0 ? Math.ceil(a) : Math.floor(a));
    }

    /** {@code f64.nearest}; ties to even. */
    public static double f64_nearest(double a) {
        return Math.rint(a);
    }

    /** {@code f64.sqrt}. */
    public static double f64_sqrt(double a) {
        return Math.sqrt(a);
    }

    /** {@code f64.min}; a NaN comes out quiet, -0 is below +0. */
    public static double f64_min(double a, double b) {
        return a != a || b != b ? a + b : Math.min(a, b);
    }

    /** {@code f64.max}; a NaN comes out quiet, +0 is above -0. */
    public static double f64_max(double a, double b) {
        return a != a || b != b ? a + b : Math.max(a, b);
    }
}
