package org.granary.store;

import java.lang.ref.WeakReference;
import org.granary.engine.TrapCode;

/** Stops the guest of a store from another thread. Thread-safe; keeps no store alive. */
public final class InterruptHandle {
    private final WeakReference<StoreCore<?>> store;

    InterruptHandle(StoreCore<?> store) {
        this.store = new WeakReference<>(store);
    }

    /**
     * Makes the running call end with the trap {@code interrupt} at its next loop head or function entry. When nothing runs, the next call
     * gets it; several before one delivery are one trap. Once delivered, the store goes on freely. Host functions are not touched. Of no
     * effect when the store is closed.
     */
    public void interrupt() {
        StoreCore<?> live = store.get();
        if (live != null) {
            live.stops.request(TrapCode.INTERRUPT);
        }
    }

    /**
     * Takes an interrupt back that no guest has got yet: for who knows that the call it was meant for has ended. Of no effect when none
     * waits.
     */
    public void withdraw() {
        StoreCore<?> live = store.get();
        if (live != null) {
            live.stops.withdraw(TrapCode.INTERRUPT);
        }
    }
}
