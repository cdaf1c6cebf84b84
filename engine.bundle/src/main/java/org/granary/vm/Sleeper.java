package org.granary.vm;

import java.util.concurrent.locks.LockSupport;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;

/**
 * How a thread sleeps that waits at an address: it is woken for a stop of its store, and looks there as at a check point. An interrupt of
 * the thread is kept for whoever
 * cares for it afterwards; it ends the waiting of a host and not that of a guest, whose check points do not know it either. Confined to
 * the thread.
 */
final class Sleeper {
    private final VmStore store;
    private final boolean interruptible;
    private boolean interrupted;
    /** Who sleeps in the store already: this thread, when what it looked at there called guests again. */
    private Thread before;

    private Sleeper(VmStore store, boolean interruptible) {
        this.store = store;
        this.interruptible = interruptible;
    }

    /**
     * A guest's.
     *
     * @param store the store that it runs in
     */
    Sleeper(VmStore store) {
        this(store, false);
    }

    /**
     * The host's.
     *
     * @param store a store that the thread is in, or null
     * @return a new sleeper
     */
    static Sleeper ofHost(VmStore store) {
        return new Sleeper(store, true);
    }

    /** Ends the call if something asks for it. */
    void look() {
        if (store != null) {
            store.look();
        }
        if (interruptible && (interrupted || Thread.currentThread().isInterrupted())) {
            throw new Trap(TrapCode.INTERRUPT);
        }
    }

    void begin() {
        if (store != null) {
            before = store.sleeps(Thread.currentThread());
        }
    }

    /**
     * Sleeps until woken, or for no reason.
     *
     * @param nanos at most so long, more than 0
     */
    void sleep(long nanos) {
        look();
        LockSupport.parkNanos(this, store == null ? nanos : Math.min(nanos, store.lookAfterNanos()));
        // with the interrupt standing nobody can sleep
        interrupted |= Thread.interrupted();
        look();
    }

    void end() {
        if (store != null) {
            store.sleeps(before);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
