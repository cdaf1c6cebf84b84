package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.granary.wasi.socket.Connection;
import org.granary.wasi.stream.Stop;

/** A connection. */
final class SocketDescriptor extends Descriptor {
    final Connection connection;

    SocketDescriptor(Connection connection, int flags) {
        super(Rights.SOCKET, 0);
        this.connection = connection;
        this.flags = flags;
    }

    @Override
    int type() {
        return TYPE_SOCKET_STREAM;
    }

    private boolean waits() {
        return (flags & FLAG_NONBLOCK) == 0;
    }

    @Override
    int read(ByteBuffer into, Stop stop) throws IOException {
        return receive(into, false, stop);
    }

    int receive(ByteBuffer into, boolean peek, Stop stop) throws IOException {
        int read = connection.read(into, new Connection.Mode(waits(), peek), stop);
        if (read == 0) {
            throw new Refused(Errno.AGAIN);
        }
        return Math.max(0, read);
    }

    @Override
    boolean readable() {
        return connection.readable();
    }

    @Override
    long readableBytes() {
        return connection.available();
    }

    @Override
    boolean ended() {
        return connection.ended();
    }

    @Override
    int write(ByteBuffer from, Stop stop) throws IOException {
        int count = from.remaining();
        int written = connection.write(from, waits(), stop);
        if (written == 0 && count > 0) {
            throw new Refused(Errno.AGAIN);
        }
        return written;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
