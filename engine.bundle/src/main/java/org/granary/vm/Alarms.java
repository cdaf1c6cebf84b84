package org.granary.vm;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The alarms of an engine, and the thread that rings them: it is there while some are set and a moment longer, and nothing of it is static.
 * Thread-safe.
 *
 * <p>Not the JDK's timers: these make objects when the time has come, and are lost where the JVM has no memory left then, which a guest can
 * bring about. Here all that is needed is made when an alarm is set, by the thread that sets it and is told when it cannot be had: a binary
 * heap in an array, which knows the place of each alarm, so that one that is cancelled leaves nothing.
 */
public final class Alarms implements Runnable, CheckpointSite.Timer {
    /** 73 years: of two times that lie no further apart the difference tells which comes first. */
    public static final long LONGEST_NANOS = Long.MAX_VALUE / 4;
    /** After this time an alarm rings again that could not be rung for want of memory. */
    private static final long AGAIN_NANOS = 20_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private static final int LEAST = 16;
    private static final Alarm[] NONE = {};

    private final long idleNanos;
    /** Guards all that follows. Its steps are few, and none of them waits. */
    private final SpinLock lock = new SpinLock();
    private Alarm[] heap = NONE;
    private int size;
    /** The one that rings now, unless it was cancelled since; or null. There is a place for it. */
    private Alarm ringing;
    private Thread thread;
    /** When the thread looks by itself; before now when it does not sleep. */
    private long wake;
    /** Whether one was set since the thread last found none. */
    private boolean used;

    /** None is set, and there is no thread. */
    public Alarms() {
        this(IDLE_NANOS);
    }

    /** As {@link #Alarms()}, with another time after which a thread without alarms ends. */
    Alarms(long idleNanos) {
        this.idleNanos = idleNanos;
    }

    /**
     * Sets an alarm, or changes its time. Where it throws it is as before. Makes nothing for one that rings.
     *
     * @param alarm set or not
     * @param nanos after which time it is due, at most {@link #LONGEST_NANOS}; less than 1 is due at once
     * @throws OutOfMemoryError   when there is no memory for it, or the thread is not to be had
     * @throws StackOverflowError when the stack has no room for it
     */
    @Override
    public void set(Alarm alarm, long nanos) {
        StackRoom.need();
        lock.lock();
        try {
            if (alarm.place < 0 && size + (ringing == null || ringing == alarm ? 1 : 2) > heap.length) {
                // the one that rings may come back, and has a place for that
                heap = Arrays.copyOf(heap, Math.max(LEAST, size * 2));
            }
            if (thread == null) {
                begin();
            }
            if (alarm.place >= 0) {
                remove(alarm);
            }
            used = true;
            long now = System.nanoTime();
            insert(alarm, now + Math.max(-LONGEST_NANOS, Math.min(nanos, LONGEST_NANOS)));
            if (alarm.place == 0) {
                wakeBy(alarm.due, now);
            }
        } finally {
            lock.unlock();
        }
    }

    private void wakeBy(long due, long now) {
        if (due - wake < 0) {
            wake = now;
            LockSupport.unpark(thread);
        }
    }

    private void begin() {
        // none of the caller's thread locals and loaders: the thread may outlive its bundle; on JDK 17 the JVM keeps the protection
        // domains of the calling stack all the same, until the thread ends
        Thread made = new Thread(null, this, "granary alarms", 0, false);
        made.setDaemon(true);
        made.setContextClassLoader(null);
        wake = System.nanoTime();
        // looked up now: who sleeps first may do so where there is no memory for that
        LockSupport.parkNanos(this, 0);
        thread = made;
        boolean started = false;
        try {
            made.start();
            started = true;
        } finally {
            if (!started) {
                thread = null;
            }
        }
    }

