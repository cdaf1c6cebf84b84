package org.granary.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.granary.engine.Trap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guests with the standard streams of a process of their own, whose other ends this one has. */
@Timeout(120)
class StandardStreamsTest {
    private static final int LIMIT_MILLIS = 300;
    /** Far more than it takes, for machines that have other work; who does not come back is here for ever. */
    private static final int LATE_MILLIS = 10_000;
    /** Of some calls, the best one comes back no later. */
    private static final int PROMISED_MILLIS = 100;
    private static final int READ_MILLIS = 20;
    private static final int PERIOD = 251;
    private static final int TEXT = 4096;
    private static final int POLL = 256;
    private static final int LENGTH = 150_000;
    private static final int STOP = 'S';
    private static final long TYPING_NANOS = 200_000;

    /** The process. Tells on standard error output how its guests fared. */
    static final class Host {
        private final PrintStream tell = System.err;
        private long total;
        private long late;

        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "write" -> new Host().write();
                case "poll" -> new Host().poll();
                default -> new Host().read();
            }
        }

        private void write() {
            try (Guest guest = new Guest(WasiConfig.builder().inheritStdio())) {
                byte[] content = new byte[LENGTH + PERIOD];
                for (int i = 0; i < content.length; i++) {
                    content[i] = (byte) (i % PERIOD);
                }
                guest.memory.writeBytes(TEXT, content);
                long before;
                int tries = 0;
                String outcome;
                do {
                    // a machine that has other work may be late before it has written anything
                    before = total;
                    outcome = attempt(guest, "deadline", Duration.ofMillis(LIMIT_MILLIS));
                } while (total == 0 || total > before || late >= PROMISED_MILLIS && ++tries < 20);
                tell.println(outcome + (late < PROMISED_MILLIS ? "" : ", at best " + late + " ms late"));
                Thread writer = Thread.currentThread();
                later(writer::interrupt);
                tell.println(attempt(guest, "thread", null));
                tell.println(Thread.interrupted());
                later(guest.store.interruptHandle()::interrupt);
                tell.println(attempt(guest, "handle", null));
                tell.println("read on");
                tell.println(attempt(guest, "all", null));
                tell.println(total);
            }
        }

        private static void later(Runnable what) {
            CompletableFuture.delayedExecutor(LIMIT_MILLIS, TimeUnit.MILLISECONDS).execute(what);
        }

        /** Writes once; the outcome and whether it came in time. */
        private String attempt(Guest guest, String why, Duration limit) {
            guest.memory.writeInt(16, TEXT + (int) (total % PERIOD));
            guest.memory.writeInt(20, LENGTH);
            guest.memory.writeInt(Guest.RESULT, 0);
            long begun = System.nanoTime();
            String outcome;
            try {
                Object[] arguments = {1, 16, 1, Guest.RESULT};
                outcome = "error number " + (limit == null ? guest.func("fd_write").call(arguments)
                        : guest.func("fd_write").call(limit, arguments))[0];
            } catch (Trap e) {
                outcome = e.code().toString();
            }
            long millis = (System.nanoTime() - begun) / 1_000_000;
            total += guest.memory.readInt(Guest.RESULT);
            late = millis - LIMIT_MILLIS;
            boolean timely = why.equals("all") || millis < LIMIT_MILLIS + LATE_MILLIS;
            return why + ": " + outcome + (timely ? "" : " after " + millis + " ms");
        }

        /** Polls the input, then reads a byte, until there is none or there have been three. */
        private void poll() {
            try (Guest guest = new Guest(WasiConfig.builder().inheritStdio())) {
                for (int i = 0; i < 3; i++) {
                    guest.memory.writeBytes(POLL, new byte[96]);
                    guest.memory.writeInt(POLL + 8, 1);
                    guest.call("poll_oneoff", POLL, POLL + 48, 1, Guest.RESULT);
                    String found = (guest.memory.readLong(POLL + 48 + 16) > 0 ? "bytes" : "none")
                            + (guest.memory.readShort(POLL + 48 + 24) == 0 ? "" : ", hangup");
                    guest.memory.writeInt(16, TEXT);
                    guest.memory.writeInt(20, 1);
                    guest.call("fd_read", 0, 16, 1, Guest.RESULT);
                    boolean read = guest.memory.readInt(Guest.RESULT) > 0;
                    tell.println(found + (read ? ": " + guest.memory.readByte(TEXT) : ""));
                    if (!read) {
                        return;
                    }
                }
            }
        }

        /** Two guests read the same input, each with a deadline, until a byte says that it is enough. */
        private void read() throws InterruptedException, ExecutionException {
            List<FutureTask<Integer>> guests = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                FutureTask<Integer> guest = new FutureTask<>(this::readAll);
                guests.add(guest);
                new Thread(guest, "guest " + i).start();
            }
            int count = 0;
            for (FutureTask<Integer> guest : guests) {
                count += guest.get();
            }
            tell.println(count);
        }

        private int readAll() {
            int count = 0;
            long best = Long.MAX_VALUE;
            try (Guest guest = new Guest(WasiConfig.builder().inheritStdio())) {
                for (boolean last = false; !last; ) {
                    guest.memory.writeInt(16, TEXT);
                    guest.memory.writeInt(20, 100);
                    guest.memory.writeInt(Guest.RESULT, 0);
                    long begun = System.nanoTime();
                    try {
                        guest.func("fd_read").call(Duration.ofMillis(READ_MILLIS), 0, 16, 1, Guest.RESULT);
                    } catch (Trap e) {
                        // mostly: it is to come back
                        best = Math.min(best, (System.nanoTime() - begun) / 1_000_000 - READ_MILLIS);
                    }
                    if (System.nanoTime() - begun > LATE_MILLIS * 1_000_000L) {
                        tell.println("late");
                    }
                    int got = guest.memory.readInt(Guest.RESULT);
                    for (int i = 0; i < got; i++) {
                        if (guest.memory.readByte(TEXT + i) == STOP) {
                            last = true;
                        } else {
                            count++;
                        }
                    }
                }
            }
            if (best >= PROMISED_MILLIS && best < Long.MAX_VALUE) {
                tell.println("at best " + best + " ms late");
            }
            return count;
        }
    }

    private static Process start(String what) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Host.class.getName(), what).start();
    }

    private static void ends(Process process) throws InterruptedException {
        assertTrue(process.destroyForcibly().waitFor(1, TimeUnit.MINUTES));
    }

    @Test
    void whoWritesWhatNobodyTakesEndsInTimeAndGoesOnLater() throws Exception {
        Process host = start("write");
        try (BufferedReader told = host.errorReader(UTF_8); InputStream written = host.getInputStream()) {
            List<String> before = new ArrayList<>();
            for (String line = told.readLine(); line != null && !line.equals("read on"); line = told.readLine()) {
                before.add(line);
            }
            assertEquals(List.of("deadline: DEADLINE", "thread: error number 27", "true", "handle: INTERRUPT"), before);
            int at = 0;
            for (int next = written.read(); next >= 0; next = written.read()) {
                if (next != at % PERIOD) {
                    assertEquals(at % PERIOD, next, "at " + at);
                }
                at++;
            }
            assertEquals("all: error number 0", told.readLine());
            assertEquals(Integer.toString(at), told.readLine());
            assertTrue(at > LENGTH);
        } finally {
            ends(host);
        }
    }

    @Test
    void guestsThatShareStandardInputComeBackInTimeAndLoseNothing() throws Exception {
        int sent = 2000;
        Process host = start("read");
        try (BufferedReader told = host.errorReader(UTF_8); OutputStream typed = host.getOutputStream()) {
            for (int i = 0; i < sent; i++) {
                typed.write('x');
                typed.flush();
                // as somebody types: both are waiting again, or about to
                LockSupport.parkNanos(TYPING_NANOS);
            }
            FutureTask<String> line = new FutureTask<>(told::readLine);
            new Thread(line, "line").start();
            String found = null;
            while (found == null) {
                try {
                    // each of them is to take one, and one may take several
                    typed.write(STOP);
                    typed.flush();
                    found = line.get(50, TimeUnit.MILLISECONDS);
                } catch (IOException e) {
                    found = line.get();
                } catch (TimeoutException e) {
                    // one of them waits still
                }
            }
            assertEquals(Integer.toString(sent), found);
        } finally {
            ends(host);
        }
    }

    private static List<String> polled(Redirect input, byte... typed) throws Exception {
        Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Host.class.getName(), "poll").redirectInput(input).start();
        try (BufferedReader told = host.errorReader(UTF_8)) {
            if (input == Redirect.PIPE) {
                host.getOutputStream().write(typed);
                host.getOutputStream().close();
            }
            return told.lines().toList();
        } finally {
            ends(host);
        }
    }

    private static Redirect from(String name) {
        assumeTrue(Files.exists(Path.of(name)), name + " is not here");
        return Redirect.from(new File(name));
    }

    @Test
    void whoPollsIsToldTheEndOfFilesAndPipes(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[] {7, 8});
        List<String> two = List.of("bytes: 7", "bytes: 8", "none, hangup");
        assertEquals(two, polled(Redirect.from(file.toFile())));
        assertEquals(two, polled(Redirect.PIPE, (byte) 7, (byte) 8));
        Files.write(file, new byte[0]);
        assertEquals(List.of("none, hangup"), polled(Redirect.from(file.toFile())));
        assertEquals(List.of("none, hangup"), polled(Redirect.PIPE));
    }

    @Test
    void whoPollsIsToldTheEndOfADeviceAndNoneWhereThereIsNone() throws Exception {
        assertEquals(List.of("none, hangup"), polled(from("/dev/null")));
        assertEquals(List.of("bytes: 0", "bytes: 0", "bytes: 0"), polled(from("/dev/zero")));
    }

    /** Files that are made while they are read tell no size. */
    @Test
    void whoPollsAFileOfTheSystemIsNotToldTheEndBeforeIt() throws Exception {
        assertEquals(List.of("bytes: 76", "bytes: 105", "bytes: 110"), polled(from("/proc/version")), "Linux ...");
    }
}
