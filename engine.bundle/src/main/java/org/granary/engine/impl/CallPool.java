package org.granary.engine.impl;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.granary.vm.CallThreads;

/**
 * Asynchronous calls on a pool of threads: a call keeps its thread to its end. A call that yields waits until another one has got on,
 * that is, has yielded or ended, but no longer than a moment: the others may all be waiting for something. A call that waits for another
 * one lets a further thread run meanwhile: else the other one might have none.
 */
final class CallPool implements CallThreads {
    private static final long MOMENT_NANOS = 1_000_000;

    private final ThreadPoolExecutor executor;
    private final int threads;
    private final int mostPaused;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition gotOn = lock.newCondition();
    private long steps;
    private int running;
    private int paused;

    /** One of the pool's. */
    private static final class Worker extends Thread {
        private final CallPool pool;

        Worker(CallPool pool, Runnable work) {
            // neither values nor the loader of whoever called first, whose bundle it would hold while there are calls
            super(null, work, "granary asynchronous calls", 0, false);
            this.pool = pool;
            setDaemon(true);
            setContextClassLoader(CallPool.class.getClassLoader());
        }
    }

    CallPool(int threads, int waiting) {
        this.threads = threads;
        this.mostPaused = waiting;
        executor = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting),
                work -> new Worker(this, work), (call, pool) -> {
            throw new RejectedExecutionException(pool.isShutdown() ? "asynchronous call refused: the engine was unloaded" : full());
        });
        executor.allowCoreThreadTimeOut(true);
    }

    private String full() {
        lock.lock();
        try {
            // one is too many for a while where a call goes on that has waited for another
            return "asynchronous call refused: " + (executor.getPoolSize() - paused) + " calls run"
                    + (paused == 0 ? "" : " beside " + paused + " that wait for others")
                    + ", which is all that there are threads for, and " + mostPaused + " wait for a thread, which is all that may";
        } finally {
            lock.unlock();
        }
    }

    /** What waits for a thread, equal for one call. */
    private record Waiting(CallPool pool, Runnable call) implements Runnable {
        @Override
        public void run() {
            pool.count(1);
            try {
                call.run();
            } finally {
                pool.count(-1);
            }
        }
    }

    @Override
    public void start(Runnable call) {
        executor.execute(new Waiting(this, call));
    }

    @Override
    public void forget(Runnable call) {
        executor.remove(new Waiting(this, call));
    }

    /** Lets the threads go, those that are in a call when it has ended; nothing starts any more. */
    void end() {
        executor.shutdown();
    }

    private void count(int by) {
        lock.lock();
        try {
            running += by;
            step();
        } finally {
            lock.unlock();
        }
    }

    private void step() {
        steps++;
        gotOn.signalAll();
    }

    @Override
    public boolean pauses() {
        return pausesHere(this);
    }

    @Override
    public void resumes() {
        resumesHere();
    }

    /**
     * Lets the pool of the calling thread, if it is one's, run a further thread: it is that one which the call at hand may need at last,
     * whichever engine has the call that is waited for. Where there are to be no further ones, a call that has a thread elsewhere is waited
     * for all the same.
     *
     * @param waitedFor the pool of the call that is waited for, or null if it is nobody's
     */
    static boolean pausesHere(CallPool waitedFor) {
        return Thread.currentThread() instanceof Worker worker && worker.pool.pause(worker.pool == waitedFor);
    }

    /** Ends what {@link #pausesHere} began on this thread. */
    static void resumesHere() {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.pool.resume();
        }
    }

    private boolean pause(boolean must) {
        lock.lock();
        try {
            if (paused == mostPaused) {
                if (!must) {
                    return false;
                }
                throw new RejectedExecutionException("asynchronous call refused: it would wait for another one, as " + paused
                        + " calls do, which is all that may");
            }
            resize(1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void resume() {
        lock.lock();
        try {
            resize(-1);
        } finally {
            lock.unlock();
        }
    }

    /** One call more or less waits for another one. A thread that is one too many goes when its call has ended. */
    private void resize(int by) {
        paused += by;
        running -= by;
        step();
        boolean done = false;
        try {
            // the maximum is never below the core
            if (by < 0) {
                executor.setCorePoolSize(threads + paused);
            }
            executor.setMaximumPoolSize(threads + paused);
            if (by > 0) {
                executor.setCorePoolSize(threads + paused);
            }
            done = true;
        } finally {
            if (!done && by > 0) {
                // no further thread is to be had
                resize(-1);
            }
        }
    }

    @Override
    public void yieldTurn(boolean whoever) {
        lock.lock();
        try {
            step();
            long mine = steps;
            long left = MOMENT_NANOS;
            while (running > 1 && steps == mine && left > 0) {
                left = gotOn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // whoever interrupts the thread means the guest's or the host's work, not this pause
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
