package org.granary.console.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An output that can be given up: once it has a bound, what nobody takes within that time is lost, and so is all that comes after it. A
 * process that is to end at a time must not wait for ever with its last message. Used by one thread.
 */
final class LastWords extends OutputStream {
    private final OutputStream out;
    private Optional<Duration> bound = Optional.empty();
    private boolean givenUp;

    LastWords(OutputStream out) {
        this.out = out;
    }

    /** From now on nothing is waited for any longer than that. */
    void bound(Duration most) {
        bound = Optional.of(most);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (bound.isEmpty()) {
            out.write(bytes, from, length);
        } else if (!givenUp) {
            Writing writing = new Writing(out, bytes.clone(), from, length);
            givenUp = !writing.ends(bound.get());
            if (writing.failure != null) {
                throw writing.failure;
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (!givenUp) {
            out.flush();
        }
    }

    /** A thread of its own, which is left behind where the system does not come back: it keeps no process from ending. */
    private static final class Writing extends Thread {
        private final OutputStream out;
        private final byte[] bytes;
        private final int from;
        private final int length;
        private volatile IOException failure;

        Writing(OutputStream out, byte[] bytes, int from, int length) {
            super(null, null, "granary-last-words", 0, false);
            setDaemon(true);
            this.out = out;
            this.bytes = bytes;
            this.from = from;
            this.length = length;
        }

        @Override
        public void run() {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                failure = e;
            }
        }

        boolean ends(Duration most) {
            start();
            long end = System.nanoTime() + most.toNanos();
            boolean interrupted = false;
            long left = most.toNanos();
            while (isAlive() && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(this, left);
                } catch (InterruptedException e) {
                    // what ended the run is no reason to keep its reason back
                    interrupted = true;
                }
                left = end - System.nanoTime();
            }
            if (interrupted) {
                currentThread().interrupt();
            }
            return !isAlive();
        }
    }
}
