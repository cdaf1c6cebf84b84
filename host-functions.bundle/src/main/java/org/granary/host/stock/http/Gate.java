package org.granary.host.stock.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy on the loopback interface for one client in this process: it looks a name up once, checks the addresses, and connects to one of
 * those that it has checked. A tunnel is encrypted from end to end; it knows only where it leads. Whoever does not know the pass of the
 * request that is expected, another process, say, is turned away, and the request hears nothing of it. Thread-safe.
 */
final class Gate implements AutoCloseable {
    private static final int BUFFER = 16 << 10;
    private static final int BACKLOG = 16;
    private static final int MOST_CONNECTIONS = 64;
    private static final int CONNECT_MILLIS = 10_000;
    private static final long RETRY_NANOS = 10_000_000;
    /** After that long without a byte, a connection that no request waits for is closed. */
    private static final int IDLE_MILLIS = 5_000;
    private static final byte[] OPEN = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REFUSED = "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSES = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpRules rules;
    private final Resolver resolver;
    private final Executor threads;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Attempt attempt;

    /**
     * Opens a gate.
     *
     * @param rules    who may be connected to
     * @param resolver looks names up
     * @param threads  for the connections; each takes two while it lasts, and the gate itself one
     * @throws IOException when there is no loopback interface
     */
    Gate(HttpRules rules, Resolver resolver, Executor threads) throws IOException {
        this.rules = rules;
        this.resolver = resolver;
        this.threads = threads;
        this.door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        try {
            threads.execute(this::accept);
        } catch (RejectedExecutionException e) {
            door.close();
            throw new IOException("the module has stopped", e);
        }
    }

    /** Where it is. */
    InetSocketAddress address() {
        return new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
    }

    /** What the next connection is for; null when none is expected. */
    void expect(Attempt next) {
        attempt = next;
    }

    /** How many connections there are, either side of one counted. */
    int connections() {
        return sockets.size();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (!enter(client) || sockets.size() > MOST_CONNECTIONS) {
                    leave(client);
                } else {
                    threads.execute(() -> serve(client));
                }
            } catch (IOException | RejectedExecutionException e) {
                // closed, or about to be; or no more files may be open, and then trying again at once would be all that this thread does
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private boolean enter(Socket socket) {
        sockets.add(socket);
        return !door.isClosed();
    }

    private void leave(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more in either case
            return;
        }
    }

    private void serve(Socket client) {
        Attempt now = null;
        try {
            client.setSoTimeout(IDLE_MILLIS);
            client.setTcpNoDelay(true);
            RequestHead head = RequestHead.read(client.getInputStream());
            Attempt expected = attempt;
            if (expected != null && expected.isOf(head)) {
                now = expected;
                serve(client, head, now);
            }
        } catch (IOException | RuntimeException e) {
            if (now != null && now.failed() == null) {
                now.fail(String.valueOf(e.getMessage()));
            }
        } finally {
            leave(client);
        }
    }

    private void serve(Socket client, RequestHead head, Attempt now) throws IOException {
        Socket target = connect(now);
        if (target == null) {
            client.getOutputStream().write(REFUSED);
            return;
        }
        try {
            if (!enter(target)) {
                return;
            }
            if (head.isTunnel()) {
                client.getOutputStream().write(OPEN);
            } else {
                target.getOutputStream().write(head.forTarget());
            }
            threads.execute(() -> answer(target, client, !head.isTunnel()));
            long left = head.isTunnel() ? Long.MAX_VALUE : head.length();
            ask(client, target, left);
        } catch (IOException e) {
            // the client hears of it by the end of its connection, which is also how a whole answer ends
            return;
        } finally {
            leave(target);
        }
    }

    /** Connects to an address that has been checked: no name is looked up again. */
    private Socket connect(Attempt now) {
        List<InetAddress> checked = new ArrayList<>();
        String denied = null;
        try {
            for (InetAddress address : resolver.resolve(now.target().name())) {
                if (rules.allows(address)) {
                    checked.add(address);
                } else {
                    denied = now.target().host() + " is " + address.getHostAddress() + ", a private address (" + HttpRules.PRIVATE + ")";
                }
            }
        } catch (UnknownHostException e) {
            now.fail("no address is known of " + now.target().host());
            return null;
        }
        if (checked.isEmpty()) {
            if (denied == null) {
                now.fail("no address is known of " + now.target().host());
            } else {
                now.deny(denied);
            }
        }
        String failed = null;
        for (InetAddress address : checked) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, now.target().port()), Math.max(1, Math.min(CONNECT_MILLIS, rules.millis())));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                failed = address.getHostAddress() + " port " + now.target().port() + ": " + e.getMessage();
                leave(socket);
            }
        }
        if (failed != null) {
            now.fail(failed);
        }
        return null;
    }

    /** From the client: so many bytes, then nothing that is handed on, until it closes. */
    private void ask(Socket client, Socket target, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        InputStream from = client.getInputStream();
        OutputStream to = target.getOutputStream();
        long left = most;
        while (true) {
            try {
                int count = from.read(buffer, 0, (int) Math.min(buffer.length, Math.max(1, left)));
                if (count < 0 || left == 0) {
                    // a second request would go where the first one went, whomever it is for
                    return;
                }
                to.write(buffer, 0, count);
                left -= left == Long.MAX_VALUE ? 0 : count;
            } catch (SocketTimeoutException e) {
                if (attempt == null) {
                    return;
                }
            }
        }
    }

    private void answer(Socket target, Socket client, boolean once) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream from = target.getInputStream();
            OutputStream to = client.getOutputStream();
            boolean first = once;
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                int at = first ? afterLine(buffer, count) : 0;
                if (at > 0) {
                    to.write(buffer, 0, at);
                    to.write(CLOSES);
                    first = false;
                }
                to.write(buffer, at, count - at);
            }
        } catch (IOException e) {
            // one of both has closed, and then the other one is closed too
            return;
        } finally {
            leave(client);
            leave(target);
        }
    }

    private static int afterLine(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    /** Closes the connections; the gate stays open. */
    void abort() {
        sockets.forEach(this::leave);
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            // what is closed below ends what it would have let in
            expect(null);
        }
        abort();
    }
}
