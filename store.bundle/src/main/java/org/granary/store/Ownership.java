package org.granary.store;

import java.util.function.Consumer;
import org.granary.engine.TrapCode;

/**
 * Who holds a store, and what it holds for them: its handles are counted, and the last one closes it. What it owns goes when no call runs
 * in it any more, and what was given to it is finalised behind that. Handles are thread-safe; the data is set by whoever has the store.
 *
 * @param <T> the type of the host's data
 */
final class Ownership<T> {
    private final StoreCore<T> core;
    private volatile T data;
    private Consumer<? super T> finaliser;
    private int handles = 1;
    private boolean released;
    /** Made at the beginning, for there may be no memory at the end. */
    private final Failures failures = new Failures();

    Ownership(StoreCore<T> core, T data, Consumer<? super T> finaliser) {
        this.core = core;
        this.data = data;
        this.finaliser = finaliser;
    }

    T data() {
        return data;
    }

    void setData(T value) {
        data = value;
    }

    /** One handle more. */
    synchronized void retain() {
        core.open();
        handles++;
    }

    /** Closes the store with its last handle; in one step, for another thread may ask for one more. */
    void letGo() {
        synchronized (this) {
            if (--handles > 0 || core.closed) {
                return;
            }
            core.closed = true;
        }
        if (core.entry.busy()) {
            core.stops.request(TrapCode.HOST_CLOSED);
        }
        release();
    }

    /** A class, since each store needs it at once, and lambdas take longer. */
    static final class Nothing<T> implements Consumer<T> {
        @Override
        public void accept(T data) {
            // nobody wants to know
        }
    }

    /** Ends the store, unless a call runs, and gives the data back. */
    T intoData() {
        if (!core.entry.seize()) {
            throw new IllegalStateException("a call runs in " + core + ": its data cannot be taken away");
        }
        try {
            synchronized (this) {
                core.open();
                core.closed = true;
            }
            finaliser = new Nothing<>();
            return data;
        } finally {
            core.entry.leave(0);
        }
    }

    /** Lets everything go, unless a call still runs: then the call does it at its end. */
    private void release() {
        if (!core.entry.seizeLast()) {
            return;
        }
        if (released) {
            core.entry.unseize();
            return;
        }
        released = true;
        Consumer<? super T> last = finaliser;
        T value = data;
        finaliser = null;
        data = null;
        try {
            core.drop();
        } catch (Throwable e) {
            failures.add(e);
        }
        try {
            core.engine().close();
        } catch (Throwable e) {
            failures.add(e);
        }
        core.entry.unseize();
        tell(last, value);
        failures.raise();
    }

    private void tell(Consumer<? super T> last, T value) {
        for (int turn = 0; turn < 4; turn++) {
            try {
                switch (turn) {
                    case 0 -> core.epochs.trap();
                    case 1 -> core.finalisers.close();
                    case 2 -> core.extensions.close();
                    default -> last.accept(value);
                }
            } catch (Throwable e) {
                failures.add(e);
            }
        }
    }

    /**
     * The end of the last call in a closed store. The result of that call matters more than a finaliser that fails, so the failure goes
     * where failures of threads go.
     */
    void releaseAfterCall() {
        try {
            release();
        } catch (Throwable e) {
            Failures.report(e);
        }
    }
}
