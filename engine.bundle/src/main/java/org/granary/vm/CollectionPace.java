package org.granary.vm;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How often the JVM is asked to collect because guests are at their budgets. A collection holds up everybody in the JVM, and a guest that
 * makes and drops at its budget would have one after the other; so all guests of an engine together get a tenth of the time for it, and
 * what one of them has had done counts for all who were waiting. Thread-safe.
 */
public final class CollectionPace {
    /** The rest after a collection, in times of what it took. */
    private static final long REST = 9;
    private static final long LONGEST_REST_NANOS = 5_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier clock;
    private final Runnable collector;
    private volatile long done;
    private long restedAt;

    /**
     * Nothing has been collected yet.
     *
     * @param clock     nanoseconds
     * @param collector collects; returns when that is done
     */
    public CollectionPace(LongSupplier clock, Runnable collector) {
        this.clock = clock;
        this.collector = collector;
    }

    /**
     * How many collections there have been.
     *
     * @return what {@link #collect} is to be given by who begins to wait now
     */
    public long done() {
        return done;
    }

    /**
     * Collects, if that may be already; one thread at a time does.
     *
     * @param since what {@link #done} was when the caller began to wait
     * @return 0 when there has been a collection since, this one or another; else the nanoseconds after which to ask again
     */
    public long collect(long since) {
        StackRoom.need();
        lock.lock();
        try {
            if (done != since) {
                return 0;
            }
            long begin = clock.getAsLong();
            if (done > 0 && restedAt - begin > 0) {
                return restedAt - begin;
            }
            collector.run();
            long end = clock.getAsLong();
            restedAt = end + Math.min(LONGEST_REST_NANOS, REST * (end - begin));
            done++;
            return 0;
        } finally {
            lock.unlock();
        }
    }
}
