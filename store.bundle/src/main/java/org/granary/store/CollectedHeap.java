package org.granary.store;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.granary.vm.CollectionPace;

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
    private final Supplier<CollectionPace> pace;
    private final List<Chunk> chunks = new ArrayList<>();
    private long size;
    /** What the last collection has left. */
    private long found;

    private record Chunk(WeakReference<Object> token, long bytes) {
    }

    /** A class, since each store needs it at once, and lambdas take longer. */
    private record EnginePace(StoreCore<?> core) implements Supplier<CollectionPace> {
        @Override
        public CollectionPace get() {
            return core.engine().collectionPace();
        }
    }

    /** Counts nothing yet; collects at the pace of the store's engine. */
    CollectedHeap(StoreCore<?> core) {
        this(core, new EnginePace(core));
    }

    /**
     * Counts nothing yet.
     *
     * @param core whose objects are counted
     * @param pace of the store's engine; asked for when it is needed
     */
    CollectedHeap(StoreCore<?> core, Supplier<CollectionPace> pace) {
        this.core = core;
        this.pace = pace;
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

    /**
     * Has the JVM look for chunks that are gone. A guest that comes again before it is time rests until then: refusing it would end guests
     * that keep within their budget and only drop much.
     *
     * @param bytes how many are too many: where there are not so many in all, no collection helps, and none is asked for
     * @return whether there are fewer than before
     * @throws org.granary.engine.Trap when a stop has ended the rest
     */
    boolean shrinks(long bytes) {
        if (size == 0) {
            return false;
        }
        long before = bytes();
        if (before == 0 || before < bytes || before == found) {
            // a guest that asks again and again without making anything must not collect each time
            return false;
        }
        collect();
        return found < before;
    }

    /**
     * Has the JVM collect, at the pace of the engine.
     *
     * @throws org.granary.engine.Trap when a stop has ended the rest before
     */
    void collect() {
        CollectionPace collections = pace.get();
        long since = collections.done();
        for (long rest = collections.collect(since); rest > 0; rest = collections.collect(since)) {
            core.pause(rest);
        }
        core.detachUnused();
        found = bytes();
    }
}
