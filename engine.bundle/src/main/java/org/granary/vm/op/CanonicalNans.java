package org.granary.vm.op;

/**
 * Makes the NaNs that arithmetic gives canonical: positive, of the payload that has only its first bit. Every other value is left as it
 * is. Called behind instructions where the engine's configuration asks for it.
 *
 * <p>Source: WebAssembly core specification, appendix A.2 (profiles). Immutable, thread-safe: there is no state.
 */
public final class CanonicalNans {
    private static final int F32 = 0x7fc0_0000;
    private static final int F32_INFINITY = 0x7f80_0000;
    private static final long F64 = 0x7ff8_0000_0000_0000L;
    private static final long F64_INFINITY = 0x7ff0_0000_0000_0000L;

    private CanonicalNans() {
    }

    /**
     * A float.
     *
     * @param a any
     * @return the same unless it is a NaN
     */
    public static float f32(float a) {
        return a != a ? Float.intBitsToFloat(F32) : a;
    }

    /**
     * A double.
     *
     * @param a any
     * @return the same unless it is a NaN
     */
    public static double f64(double a) {
        return a != a ? Double.longBitsToDouble(F64) : a;
    }

    /**
     * Half a vector of four floats.
     *
     * @param a two lanes, the first one in the lower bits
     * @return the lanes, each as {@link #f32} makes it
     */
    public static long f32x4(long a) {
        return lane((int) a) & 0xffff_ffffL | (long) lane((int) (a >>> 32)) << 32;
    }

    private static int lane(int bits) {
        return (bits & Integer.MAX_VALUE) > F32_INFINITY ? F32 : bits;
    }

    /**
     * Half a vector of two doubles.
     *
     * @param a one lane
     * @return the lane as {@link #f64} makes it
     */
    public static long f64x2(long a) {
        return (a & Long.MAX_VALUE) > F64_INFINITY ? F64 : a;
    }
}
