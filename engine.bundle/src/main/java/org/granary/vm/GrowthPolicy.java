package org.granary.vm;

/**
 * Decides in which form an {@link ArrayMemory} runs. Growing an exact array copies it, so a guest that builds up its heap page by page
 * would copy its memory thousands of times; room to spare costs a second check at every access. So a memory that
 * is growing has room, and one that has settled has none.
 *
 * <p>Asked at entries of the store with no guest frame live, because compiled code is written for one of the forms. Each change back to
 * room doubles the quiet time that the next trimming waits for. Confined to its store.
 */
final class GrowthPolicy {
    /** Entries without growth after which a memory is taken to have settled. */
    static final int QUIET_ENTRIES = 2;
    /** The quiet time never gets longer than this many entries. */
    static final int MOST_QUIET_ENTRIES = 1_024;
    /** An exact array that has copied this many times its size in all wants room. */
    static final int COPIES = 4;

    private int quietNeeded = QUIET_ENTRIES;
    private int quiet;
    private long copiedBytes;
    private boolean grew;

    /**
     * Told of every growth.
     *
     * @param copied the bytes that were copied for it
     */
    void grown(long copied) {
        grew = true;
        copiedBytes += copied;
    }

    /**
     * Asked at an entry while the memory has room.
     *
     * @return whether it has settled
     */
    boolean settled() {
        if (grew) {
            grew = false;
            quiet = 0;
            return false;
        }
        quiet++;
        if (quiet < quietNeeded) {
            return false;
        }
        copiedBytes = 0;
        return true;
    }

    /** Told when a settled memory could not be trimmed for want of room: each attempt makes the JVM collect all, so the next is later. */
    void untrimmed() {
        quiet = 0;
        quietNeeded = Math.min(quietNeeded * 2, MOST_QUIET_ENTRIES);
    }

    /**
     * Asked at an entry while the memory is exact.
     *
     * @param size the memory's size in bytes
     * @return whether its growth has cost so much that it wants room
     */
    boolean wantsRoom(long size) {
        grew = false;
        if (copiedBytes <= COPIES * size) {
            return false;
        }
        copiedBytes = 0;
        quiet = 0;
        quietNeeded = Math.min(quietNeeded * 2, MOST_QUIET_ENTRIES);
        return true;
    }
}
