package org.granary.vm;

import java.lang.ref.WeakReference;
import java.util.List;

/**
 * What a store keeps of what has ended in it: stack traces of exceptions, and the calls that were ended last. Confined to the store's
 * thread.
 */
public final class Aftermath {
    /** As the JVM takes a trace of 1,024 frames at most, some megabytes. */
    private static final int KEPT_TRACES = 64;

    private int traces;
    /** The latest stack traces of exceptions, each at the place that its number says. */
    private Throwable[] latest;
    private Ended ended;

    Aftermath() {
    }

    /**
     * Calls that have ended.
     *
     * @param by    what has ended them
     * @param calls the innermost first
     */
    private record Ended(Throwable by, List<EndedCall> calls) {
    }

    /**
     * Says how many exceptions of guests are to take a stack trace.
     *
     * @param most not negative; 0 at first
     */
    public void traces(int most) {
        traces = most;
    }

    /**
     * Takes the stack trace of an exception that is made now, and keeps it until so many others have been taken: a guest may keep a million
     * exceptions, and nothing of theirs counts what a trace takes.
     *
     * @return what has the trace; null unless the engine was asked for them, and when enough have been taken
     */
    WeakReference<Throwable> trace() {
        if (traces == 0) {
            return null;
        }
        Throwable trace = new Throwable();
        traces--;
        if (latest == null) {
            latest = new Throwable[KEPT_TRACES];
        }
        latest[traces % KEPT_TRACES] = trace;
        return new WeakReference<>(trace);
    }

    /**
     * Remembers what the calls held that have just ended, where the engine knows and a core dump is wanted.
     *
     * @param by    what has ended them
     * @param calls the innermost first
     */
    public void ended(Throwable by, List<EndedCall> calls) {
        ended = new Ended(by, calls);
    }

    /**
     * What the calls held that have just ended; told once.
     *
     * @param by what has ended them
     * @return the innermost first; empty where the engine does not know, as with compiled code
     */
    public List<EndedCall> endedBy(Throwable by) {
        Ended last = ended;
        ended = null;
        return last != null && (last.by == by || last.by == by.getCause()) ? last.calls : List.of();
    }

    /** Drops all: stack traces hold on to the classes of guests. */
    public void drop() {
        latest = null;
        ended = null;
    }
}
