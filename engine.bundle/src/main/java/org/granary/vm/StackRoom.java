package org.granary.vm;

/**
 * Makes sure that the stack has room before a routine begins that cannot commit by one last write: better overflow before the first of
 * its writes than between two of them.
 */
final class StackRoom {
    /** Interpreted frames of some 100 bytes each: far more than the calls of a copy loop need. */
    private static final int FRAMES = 64;

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

    private static int descend(int frames) {
        return frames == 0 ? 0 : descend(frames - 1) + 1;
    }
}
