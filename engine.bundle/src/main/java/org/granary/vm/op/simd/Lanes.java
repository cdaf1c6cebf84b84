package org.granary.vm.op.simd;

/** The two 32-bit lanes of a half, as ints and as floats. */
final class Lanes {
    private Lanes() {
    }

    static int low(long half) {
        return (int) half;
    }

    static int high(long half) {
        return (int) (half >>> 32);
    }

    static float floatLow(long half) {
        return Float.intBitsToFloat((int) half);
    }

    static float floatHigh(long half) {
        return Float.intBitsToFloat((int) (half >>> 32));
    }

    static long pack(int low, int high) {
        return low & 0xffff_ffffL | (long) high << 32;
    }

    static long pack(float low, float high) {
        return pack(Float.floatToRawIntBits(low), Float.floatToRawIntBits(high));
    }

    /** A lane of ones where the condition holds. */
    static long mask(boolean low, boolean high) {
        return (low ? 0xffff_ffffL : 0) | (high ? 0xffff_ffff_0000_0000L : 0);
    }
}
