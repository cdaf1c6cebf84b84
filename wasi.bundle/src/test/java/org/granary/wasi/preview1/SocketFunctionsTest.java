package org.granary.wasi.preview1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.wasi.Guest;
import org.granary.wasi.WasiConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketFunctionsTest {
    private static final int AGAIN = 6;
    private static final int NONBLOCK = 4;

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
