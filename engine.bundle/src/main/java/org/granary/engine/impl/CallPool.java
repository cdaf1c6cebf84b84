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
 * that is, has yielded or ended, but no longer than a moment: the others may all be waiting for something.
 */
final class CallPool implements CallThreads {
    private static final long MOMENT_NANOS = 1_000_000;

    private final ThreadPoolExecutor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition gotOn = lock.newCondition();
    private long steps;
    private int running;

    CallPool(int threads, int waiting) {
        executor = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), CallPool::thread,
                (call, pool) -> {
            throw new RejectedExecutionException("asynchronous call refused: " + threads
                    + " calls run, which is all that there are threads for, and "
                    + waiting + " wait, which is all that may");
        });
        executor.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "granary asynchronous calls");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void start(Runnable call) {
        executor.execute(() -> {
            count(1);
            try {
                call.run();
            } finally {
                count(-1);
            }
        });
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
