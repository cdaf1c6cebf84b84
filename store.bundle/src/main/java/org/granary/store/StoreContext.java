package org.granary.store;

import java.util.Objects;
import java.util.Optional;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;

/**
 * Every operation of a store. A {@link Store} is one, and a {@link Caller} inside a host function.
 *
 * <p>A store is confined to one thread at a time: it may move between threads, but a second thread that enters it meanwhile gets a {@link ConcurrentUseException}. A host function may come back into its store on
 * the same thread. Every method throws {@code IllegalStateException} when the store is closed.
 *
 * @param <T> the type of the host's data
 */
public abstract sealed class StoreContext<T> permits Store, Caller, StoreContext.Plain {
    StoreContext() {
    }

    /** The store behind this object, checked to be open. */
    abstract StoreCore<T> core();

    /**
     * The engine of this store.
     *
     * @return the store's own handle, closed with the store; {@code share()} it to keep it longer
     */
    public final Engine engine() {
        return core().engine();
    }

    /**
     * The host's data.
     *
     * @return what was given at creation or last set, may be null
     */
    public final T data() {
        return core().data();
    }

    /**
     * Replaces the host's data. The old value is not finalised.
     *
     * @param data the new value, may be null
     */
    public final void setData(T data) {
        core().setData(data);
    }

    /**
     * The store's own context.
     *
     * @return one object for the store's life
     */
    public final StoreContext<T> context() {
        return core().context;
    }

    /**
     * Limits what is created or grown from now on; never what is there already. Growth over a limit gives the guest -1; creation over a limit is a {@code LimitException} that names the limit, its value and what was asked.
     *
     * @param memoryBytes   for each memory; negative for no limit, the default
     * @param tableElements for each table; negative for no limit, the default
     * @param instances     how many at a time; negative for the default of 10,000
     * @param tables        how many at a time; negative for the default of 10,000
     * @param memories      how many at a time; negative for the default of 10,000
     */
    public final void limiter(long memoryBytes, long tableElements, long instances, long tables, long memories) {
        core().exclusively(core -> core.limits.set(memoryBytes, tableElements, instances, tables, memories));
    }

    /**
     * Adds a rule of the host's own, asked after the store's limits have agreed.
     *
     * @param limiter the rule, or null to take it away
     */
    public final void limiter(ResourceLimiter limiter) {
        core().exclusively(core -> core.limits.set(limiter));
    }

    /**
     * Limits the sum over all memories (their bytes) and tables (8 bytes for each element) of this store, for what is created or grown from now on.
     *
     * @param bytes the budget; negative for none, the default
     */
    public final void totalBudget(long bytes) {
        core().exclusively(core -> core.limits.budget(bytes));
    }

    /**
     * The last time that a limit of this store refused something, in words: which limit, its value, what was asked. A guest sees only -1.
     *
     * @return the sentence, or empty when nothing was refused yet
     */
    public final Optional<String> lastRefusal() {
        return core().limits.lastRefusal();
    }

    /**
     * A handle that stops guests of this store.
     *
     * @return a new handle, for any thread
     * @throws IllegalStateException when the engine was made without {@code interruptable(true)}
     */
    public final InterruptHandle interruptHandle() {
        StoreCore<T> core = core();
        core.requireInterruptable("interruptHandle()");
        return new InterruptHandle(core);
    }

    /**
     * Says by which name the guest's frames of this store call a module that has none of its own. Without one they call it by the first
     * digits of its SHA-256.
     *
     * @param module the module, never null
     * @param name   what people know it by, never null
     */
    public final void moduleName(WasmModule module, String name) {
        core().moduleNames.put(module.sha256(), Objects.requireNonNull(name, "name"));
    }

    /** A context that is neither a handle nor a call. */
    static final class Plain<T> extends StoreContext<T> {
        private final StoreCore<T> core;

        Plain(StoreCore<T> core) {
            this.core = core;
        }

        @Override
        StoreCore<T> core() {
            return core.open();
        }

        @Override
        public String toString() {
            return core.toString();
        }
    }
}
