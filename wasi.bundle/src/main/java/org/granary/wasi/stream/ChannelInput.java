package org.granary.wasi.stream;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A pipe or terminal of the process, which the guest's thread reads through a channel of ours. Only to find out for somebody who polls
 * whether the end has come, and for virtual threads, another thread reads: to hand bytes from one to the other takes longer than to read
 * them.
 */
final class ChannelInput extends Input {
    private final OwnChannel channel;
    /** Tells how many bytes are there. */
    private final FileInputStream stream;
    private final boolean terminal;
    private final PumpedInput waiting;
    /** Whether the channel can be opened; null before that was tried. */
    private Boolean opens;
    /** Whether the other thread may be reading, or have read what nobody has taken. */
    private boolean asked;
    /** Whether the last read found the end. */
    private boolean ended;
    private byte[] ahead;
    private int next;
    private int end;
    private volatile boolean closed;

    /**
     * An input.
     *
     * @param source   opened when something is read first
     * @param stream   over the same; read when that cannot be opened
     * @param terminal whether guests are told that it is a terminal
     */
    ChannelInput(StandardStream source, FileInputStream stream, boolean terminal) {
        this.channel = new OwnChannel(source);
        this.stream = stream;
        this.terminal = terminal;
        this.waiting = new PumpedInput(new Reader(), terminal, PumpedInput.Pace.ON_DEMAND);
    }

    /** What the other thread reads, until the input is closed. */
    private final class Reader extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int at, int count) throws IOException {
            return opens ? channel.read(into, at, count, () -> closed) : stream.read(into, at, count);
        }
    }

    private boolean opens() {
        if (opens == null) {
            opens = channel.opens();
        }
        return opens;
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
        if (!asked && opens() && !VirtualThreads.inside()) {
            int read = channel.read(into, at, count, stop);
            ended = read < 0;
            return read;
        }
        opens();
        asked = true;
        int read = waiting.read(into, at, count, stop);
        asked = !waiting.quiet();
        return read;
    }

    @Override
    public int available() {
        int ready = next < end ? end - next : ready();
        if (ready > 0) {
            return ready;
        }
        if (ended) {
            return -1;
        }
        opens();
        asked = true;
        return waiting.available();
    }

    /** How many bytes are there and not on the other thread's way. */
    private int ready() {
        try {
            return asked ? 0 : stream.available();
        } catch (IOException e) {
            // reading tells
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        waiting.close();
        channel.close();
    }
}
