package org.granary.store;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.ExnRef;
import org.granary.vm.HostException;
import org.granary.vm.HostIntegers;
import org.granary.vm.HostTarget;
import org.granary.vm.Nesting;

/** A host function in one store, as compiled code calls it. */
final class HostCall<T> implements HostTarget, HostIntegers {
    private static final Object[] NOTHING = {};

    private final StoreCore<T> core;
    private final FuncType type;
    private final HostFunction<T> function;
    /** The same without boxing, or null. */
    private final IntegerFunction<T> integers;
    private final String name;
    /** Whether arguments need no conversion. */
    private final boolean plainArguments;
    /** The classes of the results when all of them are numbers, else null: then a look at their classes is all that is needed. */
    private final Class<?>[] plainResults;
    /** The one of them where there is one. */
    private final Class<?> plainResult;

    HostCall(StoreCore<T> core, FuncType type, HostFunction<T> function, String name) {
        check(type, function);
        this.integers = function instanceof IntegersHostFunction<T> given ? given.function() : null;
        this.core = core;
        this.type = type;
        this.function = function;
        this.name = name;
        this.plainArguments = plain(type.params());
        this.plainResults = plain(type.results()) ? classes(type.results()) : null;
        this.plainResult = plainResults != null && plainResults.length == 1 ? plainResults[0] : null;
    }

    /** Refuses a function that is one of another type, where functions know theirs. */
    static void check(FuncType type, HostFunction<?> function) {
        if (function instanceof TypedHostFunction<?> typed) {
            typed.check(type);
        } else if (function instanceof IntegersHostFunction<?> integers) {
            integers.check(type);
        }
    }

    private static boolean plain(List<ValType> types) {
        for (ValType type : types) {
            if (!(type instanceof NumType)) {
                return false;
            }
        }
        return true;
    }

    private static Class<?>[] classes(List<ValType> types) {
        Class<?>[] classes = new Class<?>[types.size()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = Values.javaClass(types.get(i));
        }
        return classes;
    }

