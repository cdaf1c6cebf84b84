package org.granary.wasi.stream;

import java.io.IOException;
import java.io.InputStream;

/**
 * An input that never waits for long. Streams do not tell their end otherwise than to who reads: devices, and files that the system makes
 * while they are read, have nothing there and give bytes all the same. So for who asks one byte is read ahead then.
 */
final class DirectInput extends Input {
    private static final int NONE = -1;

    private final InputStream stream;
    private final boolean terminal;
    private int ahead = NONE;

    DirectInput(InputStream stream, boolean terminal) {
        this.stream = stream;
        this.terminal = terminal;
    }

    @Override
    public boolean terminal() {
        return terminal;
    }

    @Override
    public int read(byte[] into, int at, int count, Stop stop) throws IOException {
        if (ahead == NONE) {
            return stream.read(into, at, count);
        }
        // that byte alone: to read more could wait, or fail, and both are for whoever reads next
        into[at] = (byte) ahead;
        ahead = NONE;
        return 1;
    }

    @Override
    public int available() {
        int there = there();
        if (ahead != NONE) {
            return (int) Math.min(1L + there, Integer.MAX_VALUE);
        }
        if (there > 0) {
            return there;
        }
        try {
            ahead = stream.read();
        } catch (IOException e) {
            // whoever reads is told
            return -1;
        }
        return ahead == NONE ? -1 : 1;
    }

    /** What the stream knows of; there may be more. */
    private int there() {
        try {
            return Math.max(0, stream.available());
        } catch (IOException e) {
            // files of the system have no end that could be asked for
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
