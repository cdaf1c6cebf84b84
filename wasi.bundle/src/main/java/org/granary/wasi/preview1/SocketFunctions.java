package org.granary.wasi.preview1;

/** Sockets. Guests are given none, so every descriptor is another thing. */
final class SocketFunctions {
    private SocketFunctions() {}

    static void define(Functions to) {
        to.add("sock_accept", "iii", SocketFunctions::refuse);
        to.add("sock_recv", "iiiiii", SocketFunctions::refuse);
        to.add("sock_send", "iiiii", SocketFunctions::refuse);
        to.add("sock_shutdown", "ii", SocketFunctions::refuse);
    }

    private static Errno refuse(Call call) {
        call.fd(0, 0);
        return Errno.NOTSOCK;
    }
}
