package org.granary.interpret;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.vm.ExnRef;
import org.granary.vm.FuncRef;
import org.granary.vm.VmStore;

/**
 * One call of the host's, and all calls of guests that come of it: they wait for each other here, not on the JVM's stack, so a tail call
 * takes no room and a full stack is noticed between two steps. A guest that calls the host that calls a guest has two of these. Confined
 * to its store.
 */
final class Machine {
    /** How many calls may wait: more than compiled code finds room for in a stack of some megabytes. */
    private static final int MOST_CALLS = 60_000;

    private final VmStore store;
    private final Machine outer;
    private Activation top;
    private int calls;
    /** What their locals and operands take. */
    private long held;
    private Object[] results;

    private Machine(VmStore store, Machine outer) {
        this.store = store;
        this.outer = outer;
        this.calls = outer == null ? 0 : outer.calls;
        this.held = outer == null ? 0 : outer.held;
    }

    /**
     * Calls a function for the host.
     *
     * @param function  the function
     * @param arguments boxed as {@link org.granary.vm.Untyped} says
     * @return the results
     * @throws Trap   when a step traps
     * @throws ExnRef when nobody catches it
     */
    static Object[] call(InterpretedFunction function, Object[] arguments) {
        VmStore store = function.store;
        Machine outer = (Machine) store.interpreting();
        Machine machine = new Machine(store, outer);
        store.interpret(machine);
        try {
            return machine.run(function, arguments);
        } finally {
            store.interpret(outer);
        }
    }

    /** Whose guests these are. */
    VmStore store() {
        return store;
    }

    /** The machine that waits for this one, by way of the host; or null. */
    Machine outer() {
        return outer;
    }

    /** The innermost call, or null before the first and after the last. */
    Activation top() {
        return top;
    }

    private Object[] run(InterpretedFunction function, Object[] arguments) {
        try {
            enter(function, arguments);
        } catch (RuntimeException | Error e) {
            GuestStack.show(e, this);
            throw e;
        }
        while (top != null) {
            try {
                proceed();
            } catch (ExnRef e) {
                unwind(e);
            } catch (ArithmeticException e) {
                // a host's own would come in a carrier
                Trap trap = new Trap(TrapCode.INTEGER_DIVIDE_BY_ZERO);
                GuestStack.show(trap, this);
                throw trap;
            } catch (RuntimeException | Error e) {
                GuestStack.show(e, this);
                throw e;
            }
        }
        return results;
    }

    private void proceed() {
        while (top != null) {
            Activation at = top;
            at.body.steps[at.next++].run(at);
        }
    }

    private void unwind(ExnRef thrown) {
        Throwable trace = thrown.trace();
        if (trace != null) {
            GuestStack.show(trace, this);
        }
        while (top != null && !top.body.handles(top, thrown)) {
            drop();
        }
        if (top == null) {
            throw thrown;
        }
    }

    /** A check point: ends the call when somebody asked for that. Stands at loop heads and function entries. */
    void checkpoint() {
        if (store.stopRequested()) {
            store.checkStop();
        }
    }

    /** Calls a function; what it returns is pushed to the operands of the call on top. */
    void call(FuncRef function, Object[] arguments) {
        if (function instanceof InterpretedFunction own) {
            enter(own, arguments);
        } else {
            give(function.apply(arguments));
        }
    }

    /** Calls a function in place of the call on top, whose caller gets what it returns. */
    void callInstead(FuncRef function, Object[] arguments) {
        drop();
        call(function, arguments);
    }

    /** Ends the call on top; compiled code, too, tells here what it has spent. */
    void leave(Object[] values) {
        store.spend(0);
        drop();
        give(values);
    }

    private void give(Object[] values) {
        if (top == null) {
            results = values;
        } else {
            top.push(values);
        }
    }

    private void enter(InterpretedFunction function, Object[] arguments) {
        Body body = function.own.code.body(function.index);
        if (calls == MOST_CALLS) {
            throw new Trap(TrapCode.CALL_STACK_EXHAUSTED);
        }
        if (held + body.held > VmStore.MOST_HELD) {
            throw VmStore.heldTooMuch();
        }
        top = new Activation(this, function, body, arguments, top);
        calls++;
        held += body.held;
        if (function.own.code.interruptable()) {
            checkpoint();
        }
    }

    private void drop() {
        calls--;
        held -= top.body.held;
        top = top.caller;
    }
}
