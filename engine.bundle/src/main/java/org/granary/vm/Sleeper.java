package org.granary.vm;

import java.util.List;
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
    private final VmStore[] stores;
    private final boolean interruptible;
    private boolean interrupted;
    /** Who sleeps in each store already: this thread, when what it looked at there called guests again. */
    private final Thread[] before;

    private Sleeper(List<VmStore> stores, boolean interruptible) {
        this.stores = stores.toArray(new VmStore[0]);
        this.interruptible = interruptible;
        this.before = new Thread[this.stores.length];
    }

    /**
     * A guest's.
     *
     * @param store the store that it runs in
     */
    Sleeper(VmStore store) {
        this(List.of(store), false);
    }

    /**
     * The host's.
     *
     * @param stores all that the thread is in: what ends a call in one of them ends the waiting
     * @return a new sleeper
     */
    static Sleeper ofHost(List<VmStore> stores) {
        return new Sleeper(stores, true);
    }

    /** Ends the call if something asks for it. */
    void look() {
        for (VmStore store : stores) {
            store.look();
        }
        if (interruptible && (interrupted || Thread.currentThread().isInterrupted())) {
            throw new Trap(TrapCode.INTERRUPT);
        }
    }

    void begin() {
        for (int i = 0; i < stores.length; i++) {
            before[i] = stores[i].sleeps(Thread.currentThread());
        }
    }

    /**
     * Sleeps until woken, or for no reason.
     *
     * @param nanos at most so long, more than 0
     */
    void sleep(long nanos) {
        look();
        long most = nanos;
        for (VmStore store : stores) {
            most = Math.min(most, store.lookAfterNanos());
        }
        LockSupport.parkNanos(this, most);
        // with the interrupt standing nobody can sleep
        interrupted |= Thread.interrupted();
        look();
    }

    void end() {
        for (int i = 0; i < stores.length; i++) {
            stores[i].sleeps(before[i]);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
