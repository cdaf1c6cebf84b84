package org.granary.host.stock.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.host.HostScope;
import org.granary.host.stock.BoundGuest;
import org.granary.host.stock.KeptLog;
import org.granary.store.Memory;
import org.granary.text.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that get stuck, each at another place: the caller comes back at its deadline, and the next request is answered. */
@Timeout(240)
class HttpDeadlineTest {
    /** Enough to get as far as where it sticks; a try that does not is made again with twice the time. */
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final Duration LONGEST_LIMIT = Duration.ofSeconds(5);
    private static final long LATE_MILLIS = 100;
    private static final byte[] GUEST = Wat.toBinary("""
            (module
              (import "granary_http" "send" (func $send (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "get") (param i32) (result i32)
                (call $send (i32.const 0) (i32.const 3) (i32.const 8) (local.get 0) (i32.const 0) (i32.const 0) (i32.const 0) \
            (i32.const 0))))
            """.getBytes(UTF_8));
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger stuck = new AtomicInteger();
    private final HttpModule module = new HttpModule(new KeptLog().loggers(), this::resolve, HttpClient::newBuilder);
    private ServerSocket server;
    private BoundGuest guest;
    private Memory memory;

    private InetAddress[] resolve(String host) {
        if (host.equals("nameless.test")) {
            stick();
        }
        return new InetAddress[] {HERE};
    }

    /** For as long as the test goes on. */
    private void stick() {
        stuck.incrementAndGet();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, HERE);
        daemon(this::serve);
        HostScope scope = new HostScope("plugin", Map.of("host.modules", "http", "host.http.private", HERE.getHostAddress(),
                "host.http.hosts", "*:*", "host.http.millis", 50_000));
        guest = BoundGuest.of(engine.compile(GUEST), scope, Map.of("granary_http", module));
        memory = guest.instance().memory("memory");
        memory.writeUtf8(0, "GET");
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        guest.close();
        module.close();
        server.close();
        engine.close();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "stuck");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> answer(socket));
            } catch (IOException e) {
                // the test is over
                return;
            }
        }
    }

    /** Says what stands for the path, and then nothing more. */
    private void answer(Socket taken) {
        try (Socket socket = taken) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            String line = in.readLine();
            if (line == null) {
                // ended before it was sent
                return;
            }
            String path = line.split(" ")[1];
            String said = switch (path) {
                case "/silent" -> "";
                case "/head" -> "HTTP/1.1 200 OK\r\nX-Half: ";
                case "/body" -> "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of ";
                default -> "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            };
            OutputStream out = socket.getOutputStream();
            out.write(said.getBytes(US_ASCII));
            out.flush();
            if (!said.endsWith("close\r\n\r\n")) {
                stick();
            }
        } catch (IOException e) {
            // the client has gone
            return;
        }
    }

    private Object[] url(String host, String path) {
        return new Object[] {memory.writeUtf8(8, "http://" + host + ":" + server.getLocalPort() + path)};
    }

    /** The best of some tries that came as far as they were to: a machine may have other work. */
    private void endsInTime(String host, String path) {
        long best = Long.MAX_VALUE;
        Duration limit = LIMIT;
        for (int i = 0; i < 20 && best >= LATE_MILLIS; i++) {
            int before = stuck.get();
            Duration given = limit;
            Object[] url = url(host, path);
            long start = System.nanoTime();
            assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, () -> guest.instance().func("get").call(given, url)).code());
            long late = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - limit.toMillis();
            if (stuck.get() != before) {
                best = Math.min(best, late);
            } else if (limit.compareTo(LONGEST_LIMIT) < 0) {
                limit = limit.multipliedBy(2);
            }
        }
        assertTrue(best < LATE_MILLIS, host + path + " came back " + best + " ms late");
        assertEquals(204, guest.call("get", url("here.test", "/after")));
    }

    @Test
    void whereverARequestSticksItsCallerComesBackAtTheDeadline() {
        assertEquals(204, guest.call("get", url("here.test", "/before")));
        endsInTime("nameless.test", "/");
        endsInTime("here.test", "/silent");
        endsInTime("here.test", "/head");
        endsInTime("here.test", "/body");
        assertFalse(Thread.interrupted());
    }
}
