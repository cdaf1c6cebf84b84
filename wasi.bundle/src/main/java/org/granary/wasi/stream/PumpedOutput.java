package org.granary.wasi.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An output that a thread of its own writes, so that who waits for it can be called away. What a guest has written has been handed on when
 * its call returns, unless it was called away: then the rest, at most 64 KiB, goes when the stream takes it. Thread-safe.
 */
final class PumpedOutput implements Sink {
    private static final int CHUNK_BYTES = 1 << 16;

    private final OutputStream stream;
    private final Daemons daemons;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] chunk = new byte[CHUNK_BYTES];
    /** How many bytes of the chunk are to be written; the other thread has it as long as there are some. */
    private int pending;
    private boolean started;
    private boolean closed;
    /** To be thrown by whoever writes next: an {@link IOException}, or an error as it is. */
    private Throwable failure;

    PumpedOutput(OutputStream stream) {
        this(stream, new Daemons());
    }

    PumpedOutput(OutputStream stream, Daemons daemons) {
        this.stream = stream;
        this.daemons = daemons;
    }

    private void start() {
        if (!started) {
            closed = false;
            daemons.start("granary-wasi-output", this::pump);
            started = true;
        }
    }

    private void pump() {
        for (int count = next(); count > 0; count = next()) {
            Throwable failed = null;
            try {
                stream.write(chunk, 0, count);
                stream.flush();
            } catch (IOException | Error e) {
                failed = e;
            } catch (RuntimeException e) {
                failed = new IOException("standard output: " + e, e);
            }
            lock.lock();
            try {
                pending = 0;
                failure = failed;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until something is to be written; how many bytes, and 0 when nothing will be any more. */
    private int next() {
        lock.lock();
        try {
            while (pending == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            started = pending > 0;
            return pending;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int write(byte[] bytes, int at, int count, Stop stop) throws IOException {
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            int done = 0;
            while (done < count) {
                interrupted |= await(interrupted, stop);
                if (pending > 0) {
                    break;
                }
                tell();
                // before anything is pending: where no thread is to be had, nobody would ever take it
                start();
                int part = Math.min(count - done, CHUNK_BYTES);
                System.arraycopy(bytes, at + done, chunk, 0, part);
                pending = part;
                done += part;
                changed.signalAll();
            }
            if (done == 0 && count > 0) {
                throw new InterruptedIOException("stopped while waiting for output");
            }
            interrupted |= await(interrupted, stop);
            tell();
            return done;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void tell() throws IOException {
        Throwable failed = failure;
        failure = null;
        if (failed instanceof Error grave) {
            throw grave;
        }
        if (failed instanceof IOException told) {
            throw told;
        }
    }

    /** Waits until nothing is pending, or it has to stop; whether the thread was interrupted meanwhile. */
    private boolean await(boolean interruptedBefore, Stop stop) {
        boolean interrupted = interruptedBefore;
        boolean waited = false;
        while (pending > 0 && !(waited && (interrupted || stop.requested()))) {
            try {
                waited |= !changed.await(Stop.SLICE_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
