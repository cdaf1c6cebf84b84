package org.granary.wasi.stream;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.Objects;

/**
 * A pipe, terminal or file of the process: it tells how many bytes are there, and these are read by who asks. Only waiting is left to
 * another thread: to hand bytes from one to the other takes longer than to read them. When another process reads the same pipe at the same
 * moment, and is quicker, the reader waits like any other.
 */
final class ReadyInput extends Input {
    private final FileInputStream stream;
    private final boolean terminal;
    private final PumpedInput waiting;
    /** Whether the other thread may be reading, or have read what nobody has taken. */
    private boolean asked;
    private byte[] ahead;
    private int next;
    private int end;

    ReadyInput(FileInputStream stream, boolean terminal) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.terminal = terminal;
        this.waiting = new PumpedInput(stream, terminal, PumpedInput.Pace.ON_DEMAND);
    }

    @Override
    public boolean terminal() {
        return terminal;
    }

    @Override
    public int read(byte[] into, int at, int count, Stop stop) throws IOException {
        if (next == end) {
            if (count >= PumpedInput.CHUNK_BYTES) {
                return fetch(into, at, count, stop);
            }
            if (ahead == null) {
                ahead = new byte[PumpedInput.CHUNK_BYTES];
            }
            int read = fetch(ahead, 0, ahead.length, stop);
            if (read < 0) {
                return read;
            }
            next = 0;
            end = read;
        }
        int taken = Math.min(count, end - next);
        System.arraycopy(ahead, next, into, at, taken);
        next += taken;
        return taken;
    }

    private int fetch(byte[] into, int at, int count, Stop stop) throws IOException {
        int ready = ready();
        if (ready > 0) {
            return stream.read(into, at, Math.min(count, ready));
        }
        asked = true;
        int read = waiting.read(into, at, count, stop);
        asked = !waiting.quiet();
        return read;
    }

    /** How many bytes this thread can read without waiting. */
    private int ready() {
        try {
            return asked ? 0 : stream.available();
        } catch (IOException e) {
            // reading tells
            return 0;
        }
    }

    @Override
    public int available() {
        int ready = next < end ? end - next : ready();
        if (ready > 0) {
            return ready;
        }
        asked = true;
        return waiting.available();
    }

    @Override
    public void close() {
        waiting.close();
    }
}
