package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PumpedInputTest {
    private static final InputStream BROKEN = new InputStream() {
        @Override
        public int read() {
            throw new IllegalStateException("gone");
        }
    };

    private static void endsWaiting(Input made) throws IOException {
        try (Input input = made) {
            IOException failed = assertThrows(IOException.class, () -> input.read(new byte[1], 0, 1, () -> false));
            assertInstanceOf(IllegalStateException.class, failed.getCause());
            assertEquals("standard input: java.lang.IllegalStateException: gone", failed.getMessage());
            assertEquals(-1, input.available());
        }
    }

    @Test
    void aStreamThatFailsInAWayOfItsOwnEndsWaiting() throws IOException {
        endsWaiting(Input.stream(BROKEN));
        endsWaiting(Input.onDemand(BROKEN));
    }
}
