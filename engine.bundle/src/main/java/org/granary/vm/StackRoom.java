package org.granary.vm;

/**
 * Makes sure that the stack has room before a routine begins that cannot commit by one last write: better overflow before the first of
 * its writes than between two of them.
 */
public final class StackRoom {
    /** Interpreted frames of some 100 bytes each: far more than the calls of a copy loop need. */
    private static final int FRAMES = 64;

    /** As many again of frames that keep eight numbers each: some 50 KB when compiled. */
    private static final int WIDE_FRAMES = 512;

    private StackRoom() {
    }

    /**
     * Returns when there is room.
     *
     * @throws StackOverflowError when there is none
     */
    static void need() {
        descend(FRAMES);
    }

    /**
     * Whether there is room, for what can as well be left for later.
     *
     * @return false where {@link #need} would throw
     */
    public static boolean enough() {
        try {
            need();
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static int descend(int frames) {
        return frames == 0 ? 0 : descend(frames - 1) + 1;
    }

    /**
     * Returns when there is room to load, define and link a class.
     *
     * @throws StackOverflowError when there is none
     */
    public static void needForClass() {
        descend(WIDE_FRAMES, 1, 2, 3, 4, 5, 6, 7);
    }

    private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g) {
        if (frames == 0) {
            return a;
        }
        // all are used after the call, so the frame keeps them
        return descend(frames - 1, b, c, d, e, f, g, a) * a + b * c + d * e + f * g;
    }
}
