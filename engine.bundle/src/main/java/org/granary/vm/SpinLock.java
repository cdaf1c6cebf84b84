package org.granary.vm;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock for a few steps amid which nobody gives up the processor: whoever wants it meanwhile turns in a circle. Not reentrant.
 * Thread-safe.
 *
 * <p>Why no monitor: from JDK 24 on a virtual thread that waits for one gives up its carrier and keeps the locks that it has until there
 * is a carrier for it again. Guests may hold all of these until their deadlines have passed, and who tells them so would wait for such a
 * lock: all would run on. A thread that turns keeps its carrier. It needs no memory either, and no more stack than two calls.
 */
final class SpinLock {
    private final AtomicBoolean held = new AtomicBoolean();

    /** Nobody has it yet. */
    SpinLock() {
    }

    /** Returns when nobody else has it. */
    void lock() {
        while (held.get() || !held.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
    }

    /** Gives it back. */
    void unlock() {
        held.set(false);
    }
}
