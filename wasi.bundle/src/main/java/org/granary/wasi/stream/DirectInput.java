package org.granary.wasi.stream;

import java.io.IOException;
import java.io.InputStream;

/** An input that never waits for long. */
final class DirectInput extends Input {
    private final InputStream stream;
    private final boolean terminal;

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
        return stream.read(into, at, count);
    }

    @Override
    public int available() {
        try {
            int available = stream.available();
            return available == 0 ? -1 : available;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
