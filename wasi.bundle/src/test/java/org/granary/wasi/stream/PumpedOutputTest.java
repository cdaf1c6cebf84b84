package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class PumpedOutputTest {
    private static final Stop NEVER = () -> false;

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatWasWrittenIsThereWhenWritingComesBack() throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] bytes = random(300_001);
        try (PumpedOutput output = new PumpedOutput(got)) {
            assertEquals(1, output.write(bytes, 0, 1, NEVER));
            assertEquals(1, got.size());
            assertEquals(300_000, output.write(bytes, 1, 300_000, NEVER));
            assertArrayEquals(bytes, got.toByteArray());
            output.close();
            Thread.currentThread().interrupt();
            assertEquals(5, output.write(bytes, 0, 5, NEVER), "closed for one, open for another; an interrupt is put off");
            assertTrue(Thread.interrupted());
            // on a machine that has other work they may go a little later
            assertEquals(1, output.write(bytes, 0, 1, NEVER));
            assertEquals(300_007, got.size());
            assertEquals(0, output.write(bytes, 0, 0, () -> true));
        }
    }

    @Test
    void whoFindsNoThreadIsToldAndTheNextWriteHasOne() throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try (PumpedOutput output = new PumpedOutput(got, new ScarceThreads())) {
            assertThrows(OutOfMemoryError.class, () -> output.write(new byte[] {1, 2, 3}, 0, 3, NEVER));
            assertEquals(2, output.write(new byte[] {4, 5}, 0, 2, NEVER));
            assertArrayEquals(new byte[] {4, 5}, got.toByteArray());
        }
    }

    @Test
    void whoWaitsCanBeCalledAwayAndTheRestGoesLater() throws IOException {
        byte[] bytes = random(100_000);
        try (PipedInputStream reader = new PipedInputStream(1000); PumpedOutput output = new PumpedOutput(new PipedOutputStream(reader))) {
            int written = output.write(bytes, 0, bytes.length, () -> true);
            assertEquals(1 << 16, written);
            assertThrows(InterruptedIOException.class, () -> output.write(bytes, written, 5, () -> true));
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> output.write(bytes, written, 5, NEVER));
            assertTrue(Thread.interrupted());
            assertArrayEquals(Arrays.copyOf(bytes, written), reader.readNBytes(written));
            assertEquals(5, output.write(bytes, written, 5, NEVER));
            assertArrayEquals(Arrays.copyOfRange(bytes, written, written + 5), reader.readNBytes(5));
        }
    }

    @Test
    void failuresAreToldAndTheNextWriteIsTriedAnew() throws IOException {
        boolean[] broken = {true};
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        OutputStream stream = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                if (broken[0]) {
                    throw new IOException("Broken pipe");
                }
                got.write(value);
            }
        };
        try (PumpedOutput output = new PumpedOutput(stream)) {
            assertEquals("Broken pipe", assertThrows(IOException.class, () -> output.write(new byte[3], 0, 3, NEVER)).getMessage());
            broken[0] = false;
            assertEquals(3, output.write(new byte[3], 0, 3, NEVER));
            assertEquals(3, got.size());
        }
        OutOfMemoryError none = new OutOfMemoryError("none left");
        OutputStream poor = new OutputStream() {
            @Override
            public void write(int value) {
                throw none;
            }
        };
        try (PumpedOutput output = new PumpedOutput(poor)) {
            assertSame(none, assertThrows(OutOfMemoryError.class, () -> output.write(new byte[1], 0, 1, NEVER)), "no failure of the disk");
        }
        OutputStream odd = new OutputStream() {
            @Override
            public void write(int value) {
                throw new IllegalStateException("gone");
            }
        };
        try (PumpedOutput output = new PumpedOutput(odd)) {
            assertEquals("standard output: java.lang.IllegalStateException: gone",
                    assertThrows(IOException.class, () -> output.write(new byte[1], 0, 1, NEVER)).getMessage());
        }
    }
}