    /**
     * Takes an alarm back. One that rings just now may go on with that. Where it throws it is as before.
     *
     * @param alarm set or not
     * @throws StackOverflowError when the stack has no room for it
     */
    public void cancel(Alarm alarm) {
        StackRoom.need();
        lock.lock();
        try {
            if (ringing == alarm) {
                ringing = null;
            }
            if (alarm.place >= 0) {
                remove(alarm);
            }
            if (size == 0 && thread != null) {
                // it may sleep until a time in which nobody is interested any more
                long now = System.nanoTime();
                wakeBy(now + idleNanos, now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread soon where no alarm is set: there will be none for a while. */
    public void rest() {
        // or the lock is kept where the stack ends, and whoever wants it turns for ever
        StackRoom.need();
        lock.lock();
        try {
            if (size == 0 && ringing == null && thread != null) {
                leave();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes back all that is set, and ends the thread: nobody is left whom it concerns. */
    public void end() {
        StackRoom.need();
        lock.lock();
        try {
            for (int i = 0; i < size; i++) {
                heap[i].place = -1;
            }
            size = 0;
            ringing = null;
            if (thread != null) {
                leave();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        LockSupport.unpark(thread);
        thread = null;
        heap = NONE;
    }

    /** How many are set. */
    int count() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** The thread; null when there is none. */
    Thread thread() {
        lock.lock();
        try {
            return thread;
        } finally {
            lock.unlock();
        }
    }

    /** What the thread does. What an alarm throws is told as of a thread that ends, and the others are rung. */
    @Override
    public void run() {
        boolean ended = false;
        while (!ended) {
            try {
                ended = step();
            } catch (OutOfMemoryError e) {
                again();
            } catch (Throwable e) {
                done();
                tell(e);
            }
        }
    }

    private static void tell(Throwable thrown) {
        Thread me = Thread.currentThread();
        try {
            me.getUncaughtExceptionHandler().uncaughtException(me, thrown);
        } catch (Throwable e) {
            // nobody is left to be told, as where a thread ends; there are others to be rung
            return;
        }
    }

    /** Sleeps, or rings one alarm, or tells that the thread is to end. */
    private boolean step() {
        long nanos = next();
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
            // whoever interrupts this thread means somebody else; parking would not sleep any more
            Thread.interrupted();
        } else if (nanos == 0) {
            ring();
        }
        return nanos < 0;
    }

    /** How long the thread is to sleep; 0 when an alarm is due, which is {@link #ringing} then; negative when the thread is to end. */
    private long next() {
        lock.lock();
        try {
            if (thread != Thread.currentThread()) {
                return -1;
            }
            long now = System.nanoTime();
            return size == 0 ? idle(now) : untilFirst(now);
        } finally {
            lock.unlock();
        }
    }

    private long idle(long now) {
        if (!used) {
            leave();
            return -1;
        }
        used = false;
        wake = now + idleNanos;
        return idleNanos;
    }

    private long untilFirst(long now) {
        Alarm first = heap[0];
        if (first.due - now <= 0) {
            remove(first);
            ringing = first;
            return 0;
        }
        wake = first.due;
        return first.due - now;
    }

    /** A method of its own, so that no frame holds what has rung while the thread sleeps. */
    private void ring() {
        Alarm alarm = rings();
        if (alarm != null) {
            alarm.ring();
        }
        done();
    }

    private Alarm rings() {
        lock.lock();
        try {
            return thread == Thread.currentThread() ? ringing : null;
        } finally {
            lock.unlock();
        }
    }

    /** What rings may be another thread's already: this one was let go while it rang what has been cancelled since. */
    private void done() {
        lock.lock();
        try {
            if (thread == Thread.currentThread()) {
                ringing = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void again() {
        lock.lock();
        try {
            if (thread == Thread.currentThread()) {
                if (ringing != null) {
                    soon(ringing);
                }
                ringing = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void soon(Alarm alarm) {
        long due = System.nanoTime() + AGAIN_NANOS;
        if (alarm.place < 0) {
            insert(alarm, due);
        } else if (alarm.due - due > 0) {
            remove(alarm);
            insert(alarm, due);
        }
    }

    private void insert(Alarm alarm, long due) {
        alarm.due = due;
        up(alarm, size++);
    }

    private void remove(Alarm alarm) {
        int place = alarm.place;
        alarm.place = -1;
        Alarm last = heap[--size];
        heap[size] = null;
        if (last != alarm) {
            down(last, place);
            if (last.place == place) {
                up(last, place);
            }
        }
    }

    private void up(Alarm alarm, int from) {
        int at = from;
        while (at > 0) {
            Alarm above = heap[at - 1 >>> 1];
            if (alarm.due - above.due >= 0) {
                break;
            }
            put(above, at);
            at = at - 1 >>> 1;
        }
        put(alarm, at);
    }

    private void down(Alarm alarm, int from) {
        int at = from;
        for (int below = 2 * at + 1; below < size; below = 2 * at + 1) {
            if (below + 1 < size && heap[below + 1].due - heap[below].due < 0) {
                below++;
            }
            if (heap[below].due - alarm.due >= 0) {
                break;
            }
            put(heap[below], at);
            at = below;
        }
        put(alarm, at);
    }

    private void put(Alarm alarm, int at) {
        heap[at] = alarm;
        alarm.place = at;
    }
}
