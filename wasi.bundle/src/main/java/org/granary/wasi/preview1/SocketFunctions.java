package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.granary.wasi.socket.Connection;

/** Sockets: those that the host gave, and connections that come to them. */
record SocketFunctions(String name) implements Functions.Body {
    private static final int PEEK = 1;
    private static final int WAIT_ALL = 2;
    private static final int RECEIVE = 1;
    private static final int SEND = 2;

    static void define(Functions to) {
        to.add(new SocketFunctions("sock_accept"), "iii");
        to.add(new SocketFunctions("sock_recv"), "iiiiii");
        to.add(new SocketFunctions("sock_send"), "iiiii");
        to.add(new SocketFunctions("sock_shutdown"), "ii");
    }

    @Override
    public Errno run(Call call) throws IOException {
        return switch (name) {
            case "sock_accept" -> accept(call);
            case "sock_recv" -> receive(call);
            case "sock_send" -> send(call);
            case "sock_shutdown" -> shutdown(call);
            default -> throw Functions.unknown(name);
        };
    }

    private static SocketDescriptor socket(Call call, long right) {
        if (call.fd(0, 0) instanceof SocketDescriptor socket) {
            socket.need(right);
            return socket;
        }
        throw new Refused(Errno.NOTSOCK);
    }

    private static Errno accept(Call call) throws IOException {
        if (!(call.fd(0, Rights.SOCK_ACCEPT) instanceof ListenerDescriptor from)) {
            return Errno.NOTSOCK;
        }
        if ((call.i(1) & ~Descriptor.FLAG_NONBLOCK) != 0) {
            return Errno.INVAL;
        }
        call.require(call.u(2), 4);
        call.state.descriptors.requireRoom();
        Connection made = from.listener.accept((from.flags & Descriptor.FLAG_NONBLOCK) == 0, call.stop());
        if (made == null) {
            return Errno.AGAIN;
        }
        call.memory().writeInt(call.u(2), call.state.descriptors.add(new SocketDescriptor(made, call.i(1))));
        return Errno.SUCCESS;
    }

    private static Errno receive(Call call) throws IOException {
        SocketDescriptor socket = socket(call, Rights.FD_READ);
        int how = call.i(3);
        if ((how & ~(PEEK | WAIT_ALL)) != 0) {
            return Errno.INVAL;
        }
        call.require(call.u(5), 2);
        boolean peek = (how & PEEK) != 0;
        boolean all = (how & WAIT_ALL) != 0 && !peek;
        Errno errno = FdDataFunctions.gather(call, 4, (bytes, done) -> {
            if (peek && done > 0 || !all && done > 0 && !socket.readable()) {
                return 0;
            }
            ByteBuffer rest = bytes.duplicate();
            int read = socket.receive(rest, peek, call.stop());
            while (all && read < bytes.remaining()) {
                int more = more(socket, rest.position(bytes.position() + read), call);
                if (more == 0) {
                    break;
                }
                read += more;
            }
            return read;
        });
        call.memory().writeShort(call.u(5), (short) 0);
        return errno;
    }

    /** Receives behind what has come already, which the guest must be told of whatever becomes of the rest. */
    private static int more(SocketDescriptor socket, ByteBuffer into, Call call) {
        try {
            return socket.receive(into, false, call.stop());
        } catch (IOException | Refused e) {
            // met again by who asks next
            return 0;
        }
    }

    private static Errno send(Call call) throws IOException {
        SocketDescriptor socket = socket(call, Rights.FD_WRITE);
        if (call.i(3) != 0) {
            return Errno.INVAL;
        }
        return FdDataFunctions.scatter(call, 4, (bytes, done) -> socket.write(bytes, call.stop()));
    }

    private static Errno shutdown(Call call) throws IOException {
        SocketDescriptor socket = socket(call, Rights.SOCK_SHUTDOWN);
        int how = call.i(1);
        if (how == 0 || (how & ~(RECEIVE | SEND)) != 0) {
            return Errno.INVAL;
        }
        socket.connection.shutdown((how & RECEIVE) != 0, (how & SEND) != 0);
        return Errno.SUCCESS;
    }
}
