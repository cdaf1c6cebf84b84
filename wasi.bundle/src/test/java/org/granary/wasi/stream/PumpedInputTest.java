package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(240)
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

    @ParameterizedTest
    @EnumSource(PumpedInput.Pace.class)
    void whoFindsNoThreadIsToldAndTheNextReadHasOne(PumpedInput.Pace pace) throws IOException {
        InputStream stream = new ByteArrayInputStream(new byte[] {7, 8});
        try (Input input = new PumpedInput(stream, false, pace, new ScarceThreads())) {
            byte[] into = new byte[2];
            assertThrows(OutOfMemoryError.class, () -> input.read(into, 0, 2, () -> false));
            assertEquals(2, input.read(into, 0, 2, () -> false));
            assertArrayEquals(new byte[] {7, 8}, into);
        }
    }

    @Test
    void aStreamThatFailsInAWayOfItsOwnEndsWaiting() throws IOException {
        endsWaiting(Input.stream(BROKEN));
        endsWaiting(Input.onDemand(BROKEN));
    }
}
