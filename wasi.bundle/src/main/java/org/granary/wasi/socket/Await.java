package org.granary.wasi.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import org.granary.wasi.stream.Stop;

/** Waiting for a channel. */
final class Await {
    private static final long SLICE_MILLIS = Stop.SLICE_NANOS / 1_000_000;

    private Await() {}

    /** Comes back when the channel is ready. */
    static void ready(SelectableChannel channel, int operation, Stop stop) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, operation);
            do {
                if (stop.requested()) {
                    throw new InterruptedIOException("stopped while waiting for a socket");
                }
            } while (selector.select(SLICE_MILLIS) == 0);
        }
    }
}
