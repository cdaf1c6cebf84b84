package org.granary.store;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.granary.engine.Engine;
import org.granary.engine.TrapCode;

/**
 * A handle on a store: the unit of isolation, which owns instances, memories, tables, globals and the host's data. Short-lived stores are
 * cheap. For the thread rule see {@link StoreContext}.
 *
 * @param <T> the type of the host's data
 */
public final class Store<T> extends StoreContext<T> implements AutoCloseable {
    private final StoreCore<T> core;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Store(StoreCore<T> core) {
        this.core = core;
    }

    /**
     * A store without data on a new engine with default settings, which goes with the store.
     *
     * @return a new store
     */
    public static Store<Void> create() {
        try (Engine engine = Engine.create()) {
            return create(engine);
        }
    }

    /**
     * A store without data.
     *
     * @param engine its engine, never null
     * @return a new store
     * @throws IllegalStateException when the engine is closed
     */
    public static Store<Void> create(Engine engine) {
        return create(engine, null);
    }

    /**
     * A store.
     *
     * @param engine its engine, never null
     * @param data   the host's data, may be null
     * @param <T>    the type of the data
     * @return a new store
     * @throws IllegalStateException when the engine is closed
     */
    public static <T> Store<T> create(Engine engine, T data) {
        return create(engine, data, new Ownership.Nothing<>());
    }

    /**
     * A store whose data is finalised.
     *
     * @param engine    its engine, never null
     * @param data      the host's data, may be null
     * @param finaliser run exactly once, when the store is closed and no call runs in it any more, on the data held then; not after
     *                  {@link #intoData}
     * @param <T>       the type of the data
     * @return a new store
     * @throws IllegalStateException when the engine is closed
     */
    public static <T> Store<T> create(Engine engine, T data, Consumer<? super T> finaliser) {
        return new Store<>(new StoreCore<>(engine, data, Objects.requireNonNull(finaliser, "finaliser")));
    }

    /**
     * Another handle on this store. The store is closed with its last handle.
     *
     * @return a new handle
     * @throws IllegalStateException when the store or this handle is closed
     */
    public Store<T> share() {
        core().ownership.retain();
        return new Store<>(core);
    }

    /**
     * Whether two handles are handles on one store.
     *
     * @param a a handle
     * @param b a handle
     * @return true when they share the store
     */
    public static boolean same(Store<?> a, Store<?> b) {
        return a.core == b.core;
    }

    /**
     * Ends the store, whatever other handles there are, and gives the data back instead of finalising it.
     *
     * @return the data held last
     * @throws IllegalStateException when the store is closed, or a call runs in it
     */
    public T intoData() {
        return core().ownership.intoData();
    }

    /**
     * Closes this handle, and with the last handle the store: from then on nothing enters it, and what it owns is let go. Never waits: a
     * call that is running on another thread ends with the trap {@code host closed} at its next check point (engines with
     * {@code interruptable}), when an epoch is due or it yields, or when it comes out of a host function, and the store is let go when the
     * call has ended. Closing twice does nothing. For any thread.
     */
    @Override
    public void close() {
        if (!closed.get()) {
            // where the stack ends the handle stays open, and can be closed from elsewhere
            core.stops.ready();
        }
        if (closed.compareAndSet(false, true)) {
            core.ownership.letGo();
        } else if (core.isClosed() && core.entry.busy()) {
            // where the memory ended while it was closed, the guest that runs may not have been asked
            core.stops.request(TrapCode.HOST_CLOSED);
        }
    }

    @Override
    StoreCore<T> core() {
        if (closed.get()) {
            throw new IllegalStateException("this handle on " + core + " is closed");
        }
        return core.open();
    }

    @Override
    StoreCore<T> inUse() {
        // a host function that waits may hold the handle with which another thread has just closed the store
        return core.isClosed() ? core.inUse() : core();
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
