package org.granary.wasi.socket;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.granary.wasi.stream.Stop;

/** A connection. For one thread at a time. */
public final class Connection implements Closeable {
    private static final int AHEAD_BYTES = 1 << 14;

    private final SocketChannel channel;
    /** What has come and was not taken yet, ready to be read. */
    private final ByteBuffer ahead = ByteBuffer.allocate(AHEAD_BYTES).limit(0);
    private boolean ended;

    Connection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    /**
     * Whether reading would not wait.
     *
     * @return true as well at the end, and when reading fails
     */
    public boolean readable() {
        try {
            fill();
            return ahead.hasRemaining() || ended;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * How many bytes are known to have come.
     *
     * @return bytes
     */
    public int available() {
        return ahead.remaining();
    }

    /**
     * Whether all that the other end has sent was read, and it has said that nothing more will come.
     *
     * @return false as well as long as nobody has looked
     */
    public boolean ended() {
        return ended && !ahead.hasRemaining();
    }

    private void fill() throws IOException {
        if (!ahead.hasRemaining() && !ended) {
            ahead.clear();
            try {
                ended = channel.read(ahead) < 0;
            } finally {
                ahead.flip();
            }
        }
    }

    /**
     * Reads what has come.
     *
     * @param into where to; not empty, its position stays
     * @param mode how
     * @param stop asked while it waits
     * @return how many; 0 when there is nothing and it was not to wait, -1 at the end
     * @throws InterruptedIOException when it had to stop
     * @throws IOException            when it fails
     */
    public int read(ByteBuffer into, Mode mode, Stop stop) throws IOException {
        fill();
        while (!ahead.hasRemaining()) {
            if (ended) {
                return -1;
            }
            if (!mode.waits) {
                return 0;
            }
            Await.ready(channel, SelectionKey.OP_READ, stop);
            fill();
        }
        int taken = Math.min(into.remaining(), ahead.remaining());
        into.put(into.position(), ahead, ahead.position(), taken);
        if (!mode.peek) {
            ahead.position(ahead.position() + taken);
        }
        return taken;
    }

    /**
     * How to read.
     *
     * @param waits whether to wait for the first byte
     * @param peek whether the bytes stay for the next one who reads
     */
    public record Mode(boolean waits, boolean peek) {}

    /**
     * Writes bytes.
     *
     * @param from what; its position stays
     * @param wait whether to wait until all are written
     * @param stop asked while it waits
     * @return how many
     * @throws InterruptedIOException when it had to stop before the first byte
     * @throws IOException            when it fails
     */
    public int write(ByteBuffer from, boolean wait, Stop stop) throws IOException {
        ByteBuffer bytes = from.duplicate();
        channel.write(bytes);
        while (wait && bytes.hasRemaining()) {
            try {
                Await.ready(channel, SelectionKey.OP_WRITE, stop);
            } catch (InterruptedIOException e) {
                if (bytes.position() == from.position()) {
                    throw e;
                }
                // who is not told of what has gone sends it again
                break;
            }
            channel.write(bytes);
        }
        return bytes.position() - from.position();
    }

    /**
     * Ends one or both directions.
     *
     * @param reading whether nothing more will be read
     * @param writing whether nothing more will be written
     * @throws IOException when it fails
     */
    public void shutdown(boolean reading, boolean writing) throws IOException {
        if (reading) {
            channel.shutdownInput();
            ended = true;
        }
        if (writing) {
            channel.shutdownOutput();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
