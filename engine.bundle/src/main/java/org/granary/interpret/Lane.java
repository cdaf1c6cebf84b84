package org.granary.interpret;

/** Lanes of vectors as bits. */
final class Lane {
    private Lane() {
    }

    /** A lane, zero-extended. */
    static long get(long[] vector, int lane, int width) {
        int bit = lane * width;
        return vector[bit / 64] >>> bit % 64 & mask(width);
    }

    /** Sets a lane to as many bits. */
    static void set(long[] vector, int lane, int width, long bits) {
        int bit = lane * width;
        vector[bit / 64] = vector[bit / 64] & ~(mask(width) << bit % 64) | (bits & mask(width)) << bit % 64;
    }

    /** The lowest lane in all places. */
    static long[] spread(long[] read, int width) {
        long[] vector = new long[2];
        for (int i = 0; i < 128 / width; i++) {
            set(vector, i, width, read[0]);
        }
        return vector;
    }

    /** The lanes of the low half, each in twice its width. */
    static long[] extended(long[] read, int width, boolean signed) {
        long[] vector = new long[2];
        for (int i = 0; i < 64 / width; i++) {
            long lane = get(read, i, width);
            set(vector, i, 2 * width, signed ? lane << 64 - width >> 64 - width : lane);
        }
        return vector;
    }

    private static long mask(int width) {
        return width == 64 ? -1 : (1L << width) - 1;
    }
}
