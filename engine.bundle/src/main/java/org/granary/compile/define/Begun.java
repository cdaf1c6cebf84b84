package org.granary.compile.define;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A class of functions that is written before anybody has asked for it, on a thread of its own beside whoever makes an instance. Nothing
 * depends on it: what failed or was given up is written anew for whoever asks, and fails there as it would have without.
 */
final class Begun implements Runnable {
    private final String name;
    private final ClassSource source;
    private final AtomicReference<Thread> place;
    private Thread thread;
    /** Read when the thread has ended. */
    private Map<String, byte[]> written;

    private Begun(String name, ClassSource source, AtomicReference<Thread> place) {
        this.name = name;
        this.source = source;
        this.place = place;
    }

    /**
     * Begins a class.
     *
     * @param name   its internal name
     * @param stack  bytes of stack that it may need
     * @param source writes it
     * @param place  the engine's place for the thread
     * @return null when the place is taken
     */
    static Begun begin(String name, long stack, ClassSource source, AtomicReference<Thread> place) {
        Begun begun = new Begun(name, source, place);
        begun.thread = CompilerThread.of(begun, stack);
        if (!place.compareAndSet(null, begun.thread)) {
            return null;
        }
        boolean started = false;
        try {
            begun.thread.start();
            started = true;
        } finally {
            if (!started) {
                place.set(null);
            }
        }
        return begun;
    }

    @Override
    public void run() {
        try {
            written = source.written(name);
        } catch (RuntimeException | Error e) {
            // nobody waits for it; whoever does has it written again, and is told
            written = null;
        } finally {
            place.compareAndSet(Thread.currentThread(), null);
        }
    }

    /**
     * Waits until it has ended, one way or the other.
     *
     * @param wanted the class that is asked for; when it is another, this one is given up
     * @param stop   asked from time to time; throws to give it up
     * @return the class that was asked for first, and those beside it; null when it has to be written
     */
    Map<String, byte[]> result(String wanted, Runnable stop) {
        boolean mine = wanted.equals(name);
        boolean ended = false;
        try {
            if (mine) {
                CompilerThread.await(thread, stop);
                ended = true;
            }
        } finally {
            if (!ended) {
                thread.interrupt();
            }
        }
        CompilerThread.await(thread, stop);
        return mine ? written : null;
    }
}
