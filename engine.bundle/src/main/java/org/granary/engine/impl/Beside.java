package org.granary.engine.impl;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work on a thread of its own, beside that of whoever needs its result; where the system has none left, done by whoever asks for that. A
 * caller that fails in between may forget it: it ends by itself, and its failure is told to whoever asks and to nobody else. Thread-safe.
 *
 * @param <T> the result
 */
final class Beside<T> {
    private final FutureTask<T> task;
    private final boolean begun;

    private Beside(FutureTask<T> task, boolean begun) {
        this.task = task;
        this.begun = begun;
    }

    /** What is to be done. A class for each where a process loads a module, since lambdas take longer at their first use. */
    interface Work<T> extends Callable<T> {
        @Override
        T call();
    }

    /** Begins it, where there is a thread for it. */
    static <T> Beside<T> begin(Work<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        // of the caller's thread locals and loaders it needs none
        Thread thread = new Thread(null, task, "granary-beside", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        try {
            thread.start();
            return new Beside<>(task, true);
        } catch (OutOfMemoryError e) {
            // under a limit on threads: it can be done as well by whoever waits for it
            return new Beside<>(task, false);
        }
    }

    /** Whether there is a thread for it. Else nothing happens before {@link #result()}. */
    boolean begun() {
        return begun;
    }

    /** Waits for the result, whatever interrupts the caller; throws what the work threw. */
    T result() {
        if (!begun) {
            task.run();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw (Error) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
