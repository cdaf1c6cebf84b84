package org.granary.store;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The finalisers of a store's references to objects of the host. Each runs once: after its reference became unreachable, or when the store
 * is closed. Confined to the store's thread. A finaliser cannot use the store.
 */
final class Finalisers {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_WAIT_MILLIS = 5;

    private final StoreCore<?> core;
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Set<Entry> waiting = new HashSet<>();
    /** Whether there may be something in the set: asked at every entry, where three loads more are seen. */
    private boolean any;

    /** What is to run when something became unreachable. */
    private static final class Entry extends PhantomReference<Object> {
        private final Runnable finaliser;

        Entry(Object watched, ReferenceQueue<Object> queue, Runnable finaliser) {
            super(watched, queue);
            this.finaliser = finaliser;
        }
    }

    Finalisers(StoreCore<?> core) {
        this.core = core;
    }

    void add(ExternRef reference, Runnable finaliser) {
        any = true;
        waiting.add(new Entry(reference, queue, finaliser));
    }

    /**
     * Runs what is due; failures go where failures of threads go, for somebody else's call is about to begin. One may close the store: who
     * calls this looks for a stop next.
     */
    void drain() {
        if (!any) {
            return;
        }
        any = !waiting.isEmpty();
        for (Reference<?> found = queue.poll(); found != null; found = queue.poll()) {
            try {
                run(found);
            } catch (Throwable e) {
                Failures.report(e);
            }
        }
    }

    private int run(Reference<?> found) {
        if (!(found instanceof Entry entry) || !waiting.remove(entry)) {
            return 0;
        }
        core.finalise(entry.finaliser);
        return 1;
    }

    /**
     * Asks the JVM to collect and runs what it finds within a second.
     *
     * @return how many finalisers ran
     */
    long collect() {
        if (waiting.isEmpty()) {
            System.gc();
            return 0;
        }
        // it is found in the same collection as what has become unreachable before
        Entry last = new Entry(new Object(), queue, () -> { });
        System.gc();
        long ran = 0;
        Failures failures = new Failures();
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        boolean met = false;
        while (true) {
            Reference<?> found = next(met ? LAST_WAIT_MILLIS : TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            if (found == null) {
                break;
            }
            met |= found == last;
            try {
                ran += run(found);
            } catch (Throwable e) {
                ran++;
                failures.add(e);
            }
        }
        failures.raise();
        return ran;
    }

    /** Waits for the next one, but leaves at once when somebody interrupts the thread. */
    private Reference<?> next(long millis) {
        if (millis <= 0) {
            return queue.poll();
        }
        try {
            return queue.remove(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Runs all that have not run; the store is closed. */
    void close() {
        Failures failures = new Failures();
        Set<Entry> left = new HashSet<>(waiting);
        waiting.clear();
        for (Entry entry : left) {
            try {
                entry.finaliser.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        }
        failures.raise();
    }
}
