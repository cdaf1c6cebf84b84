package org.granary.wasi.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pipe or terminal, open for us alone: what waits in it is ended by closing it, and it is opened again for the next one. Others who have
 * the same pipe open do not notice. Thread-safe; one thread at a time reads or writes.
 */
final class OwnChannel implements Sink {
    /** As much moves at a time: the JDK keeps a buffer of that size for each thread. */
    private static final int CHUNK_BYTES = 1 << 16;
    private static final Stop AT_ONCE = () -> true;
    private final StandardStream source;
    private final Watch watch = new Watch(new Daemons());
    private final ReentrantLock lock = new ReentrantLock();
    /** Changed by who has the lock. */
    private volatile FileChannel channel;

    OwnChannel(StandardStream source) {
        this.source = source;
    }

    /**
     * Reads some bytes, and waits for the first.
     *
     * @return how many; -1 at the end
     * @throws InterruptedIOException when it had to stop
     */
    int read(byte[] into, int at, int count, Stop stop) throws IOException {
        return move(false, ByteBuffer.wrap(into, at, Math.min(count, CHUNK_BYTES)), stop);
    }

    @Override
    public int write(byte[] bytes, int at, int count, Stop stop) throws IOException {
        int done = 0;
        while (done < count) {
            int part = Math.min(count - done, CHUNK_BYTES);
            int moved;
            try {
                moved = move(true, ByteBuffer.wrap(bytes, at + done, part), stop);
            } catch (IOException e) {
                if (done == 0) {
                    throw e;
                }
                // what has gone is told; the failure comes again
                return done;
            }
            done += moved;
            if (moved < part && stop.requested()) {
                return done;
            }
        }
        return done;
    }

    /** An interrupt of the thread closes the channel as well: it is put off until what does not wait has been done. */
    private int move(boolean out, ByteBuffer bytes, Stop stop) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            take(interrupted ? AT_ONCE : stop);
            try {
                int start = bytes.position();
                while (true) {
                    boolean ended = false;
                    try {
                        FileChannel open = open();
                        watch.begin(open, interrupted ? AT_ONCE : stop);
                        try {
                            int moved = out ? open.write(bytes) : open.read(bytes);
                            if (moved != 0) {
                                return moved;
                            }
                        } finally {
                            ended = watch.end();
                        }
                    } catch (ClosedByInterruptException e) {
                        interrupted = true;
                        Thread.interrupted();
                    } catch (ClosedChannelException e) {
                        // by the watch, perhaps one that was meant for the operation before
                        ended |= stop.requested();
                    }
                    if (bytes.position() > start) {
                        return bytes.position() - start;
                    }
                    if (ended) {
                        throw stopped(stop);
                    }
                }
            } finally {
                lock.unlock();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void take(Stop stop) throws InterruptedIOException {
        if (lock.tryLock()) {
            return;
        }
        try {
            while (!lock.tryLock(Stop.SLICE_NANOS, TimeUnit.NANOSECONDS)) {
                if (stop.requested()) {
                    throw stopped(stop);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(stop);
        }
    }

    /** Whoever is asked by the thread itself knows that it has been told. */
    private static InterruptedIOException stopped(Stop stop) {
        return new InterruptedIOException("stopped while waiting for a standard stream" + (stop.requested() ? "" : ": interrupted"));
    }

    private FileChannel open() throws IOException {
        FileChannel present = channel;
        if (present == null || !present.isOpen()) {
            present = source.open();
            channel = present;
        }
        return present;
    }

    /** Whether it can be opened, which is done then. */
    boolean opens() {
        lock.lock();
        try {
            return open().isOpen();
        } catch (IOException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what is open. Who waits in it goes on waiting, unless it is told to stop; a later use opens again. */
    @Override
    public void close() throws IOException {
        FileChannel present = channel;
        if (present != null) {
            present.close();
        }
    }
}
