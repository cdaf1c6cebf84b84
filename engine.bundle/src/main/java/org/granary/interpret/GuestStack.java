package org.granary.interpret;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.granary.engine.Trap;
import org.granary.vm.EndedCall;
import org.granary.vm.HostException;

/** Guests' frames in the stack traces of what is thrown: they stand above the machine that runs them, as compiled ones would. */
final class GuestStack {
    /** As many as the JVM shows of its own. */
    private static final int MOST = 1_000;
    /** A trap holds on to no more values than this: a host may keep many traps. */
    private static final int MOST_VALUES = 1 << 16;

    private final Throwable shown;
    private final List<EndedCall> ended = new ArrayList<>();
    private int left = MOST;
    private int valuesLeft;

    private GuestStack(Throwable shown, boolean dumps) {
        this.shown = shown;
        this.valuesLeft = dumps ? MOST_VALUES : 0;
    }

    /**
     * Puts the frames into a stack trace, unless an inner machine has done so: of the machine's calls and of those that wait for it. What
     * a trap has ended is told to the store, where core dumps are wanted.
     *
     * @param thrown  what ends the calls of a machine
     * @param machine the machine
     */
    static void show(Throwable thrown, Machine machine) {
        Throwable shown = thrown instanceof HostException ? thrown.getCause() : thrown;
        if (shown == null || Stream.of(shown.getStackTrace()).anyMatch(element -> InterpretedModule.isGuest(element.getClassName()))) {
            return;
        }
        boolean dumps = machine.top() != null && machine.top().instance.code.dumps()
                && (shown instanceof Trap || shown instanceof StackOverflowError);
        GuestStack stack = new GuestStack(shown, dumps);
        stack.show(machine);
        if (dumps) {
            machine.store().aftermath.ended(shown, List.copyOf(stack.ended));
        }
    }

    private void show(Machine innermost) {
        List<StackTraceElement> trace = new ArrayList<>();
        Machine at = innermost;
        for (StackTraceElement element : shown.getStackTrace()) {
            if (at != null && element.getClassName().equals(Machine.class.getName()) && element.getMethodName().equals("run")) {
                frames(trace, at.top());
                at = at.outer();
            }
            trace.add(element);
        }
        shown.setStackTrace(trace.toArray(new StackTraceElement[0]));
    }

    private void frames(List<StackTraceElement> trace, Activation top) {
        for (Activation at = top; at != null && left > 0; at = at.caller) {
            left--;
            trace.add(at.instance.code.frame(at.body.function, at.offset()));
            int held = at.held(ended.isEmpty());
            ended.add(new EndedCall(at.instance, at.body.function, at.offset(), values(at, 0, at.body.locals),
                    values(at, at.body.locals, held)));
        }
    }

    private List<Number> values(Activation at, int from, int to) {
        int many = to - from;
        if (many > valuesLeft) {
            return List.of();
        }
        valuesLeft -= many;
        List<Number> values = new ArrayList<>(many);
        for (int i = from; i < to; i++) {
            values.add(at.slots[i] instanceof Number number ? number : null);
        }
        return Collections.unmodifiableList(values);
    }
}
