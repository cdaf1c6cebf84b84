package org.granary.store;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.vm.FuncRef;

/**
 * A function of a guest or of the host, in one store, under whose thread rule it is called. Two objects are equal when they stand for one
 * function.
 *
 * <p>Values as Java objects: i32 is an {@code Integer}, i64 a {@code Long}, f32 a {@code Float}, f64 a {@code Double}, v128 a {@link V128};
 * references are a {@link Func}, an {@link ExternRef}, a {@link StructRef}, {@link ArrayRef} or {@link I31Ref}, a {@link ThrownException},
 * or null.
 */
public final class Func implements Extern {
    final StoreCore<?> core;
    private final DefType type;
    private final Handle<FuncRef> handle;

    Func(StoreCore<?> core, FuncRef ref) {
        this(core, ref.type, Handle.on(core, ref));
    }

    /** A handle that ends with the instance that it was looked up in. */
    Func(StoreCore<?> core, DefType type, Handle<FuncRef> handle) {
        this.core = core;
        this.type = type;
        this.handle = handle;
    }

    /** Refuses when the store, or the instance that it was looked up in, is closed. */
    FuncRef live() {
        org.granary.vm.Instance in = handle.live();
        return in == null ? handle.own() : in.function(handle.index());
    }

    /** As {@link #live}, or null. */
    private FuncRef known() {
        org.granary.vm.Instance in = handle.ifOpen();
        return in == null ? handle.own() : in.function(handle.index());
    }

    /** The instance that it was looked up in, or null. */
    Instance via() {
        return handle.via();
    }

    /**
     * A function of the host.
     *
     * @param store    the owning store
     * @param type     its type, never null
     * @param function what runs, never null
     * @param <T>      the type of the store's data
     * @return a new function
     * @throws IllegalArgumentException when the function is one of {@link HostFunction#typed} or {@link HostFunction#integers} and of
     *         another type, or the type refers to one of another engine, or to none
     */
    public static <T> Func create(StoreContext<T> store, FuncType type, HostFunction<T> function) {
        return create(store.core(), type, function, "host function " + type);
    }

    /**
     * A function of the host whose type is that of a method; see {@link HostFunction#typed(Class, Object)}.
     *
     * @param store    the owning store
     * @param form     an interface with one abstract method
     * @param function what runs, never null
     * @param <T>      the type of the store's data
     * @param <F>      the interface
     * @return a new function
     * @throws IllegalArgumentException when the interface does not fit
     */
    public static <T, F> Func wrap(StoreContext<T> store, Class<F> form, F function) {
        TypedHostFunction<T> typed = TypedHostFunction.of(form, function);
        return create(store, typed.type(), typed);
    }

    static <T> Func create(StoreCore<T> core, FuncType type, HostFunction<T> function, String name) {
        Objects.requireNonNull(function, "function");
        int before = core.entry.claim();
        try {
            DefType defined = core.engine().types().function(type);
            // in its own words it may name itself by an index
            HostCall<T> target = new HostCall<>(core, defined.func(), function, name);
            return new Func(core, core.engine().hostFunction(core, defined, target));
        } finally {
            core.entry.leave(before);
        }
    }

    @Override
    public FuncType type() {
        return type.func();
    }

    /**
     * This function as a functional interface, called without boxing, wherever it comes from: a table, a result, the host. The interface
     * is one as for {@link Instance#typed}.
     *
     * @param form an interface with one abstract method
     * @param <F>  the interface
     * @return an object to call, for as long as the store is open, and the instance that this function was looked up in
     * @throws IllegalArgumentException when the type is not a functional interface, or its method does not fit the function
     * @throws IllegalStateException    when the store, or the instance that it was looked up in, is closed
     */
    public <F> F typed(Class<F> form) {
        Instance via = handle.via();
        return via == null ? Typed.of(Typed.bound(this), form) : via.typed(this, handle.index(), form);
    }

    /**
     * Calls the function with boxed values. {@link #typed} is the way without boxing.
     *
     * @param arguments one for each parameter, of the classes listed above; nothing is converted
     * @return one for each result, an empty array without results
     * @throws IllegalArgumentException when number or class of the arguments do not fit, or one belongs to another store; nothing has run
     *         then
     * @throws org.granary.engine.Trap         when the guest's computation ends early
     * @throws ThrownException                 when the guest throws an exception that no guest catches
     * @throws ConcurrentUseException          when another thread is in the store
     * @throws IllegalStateException           when the store is closed
     */
    public Object[] call(Object... arguments) {
        FuncRef ref = live();
        Object[] converted = converted(arguments);
        Entry entry = core.entry;
        int before = entry.begin();
        try {
            Object[] raw;
            try {
                raw = ref.apply(converted);
            } catch (Throwable e) {
                throw entry.failed(e);
            }
            entry.returned();
            return results(raw);
        } finally {
            entry.leave(before);
        }
    }

