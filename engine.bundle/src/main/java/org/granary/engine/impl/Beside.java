package org.granary.engine.impl;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work on a thread of its own, beside that of whoever needs its result. A caller that fails in between may forget it: it ends by itself,
 * and its failure is told to whoever asks and to nobody else. Thread-safe.
 *
 * @param <T> the result
 */
final class Beside<T> {
    private final FutureTask<T> task;

    private Beside(FutureTask<T> task) {
        this.task = task;
    }

    /** What is to be done. A class for each where a process loads a module, since lambdas take longer at their first use. */
    interface Work<T> extends Callable<T> {
        @Override
        T call();
    }

    /** Begins it. */
    static <T> Beside<T> begin(Work<T> work) {
        Beside<T> begun = new Beside<>(new FutureTask<>(work));
        Thread thread = new Thread(begun.task, "granary-beside");
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    /** Waits for the result, whatever interrupts the caller; throws what the work threw. */
    T result() {
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
