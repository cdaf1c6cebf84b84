package org.granary.store;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;

/**
 * Every operation of a store. A {@link Store} is one, and a {@link Caller} inside a host function.
 *
 * <p>A store is confined to one thread at a time: it may move between threads, but a second thread that enters it meanwhile gets a
 * {@link ConcurrentUseException}. A host function may come back into its store on the same thread. Every method throws
 * {@code IllegalStateException} when the store is closed.
 *
 * @param <T> the type of the host's data
 */
public abstract sealed class StoreContext<T> permits Store, Caller, StoreContext.Plain {
    StoreContext() {
    }

    /** The store behind this object, checked to be open. */
    abstract StoreCore<T> core();

    /** The store behind this object, checked to be open, or closed under a call that runs still. */
    abstract StoreCore<T> inUse();

    /**
     * The engine of this store.
     *
     * @return a handle that the caller need not close; {@code share()} it to keep the engine longer than the store
     */
    public final Engine engine() {
        return core().engine().uncounted();
    }

    /**
     * The host's data.
     *
     * @return what was given at creation or last set, may be null
     */
    public final T data() {
        return core().ownership.data();
    }

    /**
     * Replaces the host's data. The old value is not finalised.
     *
     * @param data the new value, may be null
     */
    public final void setData(T data) {
        core().ownership.setData(data);
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
     * Limits what is created or grown from now on; never what is there already. Growth over a limit gives the guest -1; creation over a
     * limit is a {@code LimitException} that names the limit, its value and what was asked. Memories and tables that the host has made
     * and dropped are counted until {@link #gc} has looked for them.
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
     * Says what guests meet whose growth of a memory or table a limit of this store refuses: -1, the default, or a trap
     * {@code allocation too large} whose cause tells which limit.
     *
     * @param on whether they trap
     */
    public final void trapOnRefusedGrowth(boolean on) {
        core().exclusively(core -> core.limits.trapping(on));
    }

    /**
     * What this store holds and has done. Always counted.
     *
     * @return the present state
     */
    public final StoreSnapshot snapshot() {
        return core().seen(StoreCore::snapshot);
    }

    /**
     * What somebody keeps with this store.
     *
     * @param key says what
     * @param <E> its type
     * @return what was set, or else what the key made for this store
     * @throws IllegalStateException when nothing was set and the key makes nothing
     */
    public final <E> E extension(Key<E> key) {
        return core().extension(key);
    }

    /**
     * Whether something is kept under a key.
     *
     * @param key never null
     * @return true when it was set or made
     */
    public final boolean hasExtension(Key<?> key) {
        return core().alone(core -> core.extensions.has(key));
    }

    /**
     * Keeps something with this store. It is closed when another one takes its place and when the store is closed, if it is {@code
     * AutoCloseable}; the youngest first, after everything of guests has been let go.
     *
     * @param key   never null
     * @param value what is kept; null for nothing
     * @param <E>   its type
     */
    public final <E> void setExtension(Key<E> key, E value) {
        core().setExtension(key, value);
    }

    /**
     * Limits the sum over all memories (their bytes), tables (8 bytes for each element), structures, arrays and exceptions of guests of
     * this store, for what is created or grown from now on.
     *
     * @param bytes the budget; negative for none, the default
     */
    public final void totalBudget(long bytes) {
        core().exclusively(core -> core.budget(bytes));
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
     * Has somebody told of every step between host and guest.
     *
     * @param hook who is told, or null to take it away
     */
    public final void callHook(CallHook<T> hook) {
        core().exclusively(core -> core.hook(hook));
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
     * Whether the guest will end: somebody asked for it, a deadline has passed, or the store is closing. For host functions that wait: they
     * look some times a second, and come back early. A host function that was told so and comes back ends the guest there and then,
     * whatever its results are. An epoch counts when its deadline traps. Other threads may ask, too, on behalf of one that waits.
     *
     * @return true as long as the guest has not ended, and when the store, or this handle with it, was closed while a call runs
     * @throws IllegalStateException when the store is closed and no call runs in it any more
     */
    public final boolean stopRequested() {
        return inUse().tellStop();
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

    /**
     * Drops what the store no longer needs, asks the JVM to collect, waits at most a second for what it finds, and runs the finalisers of
     * references ({@link ExternRef#create(StoreContext, Object, Runnable)}) that became unreachable, on the calling thread. A best effort:
     * the JVM decides what it collects. Nobody has to call this; finalisers that are due also run when a call enters the store.
     *
     * @return how many finalisers ran
     */
    public final long gc() {
        return core().alone(StoreCore::collect);
    }

    /**
     * Adds fuel for guests to spend. A store starts without any.
     *
     * @param units how many more, unsigned
     * @throws IllegalStateException    when the engine was made without {@code consumeFuel(true)}
     * @throws IllegalArgumentException when there would be more than 2^64-1; nothing has been added then
     */
    public final void addFuel(long units) {
        core().exclusively(core -> core.fuelTank.add(units));
    }

    /**
     * Takes fuel as if a guest had spent it; for the work of host functions.
     *
     * @param units how many, unsigned
     * @return what remains, unsigned
     * @throws IllegalStateException    when the engine was made without {@code consumeFuel(true)}
     * @throws IllegalArgumentException when there is less; nothing has been taken then
     */
    public final long consumeFuel(long units) {
        return core().alone(core -> core.fuelTank.consume(units));
    }

    /**
     * All fuel that has been spent since this store was created, by guests and by {@link #consumeFuel}; not changed by {@link #setFuel}.
     *
     * @return units, unsigned, 2^64-1 for that and all above; empty when the engine was made without {@code consumeFuel(true)}
     */
    public final OptionalLong fuelConsumed() {
        return core().alone(core -> core.fuelTank.consumed());
    }

    /**
     * Sets the fuel that remains.
     *
     * @param units how many, unsigned
     * @throws IllegalStateException when the engine was made without {@code consumeFuel(true)}
     */
    public final void setFuel(long units) {
        core().exclusively(core -> core.fuelTank.set(units));
    }

    /**
     * The fuel that remains. In a host function: what the guest that called has been charged for is gone; a straight run of instructions
     * is charged for when it begins.
     *
     * @return units, unsigned
     * @throws IllegalStateException when the engine was made without {@code consumeFuel(true)}
     */
    public final long getFuel() {
        return core().alone(core -> core.fuelTank.remaining("getFuel"));
    }

    /** Makes guests trap when the fuel is used up; the default. */
    public final void outOfFuelTrap() {
        core().exclusively(core -> core.fuelTank.trapWhenOut());
    }

    /**
     * Makes guests yield each time when the fuel is used up, and then gives more; when that has been done so often, they trap.
     *
     * @param injectionCount how often, unsigned
     * @param fuelToInject   how many units each time, unsigned, not 0
     * @throws IllegalStateException    when the engine was made without {@code async(true)} or {@code consumeFuel(true)}
     * @throws IllegalArgumentException when {@code fuelToInject} is 0
     */
    public final void outOfFuelAsyncYield(long injectionCount, long fuelToInject) {
        core().exclusively(core -> core.fuelTank.inject(injectionCount, fuelToInject));
    }

    /**
     * Makes guests yield whenever they have spent so much fuel.
     *
     * @param units how many, unsigned; 0 for no such yields, the default
     * @throws IllegalStateException when the engine was made without {@code async(true)} or {@code consumeFuel(true)}
     */
    public final void fuelAsyncYieldInterval(long units) {
        core().exclusively(core -> core.fuelTank.yieldEach(units));
    }

    /**
     * Sets the deadline: when the engine's epoch reaches it or has passed it, guests do at their next check point what was said by {@link
     * #epochDeadlineTrap} and its kin. Never set, it has been reached. Functions look when they begin, and loops that call
     * something each round; compiled loops that call nothing look after 500 rounds, those that only count after 10,000 at most. Of no
     * effect when the engine was made without {@code epochInterruption(true)}.
     *
     * @param ticksBeyondCurrent beyond the present epoch, unsigned; beyond 2^63-1 there is no deadline
     */
    public final void setEpochDeadline(long ticksBeyondCurrent) {
        core().exclusively(core -> core.epochs.deadline(ticksBeyondCurrent));
    }

    /**
     * Makes guests end with the trap {@code interrupt} when the deadline is reached; the default. Of no effect when the engine was made
     * without {@code epochInterruption(true)}, like all that says what then happens.
     */
    public final void epochDeadlineTrap() {
        core().exclusively(core -> core.epochs.trap());
    }

    /**
     * Makes guests yield when the deadline is reached, and gives them another one. Nobody yields when the engine was made without
     * {@code epochInterruption(true)}.
     *
     * @param delta the new deadline, in ticks beyond the epoch then, unsigned
     * @throws IllegalStateException when the engine was made without {@code async(true)}
     */
    public final void epochDeadlineAsyncYieldAndUpdate(long delta) {
        core().exclusively(core -> core.epochs.yield(delta));
    }

    /**
     * Asks the host when the deadline is reached. Nobody is asked when the engine was made without {@code epochInterruption(true)}.
     *
     * @param callback who answers, never null
     */
    public final void epochDeadlineCallback(EpochCallback<T> callback) {
        epochDeadlineCallback(callback, () -> { });
    }

    /**
     * Asks the host when the deadline is reached. Nobody is asked when the engine was made without {@code epochInterruption(true)}; the
     * finaliser runs all the same.
     *
     * @param callback  who answers, never null
     * @param finaliser run once, when another behaviour takes the callback's place or the store is closed; never null
     */
    public final void epochDeadlineCallback(EpochCallback<T> callback, Runnable finaliser) {
        core().exclusively(core -> core.epochs.callback(callback, finaliser));
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
        StoreCore<T> inUse() {
            return core.inUse();
        }

        @Override
        public String toString() {
            return core.toString();
        }
    }
}
