package org.granary.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Raises an engine's epoch at a regular pace, on a daemon thread of its own. It keeps no engine alive and is no handle on it: it ends when
 * it is closed or the engine is gone or unloaded, at its next tick at the latest. Thread-safe.
 */
public final class EpochTicker implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final Thread thread;
    private volatile boolean closed;

    private EpochTicker(WeakEngine engine, long periodNanos) {
        // it lives as long as the engine, and would hold what whoever called leaves to threads: values of his, and his loader
        thread = new Thread(null, () -> tick(engine, periodNanos), "granary epoch ticker", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    /**
     * Starts to tick; the first tick comes after one period.
     *
     * @param engine whose epoch is raised, never null
     * @param period the time between two ticks; when some are missed, they are made up for by one
     * @return the ticker
     * @throws IllegalArgumentException when the period is not longer than zero
     * @throws IllegalStateException    when this handle on the engine is closed
     */
    public static EpochTicker start(Engine engine, Duration period) {
        Objects.requireNonNull(engine, "engine");
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period of the epoch ticker: expected more than zero, found " + period);
        }
        // tells whether the handle is open, and is itself no longer needed
        engine.share().close();
        EpochTicker ticker = new EpochTicker(engine.weak(), period.compareTo(LONGEST) < 0 ? period.toNanos() : Long.MAX_VALUE);
        ticker.thread.start();
        return ticker;
    }

    private void tick(WeakEngine engine, long periodNanos) {
        long next = System.nanoTime() + periodNanos;
        while (!closed) {
            long left = next - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
                // whoever interrupts a ticker has closed it already, or means somebody else; parking would not sleep any more
                Thread.interrupted();
            } else if (!engine.incrementEpoch()) {
                closed = true;
            } else {
                next = Math.max(next + periodNanos, System.nanoTime());
            }
        }
    }

    /**
     * Whether it goes on ticking.
     *
     * @return false once it is closed or has found its engine gone
     */
    public boolean running() {
        return !closed;
    }

    /** Ends the ticking; its thread ends soon. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
