package org.granary.vm;

import java.util.Objects;

/**
 * Stack traces, which the runtime reads. To tell of a frame of the JDK's own for the first time in a process, the JDK initialises a class;
 * where a guest has put the stack's end, that fails once and for all, and nobody in the process can read a trace any more.
 */
public final class StackTraces {
    private StackTraces() {
    }

    /**
     * Has that class initialised.
     *
     * @throws StackOverflowError when the stack has no room for it; nothing is lost then
     */
    public static void ready() {
        StackRoom.needForClass();
        try {
            Objects.requireNonNull(null);
        } catch (NullPointerException e) {
            // its innermost frame is the JDK's
            e.getStackTrace();
        }
    }
}
