package org.granary.wasi.stream;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the operations on channels that wait although they have to stop, by closing the channel under them. What does not wait costs next to
 * nothing: a daemon thread of its own looks some hundred times a second, and ends soon after the operations do. For operations one after
 * the other; another thread may be in each.
 */
final class Watch implements Runnable {
    /** So often it looks without a need: to start a thread takes as long as many looks. */
    private static final int IDLE_LOOKS = 40;

    private final Daemons daemons;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Channel channel;
    private volatile int operation;
    /** Asked about the operation that is under way; null when none is. */
    private volatile Stop stop;
    /** The operation that was ended last. */
    private volatile int ended;

    Watch(Daemons daemons) {
        this.daemons = daemons;
    }

    /** An operation begins; it does not when there is no thread to be had. */
    void begin(Channel on, Stop asked) {
        channel = on;
        operation++;
        stop = asked;
        if (!looking.get() && looking.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        boolean started = false;
        try {
            daemons.start("granary-wasi-watch", this);
            started = true;
        } finally {
            if (!started) {
                // the next operation tries anew: without a thread it would wait past every stop
                stop = null;
                looking.set(false);
            }
        }
    }

    /** It has come back; whether it was ended from here. */
    boolean end() {
        stop = null;
        return ended == operation;
    }

    @Override
    public void run() {
        do {
            try {
                look();
            } finally {
                looking.set(false);
            }
            // one that began meanwhile relied on this thread
        } while (stop != null && looking.compareAndSet(false, true));
    }

    private void look() {
        int seen = operation - 1;
        for (int idle = 0; idle < IDLE_LOOKS; idle++) {
            LockSupport.parkNanos(Stop.SLICE_NANOS);
            int now = operation;
            Stop asked = stop;
            // what began after the last look is left in peace until the next one: it may not wait at all
            if (asked != null && now == seen && ended != now && asked.requested()) {
                end(now, asked);
            }
            if (asked != null || now != seen) {
                idle = -1;
            }
            seen = now;
        }
    }

    private void end(int now, Stop asked) {
        Channel waiting = channel;
        if (stop == asked) {
            ended = now;
            try {
                // comes back when the operation has; too late, in the next one, it is harmless: that one is repeated
                waiting.close();
            } catch (IOException e) {
                // the descriptor is gone all the same
            }
        }
    }
}
