package org.granary.store;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * How much room the structures and arrays of a store take, while it has a budget. Nobody can ask the JVM for the objects of one store; so
 * they are counted in chunks, each object holds on to its chunk's token, and a chunk counts as a whole until its token is gone, with the
 * last of its objects. Confined to the store's thread.
 */
final class CollectedHeap {
    private static final int CHUNKS = 64;
    private static final long LEAST = 1_024;
    private static final long MOST = 1 << 20;

    private final StoreCore<?> core;
    private final List<Chunk> chunks = new ArrayList<>();
    private long size;
    /** What the last collection has left. */
    private long found;

    private record Chunk(WeakReference<Object> token, long bytes) {
    }

    CollectedHeap(StoreCore<?> core) {
        this.core = core;
    }

    /** Begins to count, or ends that; what is there already is not counted. */
    void budget(long bytes) {
        if (bytes < 0) {
            size = 0;
            chunks.clear();
            core.chunk(null, Long.MAX_VALUE);
        } else if (size == 0) {
            size = Math.max(LEAST, Math.min(MOST, bytes / CHUNKS));
            begin();
        }
    }

    private void begin() {
        Object token = new Object();
        chunks.add(new Chunk(new WeakReference<>(token), size));
        core.chunk(token, size);
    }

    /** The present chunk is full. */
    void full() {
        int last = chunks.size() - 1;
        chunks.set(last, new Chunk(chunks.get(last).token(), size - core.left()));
        begin();
    }

    /** What is counted; of the present chunk only what has been used. */
    long bytes() {
        if (size == 0) {
            return 0;
        }
        chunks.removeIf(chunk -> chunk.token().refersTo(null));
        return chunks.stream().mapToLong(Chunk::bytes).sum() - core.left();
    }

    /** Has the JVM look for chunks that are gone. */
    boolean shrinks() {
        if (size == 0) {
            return false;
        }
        long before = bytes();
        if (before == 0 || before == found) {
            // a guest that asks again and again without making anything must not collect each time
            return false;
        }
        System.gc();
        found = bytes();
        return found < before;
    }
}