    private boolean plain(Object[] results) {
        if (plainResult != null && results.length == 1) {
            return results[0] != null && results[0].getClass() == plainResult;
        }
        if (plainResults == null || results.length != plainResults.length) {
            return false;
        }
        for (int i = 0; i < results.length; i++) {
            if (results[i] == null || results[i].getClass() != plainResults[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Object[] call(org.granary.vm.Instance importer, Object[] arguments) throws Exception {
        StoreCore<T> core = this.core;
        core.hostCalls++;
        HostCall<?> outer = core.running;
        boolean inner = core.hosting;
        if (outer != this) {
            core.running = this;
        }
        core.hosting = true;
        try {
            return core.watched ? watched(importer, arguments) : run(core, importer, arguments);
        } finally {
            // nothing is called here, for the stack may be at its end
            core.hosting = inner;
            if (inner && outer != this) {
                core.running = outer;
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Runs where somebody wants to know. */
    private Object[] watched(org.granary.vm.Instance importer, Object[] arguments) throws Exception {
        Nesting.Level level = core.hostBegins();
        try {
            return core.hook == null ? run(core, importer, arguments) : told(importer, arguments);
        } finally {
            StoreCore.hostEnds(level);
        }
    }

    /** Runs, and tells the call hook. */
    private Object[] told(org.granary.vm.Instance importer, Object[] arguments) throws Exception {
        core.transition(CallHook.Transition.CALLING_HOST);
        Object[] results;
        try {
            requireOpen();
            results = run(core, importer, arguments);
        } catch (Throwable e) {
            try {
                core.transition(CallHook.Transition.RETURNING_FROM_HOST);
            } catch (Throwable told) {
                if (Failures.inPlace(told, e) == told) {
                    throw told;
                }
            }
            throw e;
        }
        core.transition(CallHook.Transition.RETURNING_FROM_HOST);
        requireOpen();
        return results;
    }

    /** The call hook may have closed the store. */
    private void requireOpen() {
        if (core.isClosed()) {
            throw new Trap(TrapCode.HOST_CLOSED);
        }
    }

    /** The store is handed in: behind the look whether it was closed the JIT would have to read the field again. */
    private Object[] run(StoreCore<T> core, org.granary.vm.Instance importer, Object[] arguments) throws Exception {
        // first: what is wrong with them is not the function's doing
        Object[] given = plainArguments ? arguments : Values.toHost(core, type.params(), arguments);
        Caller<T> caller = new Caller<>(core, importer);
        Object[] results;
        try {
            results = function.call(caller, given);
        } catch (ThrownException e) {
            // a guest of this store can catch it; anyone else's is the host's own affair
            if (e.core == core && !core.isClosed()) {
                if (core.ending) {
                    core.end();
                }
                throw e.vm;
            }
            core.thrower.is(this, importer, e);
            throw e;
        } catch (Exception | Error e) {
            core.thrower.is(this, importer, e);
            throw e;
        } finally {
            caller.end();
        }
        if (core.isClosed()) {
            throw new Trap(TrapCode.HOST_CLOSED);
        }
        if (core.ending) {
            core.end();
        }
        if (results == null && type.results().isEmpty()) {
            return NOTHING;
        }
        if (results != null && plain(results)) {
            return results;
        }
        try {
            return Values.toGuest(core, type.results(), results, "result", name);
        } catch (RuntimeException e) {
            core.thrower.is(this, importer, e);
            throw e;
        }
    }

    @Override
    public MethodHandle typed() {
        MethodHandle direct = function instanceof TypedHostFunction<T> typed ? typed.direct() : null;
        return direct == null ? null : direct.bindTo(this);
    }

    @Override
    public HostIntegers integers() {
        return integers == null ? null : this;
    }

    @Override
    public long call(org.granary.vm.Instance importer, long a, long b, long c, long d, long e, long f, long g, long h, long i) {
        Caller<T> caller = entered(importer);
        long result = 0;
        Throwable thrown = null;
        try {
            result = integers.call(caller, a, b, c, d, e, f, g, h, i);
        } catch (Throwable any) {
            thrown = any;
        }
        leave(thrown, caller, this);
        return result;
    }

    /** What stands before a call without boxing; {@link #call} is the same with it. */
    static Caller<?> enter(HostCall<?> call, org.granary.vm.Instance importer) {
        return call.entered(importer);
    }

    private Caller<T> entered(org.granary.vm.Instance importer) {
        StoreCore<T> core = this.core;
        core.hostCalls++;
        Caller<T> caller = new Caller<>(core, importer);
        caller.outer = core.running;
        caller.inner = core.hosting;
        if (caller.outer != this) {
            core.running = this;
        }
        core.hosting = true;
        if (core.watched) {
            caller.watched = true;
            caller.told = core.hook != null;
            caller.level = watch(caller.told, caller.outer, caller.inner);
        }
        return caller;
    }

    private void ends(HostCall<?> outer, boolean inner) {
        core.hosting = inner;
        if (inner && outer != this) {
            core.running = outer;
        }
    }

    private Nesting.Level watch(boolean told, HostCall<?> outer, boolean inner) {
        Nesting.Level level = null;
        try {
            level = core.hostBegins();
            if (told) {
                core.transition(CallHook.Transition.CALLING_HOST);
                if (core.isClosed()) {
                    core.transition(CallHook.Transition.RETURNING_FROM_HOST);
                    requireOpen();
                }
            }
            return level;
        } catch (Throwable e) {
            ends(outer, inner);
            StoreCore.hostEnds(level);
            throw HostCall.<RuntimeException>carried(e);
        }
    }

    /**
     * What stands behind a call without boxing, whether it has thrown or not. What is rare is told what the caller holds and not given the
     * caller: once it has happened it is compiled in as a call, and then the JIT would make every caller as an object.
     */
    static void leave(Throwable thrown, Caller<?> caller, HostCall<?> call) {
        StoreCore<?> core = call.core;
        caller.end();
        try {
            if (thrown != null || caller.watched || core.isClosed() || core.ending) {
                call.left(thrown, caller.importer, caller.told, caller.level);
            }
        } finally {
            core.hosting = caller.inner;
            if (caller.inner && caller.outer != call) {
                core.running = caller.outer;
            }
        }
    }

    private void left(Throwable thrown, org.granary.vm.Instance importer, boolean told, Nesting.Level level) {
        try {
            end(thrown, importer, told);
        } finally {
            StoreCore.hostEnds(level);
        }
    }

    private void end(Throwable thrown, org.granary.vm.Instance importer, boolean told) {
        Throwable end = thrown;
        if (thrown instanceof ThrownException guest && guest.core == core && !core.isClosed()) {
            Throwable stop = core.ending ? stopped() : null;
            end = stop == null ? guest.vm : stop;
        } else if (thrown == null && core.isClosed()) {
            end = new Trap(TrapCode.HOST_CLOSED);
        } else if (thrown == null && core.ending) {
            end = stopped();
        } else if (thrown != null) {
            core.thrower.is(this, importer, thrown);
        }
        if (told) {
            try {
                core.transition(CallHook.Transition.RETURNING_FROM_HOST);
            } catch (Throwable e) {
                end = Failures.inPlace(e, end);
            }
            if (end == null && core.isClosed()) {
                end = new Trap(TrapCode.HOST_CLOSED);
            }
        }
        if (end != null) {
            throw HostCall.<RuntimeException>carried(end);
        }
    }

    private Throwable stopped() {
        try {
            core.end();
            return null;
        } catch (Trap e) {
            return e;
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E carried(Throwable thrown) throws E {
        throw (E) (thrown instanceof HostException || thrown instanceof ExnRef || thrown instanceof StackOverflowError ? thrown
                : new HostException(thrown));
    }
}
