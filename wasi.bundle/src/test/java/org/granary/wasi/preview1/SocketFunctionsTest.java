package org.granary.wasi.preview1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.wasi.Guest;
import org.granary.wasi.WasiConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class SocketFunctionsTest {
    private static final int AGAIN = 6;
    private static final int NONBLOCK = 4;
    private static final Duration LIMIT = Duration.ofMillis(20);
    private static final long LATE_MILLIS = 100;
    /** More than what the buffers between two sockets take. */
    private static final int MOST_SENDS = 10_000;

    private ServerSocketChannel server;
    private Guest guest;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        guest = new Guest(WasiConfig.builder().socket(server));
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private int receive(int fd, int count, int flags) {
        guest.memory.writeInt(16, 512);
        guest.memory.writeInt(20, count);
        return guest.call("sock_recv", fd, 16, 1, flags, 8, 12);
    }

    private int send(int fd, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        guest.memory.writeBytes(512, bytes);
        guest.memory.writeInt(16, 512);
        guest.memory.writeInt(20, bytes.length);
        return guest.call("sock_send", fd, 16, 1, 0, 8);
    }

    @Test
    void aConnectionIsTakenAndTalkedTo() throws IOException {
        try (Socket client = connect()) {
            assertEquals(0, guest.call("sock_accept", 3, 0, 8));
            assertEquals(4, guest.memory.readInt(8));
            client.getOutputStream().write("hello".getBytes(UTF_8));
            assertEquals(0, receive(4, 2, 1));
            assertEquals("he", guest.memory.readUtf8(512, guest.memory.readInt(8)), "a look");
            assertEquals(0, receive(4, 5, 2));
            assertEquals("hello", guest.memory.readUtf8(512, guest.memory.readInt(8)));
            assertEquals(0, send(4, "world"));
            assertEquals(5, guest.memory.readInt(8));
            assertEquals(0, guest.write(4, "!"));
            assertEquals(0, guest.call("sock_shutdown", 4, 2));
            assertArrayEquals("world!".getBytes(UTF_8), client.getInputStream().readAllBytes());
            client.shutdownOutput();
            assertEquals("", guest.read(4), "the end");
        }
    }

    @Test
    void whatDoesNotWaitSaysAgain() throws IOException {
        assertEquals(0, guest.call("fd_fdstat_set_flags", 3, NONBLOCK));
        assertEquals(AGAIN, guest.call("sock_accept", 3, 0, 8));
        assertEquals(0, guest.call("fd_fdstat_set_flags", 3, 0));
        try (Socket client = connect()) {
            assertEquals(0, guest.call("sock_accept", 3, NONBLOCK, 8));
            assertEquals(AGAIN, receive(4, 5, 0));
            assertEquals(28, guest.call("sock_shutdown", 4, 0));
            assertEquals(57, receive(3, 5, 0), "a listener is no connection");
            assertEquals(57, guest.call("sock_accept", 4, 0, 8));
            assertEquals(8, guest.call("sock_accept", 9, 0, 8));
        }
    }

    @Test
    void whatHasComeIsToldThoughAllWasAskedFor() throws IOException {
        try (Socket client = connect()) {
            assertEquals(0, guest.call("sock_accept", 3, 0, 8));
            client.getOutputStream().write("abc".getBytes(UTF_8));
            assertEquals(0, receive(4, 1, 1), "it is there");
            assertEquals(0, guest.call("fd_fdstat_set_flags", 4, NONBLOCK));
            assertEquals(0, receive(4, 5, 2));
            assertEquals("abc", guest.memory.readUtf8(512, guest.memory.readInt(8)));
            assertEquals(AGAIN, receive(4, 5, 2));
            assertEquals(0, guest.call("fd_fdstat_set_flags", 4, 0));
            client.getOutputStream().write("de".getBytes(UTF_8));
            assertEquals(0, receive(4, 1, 1), "it is there");
            Thread.currentThread().interrupt();
            assertEquals(0, receive(4, 5, 2));
            assertTrue(Thread.interrupted());
            assertEquals("de", guest.memory.readUtf8(512, guest.memory.readInt(8)));
        }
    }

    /** Of some calls with a deadline, how late the best one came back: a machine may have other work. */
    private void inTime(String function, Object... arguments) {
        long best = Long.MAX_VALUE;
        int went = 0;
        for (int i = 0; i < 20 && best >= LATE_MILLIS; i++) {
            long start = System.nanoTime();
            try {
                // room that came late is used, and there is less then
                assertEquals(List.of(0), List.of(guest.func(function).call(LIMIT, arguments)));
                went++;
                i--;
                assertTrue(went < MOST_SENDS, function + " never waited");
                continue;
            } catch (Trap e) {
                assertEquals(TrapCode.DEADLINE, e.code());
            }
            best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - LIMIT.toMillis());
        }
        assertTrue(best < LATE_MILLIS, function + " came back " + best + " ms late");
    }

    /** Sends what nobody takes, until there is no room; some may come when the system has caught up. */
    private void fill() {
        guest.memory.writeInt(16, 512);
        guest.memory.writeInt(20, 100_000);
        assertEquals(0, guest.call("fd_fdstat_set_flags", 4, NONBLOCK));
        int errno;
        do {
            errno = guest.call("sock_send", 4, 16, 1, 0, 8);
        } while (errno == 0);
        assertEquals(AGAIN, errno);
        assertEquals(0, guest.call("fd_fdstat_set_flags", 4, 0));
    }

    @Test
    void pollingTellsThatTheOtherEndHasHungUp() throws IOException {
        try (Socket client = connect()) {
            assertEquals(0, guest.call("sock_accept", 3, 0, 8));
            client.getOutputStream().write(1);
            client.shutdownOutput();
            guest.memory.writeBytes(2048, new byte[48]);
            guest.memory.writeByte(2048 + 8, (byte) 1);
            guest.memory.writeInt(2048 + 16, 4);
            assertEquals(0, guest.call("poll_oneoff", 2048, 4096, 1, 8));
            assertEquals(0, guest.memory.readShort(4096 + 24), "a byte is there");
            guest.memory.writeInt(16, 512);
            guest.memory.writeInt(20, 1);
            assertEquals(0, receive(4, 1, 0));
            assertEquals(0, guest.call("poll_oneoff", 2048, 4096, 1, 8));
            assertEquals(1, guest.memory.readShort(4096 + 24), "hangup");
        }
    }

    @Test
    void whatWaitsIsLessThanATenthOfASecondLateAndClosesNothing() throws IOException {
        inTime("sock_accept", 3, 0, 8);
        try (Socket client = connect()) {
            assertEquals(0, guest.call("sock_accept", 3, 0, 8));
            guest.memory.writeInt(16, 512);
            guest.memory.writeInt(20, 10);
            inTime("sock_recv", 4, 16, 1, 0, 8, 12);
            inTime("sock_recv", 4, 16, 1, 2, 8, 12);
            inTime("fd_read", 4, 16, 1, 8);
            // one of kind 1, to read, for descriptor 4
            guest.memory.writeBytes(2048, new byte[48]);
            guest.memory.writeByte(2048 + 8, (byte) 1);
            guest.memory.writeInt(2048 + 16, 4);
            inTime("poll_oneoff", 2048, 4096, 1, 8);
            fill();
            inTime("sock_send", 4, 16, 1, 0, 8);
            inTime("fd_write", 4, 16, 1, 8);
            assertFalse(Thread.interrupted());
            client.getOutputStream().write("still open".getBytes(UTF_8));
            assertEquals("still open", guest.read(4));
        }
        try (Socket second = connect()) {
            assertEquals(0, guest.call("sock_accept", 3, 0, 8));
        }
    }

    @Test
    void waitingEndsWithTheDeadlineAndHarmsNothing() throws IOException {
        Trap trap = assertThrows(Trap.class, () -> guest.func("sock_accept").call(Duration.ofMillis(50), 3, 0, 8));
        assertEquals(TrapCode.DEADLINE, trap.code());
        Thread.currentThread().interrupt();
        assertEquals(27, guest.call("sock_accept", 3, 0, 8));
        Thread.interrupted();
        try (Socket client = connect()) {
            assertEquals(0, guest.call("sock_accept", 3, 0, 8));
            guest.memory.writeInt(16, 512);
            guest.memory.writeInt(20, 1);
            trap = assertThrows(Trap.class, () -> guest.func("sock_recv").call(Duration.ofMillis(50), 4, 16, 1, 0, 8, 12));
            assertEquals(TrapCode.DEADLINE, trap.code());
            client.getOutputStream().write(1);
            assertEquals(0, receive(4, 1, 0));
        }
    }
}