    /**
     * Calls the function with a deadline: when the time has passed, the guest ends at its next loop head or function entry with the trap
     * {@code deadline}. A host function that is running is not touched; the guest ends when it comes back. Needs an engine with
     * {@code interruptable(true)}.
     *
     * @param limit     how long the call may take; zero or less has passed already. Null means that null is the first argument of a call
     *                  without deadline
     * @param arguments as for {@link #call(Object...)}
     * @return as {@link #call(Object...)}
     * @throws IllegalStateException   when the engine is not interruptable; nothing has run then
     * @throws org.granary.engine.Trap when the guest's computation ends early, with code {@code DEADLINE} for this reason
     */
    public Object[] call(Duration limit, Object... arguments) {
        if (limit == null) {
            return call(withNull(arguments));
        }
        core.open().requireInterruptable("call(Duration, …)");
        FuncRef ref = live();
        Object[] converted = converted(arguments);
        long since = System.nanoTime();
        return within(() -> timed(limit, since, ref, converted));
    }

    /** What runs inside of the store. */
    private interface Work {
        Object[] run() throws Throwable;
    }

    /** As {@link #call(Object...)}, with more around the guest; that one has no object to make for it. */
    private Object[] within(Work work) {
        return within(core.entry.begin(), work);
    }

    private Object[] within(int before, Work work) {
        Entry entry = core.entry;
        try {
            Object[] raw;
            try {
                raw = work.run();
            } catch (Throwable e) {
                throw entry.failed(e);
            }
            entry.returned();
            return results(raw);
        } finally {
            entry.leave(before);
        }
    }

    private Object[] timed(Duration limit, long since, FuncRef ref, Object[] converted) throws Throwable {
        Stops.Deadline deadline = core.stops.start(limit, since);
        try {
            if (core.stopRequested()) {
                core.checkStop();
            }
            return ref.apply(converted);
        } finally {
            deadline.end();
        }
    }

    /**
     * Calls the function on a thread of the engine's. The call goes on by itself after each yield (see
     * {@link StoreContext#outOfFuelAsyncYield} and its kin). While it runs the store is in use like in any call. Cancelling it, or
     * completing it in another way ({@link CompletableFuture#orTimeout}), ends the guest at its next yield, and where the engine is
     * {@code interruptable} at its next check point.
     *
     * <p>A host function of such a call may wait for another one, by {@code join} and {@code get} of what this gives and of what its
     * methods give: on a pool of threads a further one runs meanwhile. One that waits by other means (of
     * {@link CompletableFuture#allOf}, of a latch) keeps its thread, which the other call may need. {@code join} and {@code get} themselves
     * throw a {@link java.util.concurrent.RejectedExecutionException}, without having waited, on a thread of the pool that has the other
     * call, when as many of its calls wait for others as may (see {@link org.granary.engine.EngineConfig.Builder#asyncThreads}).
     *
     * @param arguments as for {@link #call(Object...)}
     * @return the results to come, or what {@link #call(Object...)} would have thrown; a trap {@code HOST_CLOSED} when the store is closed
     *         before the guest has ended, and also before it has begun
     * @throws IllegalStateException    when the engine was made without {@code async(true)}
     * @throws IllegalArgumentException when the arguments do not fit
     * @throws java.util.concurrent.RejectedExecutionException when too many calls wait for a thread
     */
    public CompletableFuture<Object[]> callAsync(Object... arguments) {
        core.open().requireAsync("callAsync");
        live();
        return AsyncCall.begin(this, converted(arguments));
    }

    /** Runs an asynchronous call on its thread. */
    Object[] run(AsyncCall call, Object[] converted) {
        FuncRef ref;
        int before;
        try {
            ref = live();
            before = core.entry.arrive();
        } catch (IllegalStateException e) {
            // it was begun in an open store: who holds the stage cannot know whether it has got a thread, and is told what ended it
            throw core.ended(e);
        }
        return within(core.entry.begin(before), () -> stoppable(call, ref, converted));
    }

    private Object[] stoppable(AsyncCall call, FuncRef ref, Object[] converted) throws Throwable {
        Stops.Deadline deadline = core.stops.open();
        core.asynchronous = call;
        try {
            call.stoppable(deadline);
            if (core.stopRequested()) {
                core.checkStop();
            }
            return ref.apply(converted);
        } finally {
            core.asynchronous = null;
            deadline.end();
        }
    }

    private static Object[] withNull(Object[] rest) {
        Object[] all = new Object[rest == null ? 2 : rest.length + 1];
        if (rest != null) {
            System.arraycopy(rest, 0, all, 1, rest.length);
        }
        return all;
    }

    /** Calls without a deadline when the limit is null. */
    void run(Duration limit) {
        if (limit == null) {
            call();
        } else {
            call(limit);
        }
    }

    private Object[] converted(Object[] given) {
        return Values.toGuest(core, type().params(), given, "argument", this);
    }

    private Object[] results(Object[] raw) {
        return Values.toHost(core, type().results(), raw);
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        FuncRef mine = known();
        FuncRef others = other instanceof Func func ? func.known() : null;
        return mine != null && others != null && mine.identity() == others.identity();
    }

    @Override
    public int hashCode() {
        FuncRef ref = known();
        return handle.hash(this, ref == null ? null : ref.identity());
    }

    @Override
    public String toString() {
        FuncRef ref = known();
        if (ref == null) {
            return handle.via().functionName(handle.index()) + " " + type();
        }
        if (ref.index < 0 || ref.instance == null) {
            return "host function " + type();
        }
        return ref.instance.module.functionName(ref.index).map(name -> "function " + name).orElse("function " + ref.index) + " " + type();
    }
}
