package org.granary.plugin.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;

/**
 * Whose turn it is in a store: one thread at a time, in the order of arrival, waiting for a limited time. A thread that has the turn gets
 * it again at once. When the turn is ended nobody new gets it, and who waits for it is told at once. Thread-safe.
 *
 * <p>A fair lock of the JDK would do but for that: those who wait for it can be told of nothing before their time is over.
 */
final class Turn {
    private final String plugin;
    /** Held for moments only, never while a call runs; guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    /** Who waits, each with a condition of its own; nobody while the turn is with nobody. */
    private final Queue<Condition> waiting = new ArrayDeque<>();
    /** The condition of whom the turn was given to, and who has not yet taken it up; or null. */
    private Condition given;
    /** Written under the lock; that it is oneself is known without. */
    private volatile Thread holder;
    /** How often the holder has taken it; only it may look. */
    private int depth;
    private volatile PluginState state = PluginState.ACTIVE;

    Turn(String plugin) {
        this.plugin = plugin;
    }

    /**
     * Waits for the turn; {@link #leave} gives it on.
     *
     * @throws PluginUnavailableException when the time is over, the waiting thread is interrupted, or the turn has ended
     */
    void take(Duration atMost) {
        if (isMine()) {
            depth++;
            return;
        }
        lock.lock();
        try {
            refuseUnlessActive();
            // who need not wait is not kept out by an interrupt that is meant for something else
            if (!isFree()) {
                await(atMost);
            }
            holder = Thread.currentThread();
            depth = 1;
        } finally {
            lock.unlock();
        }
    }

    /** Comes back with the turn given to the caller, which is to take it up. */
    private void await(Duration atMost) {
        Condition mine = lock.newCondition();
        waiting.add(mine);
        boolean taken = false;
        try {
            long left = atMost.toNanos();
            while (given != mine) {
                if (left <= 0) {
                    throw unavailable("its turn did not come within " + atMost.toMillis() + " ms (turn.millis); it is with " + owner());
                }
                left = mine.awaitNanos(left);
                refuseUnlessActive();
            }
            given = null;
            taken = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuseUnlessActive();
            throw unavailable("the thread was interrupted while it waited for its turn");
        } finally {
            if (!taken) {
                forgo(mine);
            }
        }
    }

    /** Who waited does so no longer; if the turn was just given to it, the next one gets it. */
    private void forgo(Condition mine) {
        waiting.remove(mine);
        if (given == mine) {
            pass();
        }
    }

    /** Gives the turn to who has waited longest, or to nobody. */
    private void pass() {
        holder = null;
        given = state == PluginState.ACTIVE ? waiting.poll() : null;
        if (given != null) {
            given.signal();
        } else {
            free.signalAll();
        }
    }

    private boolean isMine() {
        return holder == Thread.currentThread();
    }

    private boolean isFree() {
        return holder == null && given == null;
    }

    private String owner() {
        Thread owner = holder;
        return owner == null ? "nobody now" : "thread " + owner.getName();
    }

    private PluginUnavailableException unavailable(String why) {
        return new PluginUnavailableException(plugin, state, why);
    }

    /** Refuses a thread that has no turn when the plugin does not serve. */
    void refuseUnlessServing() {
        if (!isMine()) {
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
        if (--depth > 0) {
            return;
        }
        lock.lock();
        try {
            pass();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody new gets the turn, and who waits for it is told. */
    void end() {
        enter(PluginState.DRAINING);
    }

    /** {@linkplain #end() Ends} it and waits until who has it gives it back, at most that time: whether nobody else has it. */
    boolean end(Duration atMost) {
        end();
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!isFree() && !isMine()) {
                if (left <= 0) {
                    return false;
                }
                left = free.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The store is closed. */
    void stopped() {
        enter(PluginState.STOPPED);
    }

    /** From serving to draining to stopped, never back. */
    private void enter(PluginState next) {
        lock.lock();
        try {
            if (state == PluginState.ACTIVE || next == PluginState.STOPPED) {
                state = next;
                waiting.forEach(Condition::signal);
            }
        } finally {
            lock.unlock();
        }
    }

    PluginState state() {
        return state;
    }
}
