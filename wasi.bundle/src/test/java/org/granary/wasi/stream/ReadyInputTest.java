package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadyInputTest {
    private static final Stop NEVER = () -> false;

    @TempDir
    Path folder;

    private static byte[] all(Input input, int step) throws IOException {
        byte[] into = new byte[400_000];
        int at = 0;
        for (int read; (read = input.read(into, at, Math.min(step, into.length - at), NEVER)) >= 0; ) {
            at += read;
        }
        return Arrays.copyOf(into, at);
    }

    @Test
    void filesAreReadToTheirEndInStepsOfAnySize() throws IOException {
        byte[] content = new byte[200_001];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        for (int step : new int[] {1, 1000, 1 << 16, 100_000}) {
            try (FileInputStream stream = new FileInputStream(file.toFile()); Input input = Input.stream(stream)) {
                assertInstanceOf(ReadyInput.class, input);
                assertArrayEquals(content, all(input, step));
                assertEquals(-1, input.available());
                assertEquals(-1, input.read(new byte[1], 0, 1, NEVER));
            }
        }
    }

    /** A pipe with a name, or none where the platform has none. */
    private RandomAccessFile pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        try {
            Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
            assumeTrue(made.waitFor(20, TimeUnit.SECONDS) && made.exitValue() == 0, "mkfifo, which makes the pipe, is not here");
        } catch (IOException e) {
            assumeTrue(false, "mkfifo, by which the test makes its pipe, is not here");
        }
        // for both, so that opening does not wait
        return new RandomAccessFile(pipe.toFile(), "rw");
    }

    @Test
    void whoWaitsCanBeCalledAwayAndLosesNothing() throws Exception {
        try (RandomAccessFile writer = pipe(); FileInputStream reader = new FileInputStream(folder.resolve("pipe").toFile());
                Input input = Input.stream(reader)) {
            writer.write(new byte[] {1, 2, 3, 4, 5});
            byte[] into = new byte[1 << 17];
            assertEquals(5, input.available());
            assertEquals(2, input.read(into, 0, 2, NEVER));
            assertEquals(3, input.available());
            assertEquals(3, input.read(into, 2, 9, NEVER));
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, Arrays.copyOf(into, 5));
            assertThrows(InterruptedIOException.class, () -> input.read(into, 0, 1 << 17, () -> true));
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> input.read(into, 0, 1 << 17, NEVER));
            assertEquals(true, Thread.interrupted());
            writer.write(new byte[] {6, 7, 8});
            // now the other thread has them
            assertEquals(3, input.read(into, 0, 1 << 17, NEVER));
            assertArrayEquals(new byte[] {6, 7, 8}, Arrays.copyOf(into, 3));
            writer.write(new byte[] {9, 10});
            assertEquals(2, input.available());
            assertEquals(1, input.read(into, 0, 1, NEVER));
            assertEquals(1, input.read(into, 1, 1 << 16, NEVER));
            assertArrayEquals(new byte[] {9, 10}, Arrays.copyOf(into, 2));
            writer.close();
            assertEquals(-1, input.read(into, 0, 1, NEVER));
            assertEquals(-1, input.available());
        }
    }

    @Test
    void whatOnlyWasAskedForIsNotLost() throws Exception {
        try (RandomAccessFile writer = pipe(); FileInputStream reader = new FileInputStream(folder.resolve("pipe").toFile());
                Input input = Input.stream(reader)) {
            assertEquals(0, input.available());
            writer.write(new byte[] {1, 2, 3});
            byte[] into = new byte[1 << 16];
            int read = 0;
            while (read < 3) {
                read += input.read(into, read, into.length - read, NEVER);
            }
            assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOf(into, 3));
        }
    }

    @Test
    void aStreamThatIsClosedFails() throws IOException {
        FileInputStream stream = new FileInputStream(Files.write(folder.resolve("file"), new byte[9]).toFile());
        stream.close();
        try (Input input = Input.stream(stream)) {
            assertThrows(IOException.class, () -> input.read(new byte[9], 0, 9, NEVER));
        }
    }
}
