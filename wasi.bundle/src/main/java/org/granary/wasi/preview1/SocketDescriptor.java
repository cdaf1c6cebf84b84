package org.granary.wasi.preview1;

import java.io.IOException;
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
    int read(byte[] into, int count, Stop stop) throws IOException {
        return receive(into, count, false, stop);
    }

    int receive(byte[] into, int count, boolean peek, Stop stop) throws IOException {
        int read = connection.read(into, count, new Connection.Mode(waits(), peek), stop);
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
    int write(byte[] from, int count, Stop stop) throws IOException {
        int written = connection.write(from, count, waits(), stop);
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
