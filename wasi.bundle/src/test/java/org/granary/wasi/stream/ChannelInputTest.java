package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class ChannelInputTest {
    private static final Stop NEVER = () -> false;

    @TempDir
    Path folder;

    private Path pipe() throws IOException, InterruptedException {
        return Pipe.make(folder);
    }

    /** Open for both, which does not wait. */
    private static RandomAccessFile both(Path pipe) throws IOException {
        return new RandomAccessFile(pipe.toFile(), "rw");
    }

    private static Input open(Path pipe, FileInputStream stream) {
        return new ChannelInput(StandardStream.of(pipe, false), stream, false);
    }

    @Test
    void whoWaitsCanBeCalledAwayAndLosesNothing() throws Exception {
        Path pipe = pipe();
        try (RandomAccessFile writer = both(pipe); FileInputStream reader = new FileInputStream(pipe.toFile());
                Input input = open(pipe, reader)) {
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
            assertTrue(Thread.interrupted());
            writer.write(new byte[] {6, 7, 8});
            Thread.currentThread().interrupt();
            assertEquals(3, input.read(into, 0, 1 << 17, NEVER), "what does not wait is done with an interrupt, too");
            assertTrue(Thread.interrupted());
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
        Path pipe = pipe();
        try (RandomAccessFile writer = both(pipe); FileInputStream reader = new FileInputStream(pipe.toFile());
                Input input = open(pipe, reader)) {
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

    /** Two read one pipe: whoever has looked whether something is there may be too late, and must not wait without an end. */
    @Test
    void whoseBytesSomebodyElseTakesCanBeCalledAway() throws Exception {
        Path pipe = pipe();
        try (RandomAccessFile writer = both(pipe); FileInputStream reader = new FileInputStream(pipe.toFile());
                Input input = open(pipe, reader)) {
            writer.write(new byte[] {1, 2, 3});
            assertEquals(3, input.available());
            assertEquals(3, writer.read(new byte[9]));
            assertThrows(InterruptedIOException.class, () -> input.read(new byte[9], 0, 9, () -> true));
            writer.write(4);
            byte[] into = new byte[1];
            assertEquals(1, input.read(into, 0, 1, NEVER));
            assertEquals(4, into[0]);
        }
    }

    @Test
    void aPollThatNobodyAnswersTakesNothingFromWhoComesNext() throws Exception {
        Path pipe = pipe();
        try (RandomAccessFile writer = both(pipe); FileInputStream reader = new FileInputStream(pipe.toFile())) {
            try (Input input = open(pipe, reader)) {
                assertEquals(0, input.available());
            }
            AtomicBoolean late = new AtomicBoolean();
            try (Input next = open(pipe, reader)) {
                // the one before may be on its way out of the system still
                assertThrows(InterruptedIOException.class, () -> next.read(new byte[9], 0, 9, () -> late.getAndSet(true)));
                writer.write(new byte[] {1, 2, 3});
                assertEquals(3, next.read(new byte[9], 0, 9, NEVER));
            }
        }
    }

    @Test
    void whatCannotBeOpenedAnewIsReadByTheOtherThread() throws Exception {
        Path pipe = pipe();
        StandardStream gone = new StandardStream(folder.resolve("none"), StandardStream.Kind.PIPE, false);
        try (RandomAccessFile writer = both(pipe); FileInputStream reader = new FileInputStream(pipe.toFile());
                Input input = new ChannelInput(gone, reader, false)) {
            assertThrows(InterruptedIOException.class, () -> input.read(new byte[9], 0, 9, () -> true));
            writer.write(new byte[] {1, 2, 3});
            byte[] into = new byte[9];
            assertEquals(3, input.read(into, 0, 9, NEVER));
            assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOf(into, 3));
        }
    }

    @Test
    void aStreamOverStandardInputIsStandardInput() throws IOException {
        try (Input stream = Input.stream(new FileInputStream(FileDescriptor.in)); Input inherited = Input.inherited(false)) {
            assertEquals(inherited.getClass(), stream.getClass());
        }
    }
}
