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
    /** Null when it has ended. */
    private volatile Thread thread;
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
     * @return null when the place is taken, or no thread is to be had
     */
    static Begun begin(String name, long stack, ClassSource source, AtomicReference<Thread> place) {
        Begun begun = new Begun(name, source, place);
        Thread thread = CompilerThread.of(begun, stack);
        if (!place.compareAndSet(null, thread)) {
            return null;
        }
        begun.thread = thread;
        try {
            thread.start();
            return begun;
        } catch (OutOfMemoryError e) {
            // under a limit on threads; whoever needs the class has it written, and is told when that cannot be
            place.set(null);
            return null;
        }
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
            thread = null;
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
        Thread running = thread;
        try {
            if (mine) {
                CompilerThread.await(running, stop);
                ended = true;
            }
        } finally {
            if (!ended && running != null) {
                running.interrupt();
            }
        }
        CompilerThread.await(running, stop);
        return mine ? written : null;
    }
}
