package org.granary.vm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Who waits at which address of a shared memory, the longest first. Looking at the value and joining the queue is one step for whoever
 * wakes. Nobody comes
 * back without having been woken, timed out or ended. Thread-safe.
 */
final class Waiters {
    /** The answer to who was woken. */
    static final int WOKEN = 0;
    /** The answer where the value is another. */
    static final int MISMATCH = 1;
    /** The answer when the time is over. */
    static final int TIMED_OUT = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Deque<Waiter>> queues = new HashMap<>();

    /** A thread in a queue. */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        /** Written under the lock, when it has been taken out of its queue. */
        private volatile boolean woken;
    }

    /**
     * Waits.
     *
     * @param address where
     * @param equal   whether the expected value is there
     * @param nanos   how long, negative for ever
     * @param sleeper how this thread sleeps
     * @return one of the three answers
     * @throws org.granary.engine.Trap what ended the call
     */
    int await(long address, BooleanSupplier equal, long nanos, Sleeper sleeper) {
        StackRoom.need();
        long start = System.nanoTime();
        Waiter waiter = new Waiter();
        lock.lock();
        try {
            if (!equal.getAsBoolean()) {
                return MISMATCH;
            }
            Deque<Waiter> queue = queues.get(address);
            if (queue == null) {
                queue = new ArrayDeque<>();
                queues.put(address, queue);
            }
            queue.add(waiter);
        } finally {
            lock.unlock();
        }
        boolean woken = false;
        sleeper.begin();
        try {
            // who finds another value does not wait, and is ended by nothing
            sleeper.look();
            while (!waiter.woken) {
                long left = nanos < 0 ? Long.MAX_VALUE : nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    woken = !leave(address, waiter);
                    return woken ? WOKEN : TIMED_OUT;
                }
                sleeper.sleep(left);
            }
            woken = true;
            return WOKEN;
        } finally {
            if (!woken) {
                leave(address, waiter);
            }
            sleeper.end();
        }
    }

    /** Takes a waiter out of its queue; false when it has been woken before. */
    private boolean leave(long address, Waiter waiter) {
        lock.lock();
        try {
            Deque<Waiter> queue = queues.get(address);
            boolean left = queue != null && queue.remove(waiter);
            if (left && queue.isEmpty()) {
                queues.remove(address);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Wakes who waits longest.
     *
     * @param address where
     * @param count   how many at most, unsigned
     * @return how many were woken
     */
    int wake(long address, int count) {
        StackRoom.need();
        lock.lock();
        try {
            Deque<Waiter> queue = queues.get(address);
            int woken = 0;
            while (queue != null && !queue.isEmpty() && Integer.compareUnsigned(woken, count) < 0) {
                Waiter next = queue.remove();
                next.woken = true;
                LockSupport.unpark(next.thread);
                woken++;
            }
            if (queue != null && queue.isEmpty()) {
                queues.remove(address);
            }
            return woken;
        } finally {
            lock.unlock();
        }
    }
}
