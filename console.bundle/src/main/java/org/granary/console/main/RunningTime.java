package org.granary.console.main;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A clock for those who wait for another thread's work and look again and again. A time in which the whole process stood still, because
 * the machine slept or had other work, is no time that the other one had: of what lies between two looks only so much counts. Confined to
 * one thread.
 */
final class RunningTime implements LongSupplier {
    /** Ten times what lies between two looks. */
    static final Duration MOST = Settling.LOOK.multipliedBy(10);

    private final LongSupplier nanos;
    private long last;
    private long passed;

    /**
     * Begins now.
     *
     * @param nanos tells the time as {@link System#nanoTime} does
     */
    RunningTime(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** The time that has counted, in nanoseconds. */
    @Override
    public long getAsLong() {
        long now = nanos.getAsLong();
        passed += Math.min(now - last, MOST.toNanos());
        last = now;
        return passed;
    }
}
