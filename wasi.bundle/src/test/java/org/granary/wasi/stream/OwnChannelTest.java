package org.granary.wasi.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OwnChannelTest {
    private static final Stop NEVER = () -> false;
    private static final int ALL_BYTES = 100_000_000;
    private static final int PAUSE_BYTES = 4_000_000;

    @TempDir
    Path folder;

    private Path pipe;

    @BeforeEach
    void make() throws Exception {
        pipe = Pipe.make(folder);
    }

    private OwnChannel output() {
        return new OwnChannel(StandardStream.of(pipe, true));
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whoWritesWhatNobodyTakesCanBeCalledAwayAndNothingIsLostOrTwice() throws Exception {
        byte[] bytes = random(1 << 20);
        try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw"); OwnChannel output = output()) {
            int written = output.write(bytes, 0, bytes.length, () -> true);
            assertTrue(written > 0 && written < bytes.length, () -> "of 1 MiB " + written);
            assertThrows(InterruptedIOException.class, () -> output.write(bytes, written, 9000, () -> true));
            byte[] got = new byte[written];
            reader.readFully(got);
            assertEquals(9, output.write(bytes, written, 9, NEVER));
            byte[] rest = new byte[9];
            reader.readFully(rest);
            assertArrayEquals(Arrays.copyOf(bytes, written), got);
            assertArrayEquals(Arrays.copyOfRange(bytes, written, written + 9), rest);
        }
    }

    @Test
    void anInterruptOfTheThreadEndsWaitingAndIsKept() throws Exception {
        byte[] bytes = random(1 << 20);
        try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw"); OwnChannel output = output()) {
            Thread writer = Thread.currentThread();
            CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(writer::interrupt);
            int written = output.write(bytes, 0, bytes.length, () -> Thread.currentThread().isInterrupted());
            assertTrue(Thread.interrupted());
            assertTrue(written > 0 && written < bytes.length, () -> "of 1 MiB " + written);
            writer.interrupt();
            assertThrows(InterruptedIOException.class, () -> output.write(bytes, 0, 9000, NEVER));
            assertTrue(Thread.interrupted());
            reader.readFully(new byte[written]);
            writer.interrupt();
            assertEquals(9, output.write(bytes, 0, 9, NEVER), "what does not wait is done with an interrupt, too");
            assertTrue(Thread.interrupted());
            assertEquals(bytes[0], (byte) reader.read());
        }
    }

    @Test
    void withoutAReaderWritingFailsAndDoesNotWait() throws Exception {
        byte[] bytes = random(100);
        try (OwnChannel output = output()) {
            try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw")) {
                assertEquals(100, output.write(bytes, 0, 100, NEVER));
                reader.readFully(new byte[100]);
            }
            assertEquals("Broken pipe", assertThrows(IOException.class, () -> output.write(bytes, 0, 100, NEVER)).getMessage());
            output.close();
            assertEquals("Broken pipe", assertThrows(IOException.class, () -> output.write(bytes, 0, 100, NEVER)).getMessage());
        }
    }

    @Test
    void whatWasClosedIsOpenedAgainAndTwoThreadsTakeTurns() throws Exception {
        byte[] bytes = random(1 << 20);
        try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw"); OwnChannel output = output()) {
            AtomicBoolean stop = new AtomicBoolean();
            FutureTask<Integer> first = new FutureTask<>(() -> output.write(bytes, 0, bytes.length, stop::get));
            Thread writer = new Thread(first, "first");
            writer.start();
            // from here on it waits
            byte[] got = new byte[10];
            reader.readFully(got);
            assertArrayEquals(Arrays.copyOf(bytes, 10), got);
            assertThrows(InterruptedIOException.class, () -> output.write(bytes, 0, 9, () -> true), "it waits for the other thread");
            output.close();
            assertFalse(first.isDone());
            reader.readFully(new byte[1 << 17]);
            stop.set(true);
            int written = first.get();
            assertTrue(written >= 1 << 17 && written < bytes.length, () -> "of 1 MiB " + written);
        }
    }

    /** A hundred megabytes, while somebody interrupts the writer and somebody else tells it to stop, over and over. */
    @Test
    void bytesStayInOrderHoweverOftenTheWriterIsCalledAway() throws Exception {
        byte[] block = random(250_000);
        FutureTask<Long> reading = new FutureTask<>(() -> {
            CRC32 sum = new CRC32();
            byte[] part = new byte[1 << 16];
            try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "r")) {
                long pause = PAUSE_BYTES;
                for (int count; (count = reader.read(part)) > 0; ) {
                    sum.update(part, 0, count);
                    pause -= count;
                    if (pause < 0) {
                        // long enough for the writer to be found waiting
                        LockSupport.parkNanos(6 * Stop.SLICE_NANOS);
                        pause = PAUSE_BYTES;
                    }
                }
            }
            return sum.getValue();
        });
        new Thread(reading, "reader").start();
        CRC32 expected = new CRC32();
        AtomicBoolean done = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        int calledAway = 0;
        Thread writer = Thread.currentThread();
        Thread disturber = new Thread(() -> {
            for (int round = 0; !done.get(); round++) {
                if (round % 3 == 0) {
                    writer.interrupt();
                }
                stop.set(round % 2 == 0);
                LockSupport.parkNanos(500_000);
            }
        }, "disturber");
        // the process has the pipe open by itself, too: the reader meets no end when the channel is closed
        try (RandomAccessFile process = new RandomAccessFile(pipe.toFile(), "rw"); OwnChannel output = output()) {
            assertTrue(process.getFD().valid());
            disturber.start();
            for (long total = 0; total < ALL_BYTES; total += block.length) {
                int at = 0;
                while (at < block.length) {
                    try {
                        int count = output.write(block, at, block.length - at, stop::get);
                        calledAway += count < block.length - at ? 1 : 0;
                        at += count;
                    } catch (InterruptedIOException e) {
                        calledAway++;
                    }
                    Thread.interrupted();
                }
                expected.update(block);
            }
        } finally {
            done.set(true);
            awaitEnd(disturber);
            Thread.interrupted();
        }
        assertEquals(expected.getValue(), reading.get());
        assertNotEquals(0, calledAway);
    }

    /** Waits for one that may interrupt whoever waits for it once more. */
    private static void awaitEnd(Thread disturber) {
        while (disturber.isAlive()) {
            try {
                disturber.join();
            } catch (InterruptedException e) {
                // its last one
            }
        }
    }
}
