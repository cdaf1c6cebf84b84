package org.granary.wasi.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.wasi.stream.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class ConnectionTest {
    private static final Stop NEVER = () -> false;
    /** More than the platform keeps for a reader who does not read. */
    private static final int MUCH = 64 << 20;

    @Test
    void whatHasGoneIsToldWhenAStopComesWhileTheRestWaits() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
        try (Listener listener = new Listener(server);
                Socket client = new Socket(address.getAddress(), address.getPort());
                Connection connection = listener.accept(true, NEVER)) {
            AtomicInteger asked = new AtomicInteger();
            ByteBuffer bytes = ByteBuffer.allocate(MUCH);
            int gone = connection.write(bytes, true, () -> asked.incrementAndGet() > 50);
            assertTrue(gone > 0 && gone < MUCH, () -> gone + " bytes");
            assertEquals(0, bytes.position());
            assertEquals(gone, client.getInputStream().readNBytes(gone).length);
        }
    }
}
