package org.granary.wasi.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An input that a thread of its own reads, so that who waits for it can be called away. */
final class PumpedInput extends Input {
    static final int CHUNK_BYTES = 1 << 16;

    /** When the stream is read. */
    enum Pace {
        /** As soon as there is room. */
        AHEAD,
        /** When somebody asks for more. */
        ON_DEMAND
    }

    private final InputStream stream;
    private final boolean terminal;
    private final Pace pace;
    private final Daemons daemons;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] chunk = {};
    private int next;
    private int end;
    private boolean started;
    /** How many bytes are to be read by demand; 0 when none are. */
    private int wanted;
    private boolean finished;
    private IOException failure;

    PumpedInput(InputStream stream, boolean terminal, Pace pace) {
        this(stream, terminal, pace, new Daemons());
    }

    PumpedInput(InputStream stream, boolean terminal, Pace pace, Daemons daemons) {
        this.stream = stream;
        this.terminal = terminal;
        this.pace = pace;
        this.daemons = daemons;
    }

    @Override
    public boolean terminal() {
        return terminal;
    }

    /** Has the stream read for somebody who asks for so many bytes. */
    private void start(int count) {
        if (pace == Pace.ON_DEMAND && next == end && wanted == 0) {
            wanted = Math.min(count, CHUNK_BYTES);
            changed.signalAll();
        }
        if (!started) {
            daemons.start("granary-wasi-stdin", this::pump);
            started = true;
        }
    }

    private void pump() {
        byte[] spare = new byte[CHUNK_BYTES];
        try {
            for (int room = room(); room > 0; room = room()) {
                int count = stream.read(spare, 0, room);
                byte[] used = give(spare, count);
                if (used == null) {
                    return;
                }
                spare = used.length == 0 ? new byte[CHUNK_BYTES] : used;
            }
        } catch (IOException e) {
            finish(e);
        } catch (RuntimeException e) {
            finish(new IOException("standard input: " + e, e));
        } catch (Error e) {
            finish(new IOException("standard input: " + e, e));
            throw e;
        }
    }

    /** Waits until the stream is to be read; how many bytes, and 0 when it is not to be read any more. */
    private int room() {
        lock.lock();
        try {
            while (pace == Pace.ON_DEMAND && wanted == 0 && !finished) {
                changed.awaitUninterruptibly();
            }
            return finished ? 0 : pace == Pace.AHEAD ? CHUNK_BYTES : wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Hands a chunk over when the one before has been read; gives the array of that one back, or null when all is over. */
    private byte[] give(byte[] bytes, int count) {
        lock.lock();
        try {
            while (next < end && !finished) {
                changed.awaitUninterruptibly();
            }
            if (count < 0 || finished) {
                finished = true;
                changed.signalAll();
                return null;
            }
            byte[] used = chunk;
            chunk = bytes;
            next = 0;
            end = count;
            wanted = 0;
            changed.signalAll();
            return used;
        } finally {
            lock.unlock();
        }
    }

    private void finish(IOException reason) {
        lock.lock();
        try {
            finished = true;
            failure = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(byte[] into, int at, int count, Stop stop) throws IOException {
        lock.lock();
        try {
            start(count);
            while (next == end) {
                if (finished) {
                    if (failure != null) {
                        throw failure;
                    }
                    return -1;
                }
                await(stop);
            }
            int taken = Math.min(count, end - next);
            System.arraycopy(chunk, next, into, at, taken);
            next += taken;
            if (next == end) {
                changed.signalAll();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void await(Stop stop) throws InterruptedIOException {
        if (stop.requested()) {
            throw new InterruptedIOException("stopped while waiting for input");
        }
        try {
            changed.await(Stop.SLICE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for input");
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            start(1);
            return next < end ? end - next : finished ? -1 : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the stream is not being read, and nothing that was read is left. Of use where it is read by demand. */
    boolean quiet() {
        lock.lock();
        try {
            return next == end && wanted == 0 && !finished;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        finish(null);
    }
}
