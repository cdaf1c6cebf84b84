package org.granary.wasi.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An input that a thread of its own reads, so that who waits for it can be called away. */
final class PumpedInput extends Input {
    private static final int CHUNK_BYTES = 1 << 16;

    private final InputStream stream;
    private final boolean terminal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] chunk = {};
    private int next;
    private int end;
    private boolean started;
    private boolean finished;
    private IOException failure;

    PumpedInput(InputStream stream, boolean terminal) {
        this.stream = stream;
        this.terminal = terminal;
    }

    @Override
    public boolean terminal() {
        return terminal;
    }

    private void start() {
        if (!started) {
            started = true;
            Thread pump = new Thread(this::pump, "granary-wasi-stdin");
            pump.setDaemon(true);
            pump.start();
        }
    }

    private void pump() {
        byte[] spare = new byte[CHUNK_BYTES];
        try {
            while (true) {
                int count = stream.read(spare);
                byte[] used = give(spare, count);
                if (used == null) {
                    return;
                }
                spare = used.length == 0 ? new byte[CHUNK_BYTES] : used;
            }
        } catch (IOException e) {
            finish(e);
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
            start();
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
            start();
            return next < end ? end - next : finished ? -1 : 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        finish(null);
    }
}
