package org.granary.wasi.stream;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the operations on channels that wait although they have to stop, by closing the channel under them. What does not wait costs next to
 * nothing: the JVM's one thread for timers looks some hundred times a second, as long as there are operations. For operations one after
 * the other; another thread may be in each.
 */
final class Watch {
    private static final Executor LATER = CompletableFuture.delayedExecutor(Stop.SLICE_NANOS, TimeUnit.NANOSECONDS, Runnable::run);

    private final Runnable look = this::look;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Channel channel;
    private volatile int operation;
    /** Asked about the operation that is under way; null when none is. */
    private volatile Stop stop;
    /** The operation that was ended last. */
    private volatile int ended;
    /** The operation that was there at the last look; of no use to others. */
    private int seen;

    /** An operation begins. */
    void begin(Channel on, Stop asked) {
        channel = on;
        operation++;
        stop = asked;
        if (!looking.get() && looking.compareAndSet(false, true)) {
            LATER.execute(look);
        }
    }

    /** It has come back; whether it was ended from here. */
    boolean end() {
        stop = null;
        return ended == operation;
    }

    private void look() {
        int now = operation;
        Stop asked = stop;
        // what began after the last look is left in peace until the next one: it may not wait at all
        if (asked != null && now == seen && ended != now && asked.requested()) {
            Channel waiting = channel;
            if (stop == asked) {
                ended = now;
                close(waiting);
            }
        }
        if (asked == null && now == seen) {
            looking.set(false);
            if (stop == null || !looking.compareAndSet(false, true)) {
                return;
            }
        }
        seen = now;
        LATER.execute(look);
    }

    /** Closing waits until the operation has come back. One that comes too late, in the next operation, is harmless: that is repeated. */
    private static void close(Channel waiting) {
        Thread closing = new Thread(() -> {
            try {
                waiting.close();
            } catch (IOException e) {
                // the descriptor is gone all the same
            }
        }, "granary-wasi-stop");
        closing.setDaemon(true);
        closing.start();
    }
}
