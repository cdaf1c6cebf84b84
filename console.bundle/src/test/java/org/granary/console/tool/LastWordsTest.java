package org.granary.console.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said to who does not listen. */
class LastWordsTest {
    /** Writes to standard error output for ever. */
    private static final String LOUD = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\40\\00\\00\\00\\00\\10\\00\\00")
              (func (export "_start")
                (loop $again
                  (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))
                  (br $again))))
            """;

    @TempDir
    private Path folder;

    @Test
    void withoutABoundAllIsWritten() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LastWords words = new LastWords(out);
        words.write("abc".getBytes(StandardCharsets.US_ASCII), 1, 2);
        words.write('d');
        words.bound(Duration.ofSeconds(30));
        words.write("efg".getBytes(StandardCharsets.US_ASCII), 0, 2);
        assertEquals("bcdef", out.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void whatIsRefusedIsToldAsEver() {
        LastWords words = new LastWords(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        words.bound(Duration.ofSeconds(30));
        assertEquals("Broken pipe", assertThrows(IOException.class, () -> words.write('a')).getMessage());
    }

    @Test
    @Timeout(240)
    void whatNobodyTakesIsGivenUpAndNothingBehindItIsTried() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ByteArrayOutputStream tried = new ByteArrayOutputStream();
        LastWords words = new LastWords(new OutputStream() {
            @Override
            public void write(int b) {
                tried.write(b);
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        words.bound(Duration.ofMillis(50));
        words.write('a');
        words.write('b');
        words.flush();
        assertEquals("a", tried.toString(StandardCharsets.US_ASCII));
        never.countDown();
    }

    @Test
    @Timeout(240)
    void whoIsInterruptedSaysItAllTheSame() throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        LastWords words = new LastWords(new OutputStream() {
            @Override
            public void write(int b) {
                // long enough for who does not wait to have gone on
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                taken.write(b);
            }
        });
        words.bound(Duration.ofSeconds(30));
        Thread.currentThread().interrupt();
        words.write('a');
        boolean flag = Thread.interrupted();
        words.write('b');
        assertEquals("ab", taken.toString(StandardCharsets.US_ASCII));
        assertTrue(flag);
    }

    @Test
    void aRunThatHasATimeEndsThoughNobodyReadsItsErrors() throws Exception {
        String program = Files.writeString(folder.resolve("loud.wat"), LOUD).toString();
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), ToolMain.class.getName(), "run", "--timeout", "500ms",
                program).start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it waits for somebody who reads its last message");
            assertEquals(134, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
