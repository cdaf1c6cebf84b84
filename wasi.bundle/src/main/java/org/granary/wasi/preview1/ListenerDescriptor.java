package org.granary.wasi.preview1;

import java.io.IOException;
import org.granary.wasi.socket.Listener;

/** A socket that takes connections. */
final class ListenerDescriptor extends Descriptor {
    final Listener listener;

    ListenerDescriptor(Listener listener) {
        super(Rights.LISTENER, Rights.SOCKET);
        this.listener = listener;
    }

    @Override
    int type() {
        return TYPE_SOCKET_STREAM;
    }

    @Override
    boolean readable() {
        return listener.ready();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
