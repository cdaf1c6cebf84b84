package org.granary.wasi.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A stream, written by the guest's own thread, which waits as long as it does. */
final class StreamSink implements Sink {
    private final OutputStream stream;
    private final boolean owned;

    StreamSink(OutputStream stream, boolean owned) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.owned = owned;
    }

    @Override
    public int write(byte[] bytes, int at, int count, Stop stop) throws IOException {
        stream.write(bytes, at, count);
        stream.flush();
        return count;
    }

    @Override
    public void close() throws IOException {
        if (owned) {
            stream.close();
        }
    }
}
