package org.granary.plugin.life;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs tasks one after the other on threads of a pool, in the order of their coming; a plugin has one, so that none holds up another. A
 * task that fails is told of, and the next one runs all the same. Thread-safe.
 */
final class Mailbox {
    private static final long PAUSE_MILLIS = 200;

    private final Executor pool;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Consumer<Throwable> faults;
    private boolean running;
    private volatile Thread worker;

    Mailbox(Executor pool, Consumer<Throwable> faults) {
        this.pool = pool;
        this.faults = faults;
    }

    void post(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        begin();
    }

    private void begin() {
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException e) {
            synchronized (tasks) {
                running = false;
                tasks.clear();
            }
            throw e;
        } catch (OutOfMemoryError e) {
            // no thread is to be had, of ten thousand files at once perhaps: what came waits until others have ended, or it would be lost
            boolean later = false;
            try {
                faults.accept(e);
                // on the timer's own thread: with few processors the JDK would make one, which is not to be had either, and tell nobody
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, Runnable::run).execute(this::begin);
                later = true;
            } finally {
                if (!later) {
                    // not even for that is there memory: whoever posts the next task begins with those that wait
                    stopped();
                }
            }
        }
    }

    private void stopped() {
        synchronized (tasks) {
            running = false;
        }
    }

    /** Whether nothing runs and nothing waits. */
    boolean isIdle() {
        synchronized (tasks) {
            return !running && tasks.isEmpty();
        }
    }

    /** Whether the caller is in one of these tasks, and so must not wait for another. */
    boolean isMine() {
        return worker == Thread.currentThread();
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            worker = Thread.currentThread();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                faults.accept(e);
            } finally {
                worker = null;
            }
        }
    }

    private Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        }
    }
}
