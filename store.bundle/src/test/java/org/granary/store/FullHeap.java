package org.granary.store;

/** What fills the heap of a JVM of a test's own to the last bytes. Confined to one thread at a time. */
final class FullHeap {
    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 16;

    /** Each block with the one before it. */
    private Object[] blocks;

    void fill() {
        int size = LARGEST;
        while (size >= SMALLEST) {
            try {
                Object[] next = new Object[size / Integer.BYTES];
                next[0] = blocks;
                blocks = next;
            } catch (OutOfMemoryError full) {
                size /= 2;
            }
        }
    }

    /** Gives back the last block, the smallest there is. */
    void drop() {
        blocks = blocks == null ? null : (Object[]) blocks[0];
    }

    void empty() {
        blocks = null;
    }
}
