package org.granary.plugin.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;

/**
 * Whose turn it is in a store: one thread at a time, in the order of arrival, waiting for a limited time. A thread that has the turn gets
 * it again at once. When the turn is ended nobody new gets it. Thread-safe.
 */
final class Turn {
    private final Lock lock = new Lock();
    private final String plugin;
    private volatile PluginState state = PluginState.ACTIVE;

    private static final class Lock extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        Lock() {
            super(true);
        }

        String owner() {
            Thread owner = getOwner();
            return owner == null ? "nobody now" : "thread " + owner.getName();
        }
    }

    Turn(String plugin) {
        this.plugin = plugin;
    }

    /**
     * Waits for the turn; {@link #leave} gives it on.
     *
     * @throws PluginUnavailableException when the time is over, the waiting thread is interrupted, or the turn has ended
     */
    void take(Duration atMost) {
        if (lock.isHeldByCurrentThread()) {
            lock.lock();
            return;
        }
        refuseUnlessActive();
        try {
            // who need not wait is not kept out by an interrupt that is meant for something else
            boolean free = !lock.hasQueuedThreads() && lock.tryLock();
            if (!free && !lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new PluginUnavailableException(plugin, state,
                        "its turn did not come within " + atMost.toMillis() + " ms (turn.millis); it is with " + lock.owner());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginUnavailableException(plugin, state, "the thread was interrupted while it waited for its turn");
        }
        if (state != PluginState.ACTIVE) {
            lock.unlock();
            refuseUnlessActive();
        }
    }

    /** Refuses a thread that has no turn when the plugin does not serve. */
    void refuseUnlessServing() {
        if (!lock.isHeldByCurrentThread()) {
            refuseUnlessActive();
        }
    }

    private void refuseUnlessActive() {
        PluginState now = state;
        if (now != PluginState.ACTIVE) {
            throw new PluginUnavailableException(plugin, now, now == PluginState.DRAINING ? "it takes no new calls"
                    : "this module serves no more");
        }
    }

    void leave() {
        lock.unlock();
    }

    /** Nobody new gets the turn; waits until the one that has it gives it back. */
    boolean end(Duration atMost) {
        if (state == PluginState.ACTIVE) {
            state = PluginState.DRAINING;
        }
        try {
            if (!lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            lock.unlock();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The store is closed. */
    void stopped() {
        state = PluginState.STOPPED;
    }

    PluginState state() {
        return state;
    }
}
