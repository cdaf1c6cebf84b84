package org.granary.store;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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
    /** How often what the host makes looks for a stop while it rests: nobody wakes it. */
    private static final long LOOK_NANOS = 10_000_000;

    private final StoreCore<?> core;
    private final Supplier<CollectionPace> pace;
    private final List<Chunk> chunks = new ArrayList<>();
    private long size;
    /** What the last collection has left. */
    private long found;
    /** Whether what is made now is made for the host. */
    private boolean making;

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
        return collect() && found < before;
    }

    /**
     * Has the JVM collect, at the pace of the engine.
     *
     * @return false when the host makes something in a call that is to end, and nothing was collected
     * @throws org.granary.engine.Trap when a stop has ended the rest of a guest before
     */
    boolean collect() {
        CollectionPace collections = pace.get();
        long since = collections.done();
        for (long rest = collections.collect(since); rest > 0; rest = collections.collect(since)) {
            if (making) {
                if (!restsForHost(rest)) {
                    return false;
                }
            } else {
                core.pause(rest);
            }
        }
        core.detachUnused();
        found = bytes();
        return true;
    }

    /**
     * Makes something for the host: it takes no stop, which is the next guest's. In a call that is to end it does not rest on, and the
     * guest ends when the host function comes back.
     *
     * @param maker what makes it
     * @param <R>   what is made
     * @return what has been made
     */
    <R> R making(Supplier<R> maker) {
        boolean before = making;
        making = true;
        try {
            return maker.get();
        } finally {
            making = before;
        }
    }

    private boolean restsForHost(long nanos) {
        boolean interrupted = false;
        long start = System.nanoTime();
        try {
            for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
                if (core.isClosed() || core.entry.nested() && core.tellStop()) {
                    return false;
                }
                LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
                interrupted |= Thread.interrupted();
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
