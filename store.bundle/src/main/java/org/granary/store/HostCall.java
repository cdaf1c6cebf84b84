package org.granary.store;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.vm.HostTarget;

/** A host function in one store, as compiled code calls it. */
final class HostCall<T> implements HostTarget {
    private static final Object[] NOTHING = {};

    private final StoreCore<T> core;
    private final FuncType type;
    private final HostFunction<T> function;
    private final String name;

    HostCall(StoreCore<T> core, FuncType type, HostFunction<T> function, String name) {
        this.core = core;
        this.type = type;
        this.function = function;
        this.name = name;
    }

    @Override
    public Object[] call(org.granary.vm.Instance importer, Object[] arguments) throws Exception {
        core.hostCalls++;
        if (core.hook == null) {
            return run(importer, arguments);
        }
        core.transition(CallHook.Transition.CALLING_HOST);
        Object[] results;
        try {
            results = run(importer, arguments);
        } catch (Throwable e) {
            core.transition(CallHook.Transition.RETURNING_FROM_HOST);
            throw e;
        }
        core.transition(CallHook.Transition.RETURNING_FROM_HOST);
        return results;
    }

    private Object[] run(org.granary.vm.Instance importer, Object[] arguments) throws Exception {
        Caller<T> caller = new Caller<>(core, importer);
        Object[] results;
        try {
            results = function.call(caller, Values.toHost(core, type.params(), arguments));
        } catch (ThrownException e) {
            // a guest of this store can catch it; anyone else's is the host's own affair
            throw e.core == core && !core.isClosed() ? e.vm : e;
        } finally {
            caller.end();
        }
        if (core.isClosed()) {
            throw new Trap(TrapCode.HOST_CLOSED);
        }
        if (results == null && type.results().isEmpty()) {
            return NOTHING;
        }
        return Values.toGuest(core, type.results(), results, "result", name);
    }
}
