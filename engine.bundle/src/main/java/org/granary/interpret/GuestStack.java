package org.granary.interpret;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.granary.vm.HostException;

/** Guests' frames in the stack traces of what is thrown: they stand above the machine that runs them, as compiled ones would. */
final class GuestStack {
    /** As many as the JVM shows of its own. */
    private static final int MOST = 1_000;

    private GuestStack() {
    }

    /**
     * Puts the frames into a stack trace, unless an inner machine has done so: of the machine's calls and of those that wait for it.
     *
     * @param thrown  what ends the calls of a machine
     * @param machine the machine
     */
    static void show(Throwable thrown, Machine machine) {
        Throwable shown = thrown instanceof HostException ? thrown.getCause() : thrown;
        if (shown == null || Stream.of(shown.getStackTrace()).anyMatch(element -> InterpretedModule.isGuest(element.getClassName()))) {
            return;
        }
        List<StackTraceElement> trace = new ArrayList<>();
        Machine at = machine;
        for (StackTraceElement element : shown.getStackTrace()) {
            if (at != null && element.getClassName().equals(Machine.class.getName()) && element.getMethodName().equals("run")) {
                trace.addAll(frames(at.top()));
                at = at.outer();
            }
            trace.add(element);
        }
        shown.setStackTrace(trace.toArray(new StackTraceElement[0]));
    }

    private static List<StackTraceElement> frames(Activation top) {
        List<StackTraceElement> frames = new ArrayList<>();
        for (Activation at = top; at != null && frames.size() < MOST; at = at.caller) {
            int offset = at.body.offsets[Math.max(0, at.next - 1)];
            frames.add(at.instance.code.frame(at.body.function, offset));
        }
        return frames;
    }
}
