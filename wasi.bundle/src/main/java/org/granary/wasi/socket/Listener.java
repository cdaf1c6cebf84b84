package org.granary.wasi.socket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.granary.wasi.stream.Stop;

/** A socket that takes connections. For one thread at a time. */
public final class Listener implements Closeable {
    private final ServerSocketChannel channel;
    private SocketChannel waiting;

    /**
     * Takes a channel over.
     *
     * @param channel bound; closed with this object
     * @throws IOException when it cannot be set to not blocking
     */
    public Listener(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    /**
     * Whether a connection can be taken at once.
     *
     * @return true as well when taking one fails at once
     */
    public boolean ready() {
        try {
            return peek() != null;
        } catch (IOException e) {
            return true;
        }
    }

    private SocketChannel peek() throws IOException {
        if (waiting == null) {
            waiting = channel.accept();
        }
        return waiting;
    }

    /**
     * Takes a connection.
     *
     * @param wait whether to wait for one
     * @param stop asked while it waits
     * @return to be closed by the caller; null when there is none and it was not to wait
     * @throws java.io.InterruptedIOException when it had to stop
     * @throws IOException                    when it fails
     */
    public Connection accept(boolean wait, Stop stop) throws IOException {
        while (peek() == null) {
            if (!wait) {
                return null;
            }
            Await.ready(channel, SelectionKey.OP_ACCEPT, stop);
        }
        SocketChannel taken = waiting;
        waiting = null;
        return new Connection(taken);
    }

    @Override
    public void close() throws IOException {
        if (waiting != null) {
            waiting.close();
        }
        channel.close();
    }
}
