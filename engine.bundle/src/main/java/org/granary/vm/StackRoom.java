package org.granary.vm;

/**
 * Makes sure that the stack has room before a routine begins that cannot commit by one last write: better overflow before the first of
 * its writes than between two of them.
 */
public final class StackRoom {
    /**
     * Frames that keep eight numbers each: some 12 KB when compiled, where a copy loop that is interpreted needs some 2. Frames that keep
     * nothing are compiled to so little that 64 of them were not always enough: once, of two halves of a write only the first was done.
     */
    private static final int FRAMES = 128;

    /** More of them: some 50 KB when compiled. */
    private static final int WIDE_FRAMES = 512;

    /** Many more: some 130 KB when compiled. */
    private static final int MANY_FRAMES = 1_536;

    private StackRoom() {
    }

    /**
     * Returns when there is room.
     *
     * @throws StackOverflowError when there is none
     */
    static void need() {
        descend(FRAMES, 1, 2, 3, 4, 5, 6, 7);
    }

    /**
     * Whether there is room for what makes sure of room itself, some frames further down, and can as well be left for later.
     *
     * @return false where that might find none
     */
    public static boolean enough() {
        return has(WIDE_FRAMES);
    }

    /**
     * Returns when there is room to load, define and link a class.
     *
     * @throws StackOverflowError when there is none
     */
    public static void needForClass() {
        descend(WIDE_FRAMES, 1, 2, 3, 4, 5, 6, 7);
    }

    /**
     * Whether there is room to load what writes small classes, and to write one: near twice what that takes.
     *
     * @return false where a thread of its own is better
     */
    public static boolean plenty() {
        return has(MANY_FRAMES);
    }

    private static boolean has(int frames) {
        try {
            descend(frames, 1, 2, 3, 4, 5, 6, 7);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g) {
        if (frames == 0) {
            return a;
        }
        // all are used after the call, so the frame keeps them
        return descend(frames - 1, b, c, d, e, f, g, a) * a + b * c + d * e + f * g;
    }
}
