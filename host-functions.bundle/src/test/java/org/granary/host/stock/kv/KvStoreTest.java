package org.granary.host.stock.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.granary.host.ErrorValue;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KvStoreTest {
    static final BooleanSupplier NEVER = () -> false;
    private static final KvLimits WIDE = new KvLimits(1_000, 1 << 20, 1 << 10, 1 << 16);

    @TempDir
    private Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private KvStore open() {
        return new KvStore(directory.resolve("a.kv"));
    }

    @Test
    void whatIsSetIsThereAfterClosing() {
        try (KvStore store = open()) {
            assertNull(store.get(bytes("k"), NEVER));
            assertTrue(store.set(bytes("k"), bytes("one"), WIDE, NEVER));
            assertTrue(store.set(bytes("k"), bytes("two"), WIDE, NEVER));
            assertTrue(store.set(bytes("empty"), new byte[0], WIDE, NEVER));
        }
        try (KvStore store = open()) {
            assertArrayEquals(bytes("two"), store.get(bytes("k"), NEVER));
            assertEquals(0, store.get(bytes("empty"), NEVER).length);
            assertTrue(store.remove(bytes("k"), NEVER));
            assertFalse(store.remove(bytes("k"), NEVER));
        }
        try (KvStore store = open()) {
            assertNull(store.get(bytes("k"), NEVER));
        }
    }

    @Test
    void keysAreInTheOrderOfTheirBytes() {
        try (KvStore store = open()) {
            byte[] high = {(byte) 0xff};
            for (byte[] key : List.of(bytes("b"), high, bytes("a"), bytes("ab"))) {
                store.set(key, bytes("v"), WIDE, NEVER);
            }
            List<String> found = new ArrayList<>();
            for (byte[] key = store.next(new byte[0], NEVER); key != null; key = store.next(key, NEVER)) {
                found.add(key.length == 1 && key[0] == -1 ? "ff" : new String(key, UTF_8));
            }
            assertEquals(List.of("a", "ab", "b", "ff"), found);
        }
    }

    @Test
    void limitsHoldAndSmallerIsAlwaysPossible() {
        KvLimits narrow = new KvLimits(2, 10, 4, 10);
        try (KvStore store = open()) {
            assertTrue(store.set(bytes("a"), bytes("1234"), narrow, NEVER));
            assertFalse(store.set(bytes("b"), bytes("12345"), narrow, NEVER), "11 bytes");
            assertTrue(store.set(bytes("b"), bytes("1234"), narrow, NEVER));
            assertFalse(store.set(bytes("c"), new byte[0], narrow, NEVER), "three entries");
            assertTrue(store.set(bytes("b"), bytes("9"), narrow, NEVER));
            assertFalse(store.set(bytes("b"), bytes("12345"), narrow, NEVER));
            assertTrue(store.set(bytes("a"), bytes("12"), new KvLimits(0, 0, 4, 10), NEVER), "smaller than before");
            assertArrayEquals(bytes("9"), store.get(bytes("b"), NEVER));
        }
        try (KvStore store = open()) {
            // 3 + 2 are kept: what was kept is counted anew when the file is opened
            assertTrue(store.set(bytes("b"), bytes("123456"), narrow, NEVER));
            assertFalse(store.set(bytes("b"), bytes("1234567"), narrow, NEVER));
        }
    }

    @Test
    void replacingLooksAtWhatIsThere() {
        try (KvStore store = open()) {
            assertEquals(KvStore.Replaced.OTHER, store.replace(bytes("n"), bytes("1"), bytes("2"), WIDE, NEVER));
            assertEquals(KvStore.Replaced.DONE, store.replace(bytes("n"), new byte[0], bytes("1"), WIDE, NEVER));
            assertEquals(KvStore.Replaced.DONE, store.replace(bytes("n"), bytes("1"), bytes("2"), WIDE, NEVER));
            assertEquals(KvStore.Replaced.OTHER, store.replace(bytes("n"), new byte[0], bytes("3"), WIDE, NEVER));
            assertEquals(KvStore.Replaced.FULL, store.replace(bytes("n"), bytes("2"), bytes("33"), new KvLimits(1, 2, 1, 2), NEVER));
            assertArrayEquals(bytes("2"), store.get(bytes("n"), NEVER));
        }
    }

    @Test
    void anInterruptClosesNoFileAndIsKept() {
        try (KvStore store = open()) {
            Thread.currentThread().interrupt();
            assertTrue(store.set(bytes("k"), bytes("v"), WIDE, NEVER));
            assertTrue(Thread.interrupted());
            assertArrayEquals(bytes("v"), store.get(bytes("k"), NEVER));
        }
    }

    @Test
    void aClosedOneRefuses() {
        KvStore store = open();
        store.close();
        assertEquals(ErrorValue.FAILED, assertThrows(ErrorValue.class, () -> store.get(bytes("k"), NEVER)).code());
    }

    /** Calls that come while it is closed are refused or done before, and none of them opens the file again. */
    @Test
    void whoIsLateDoesNotOpenTheFileAgain() throws Exception {
        for (int round = 0; round < 20; round++) {
            KvStore store = open();
            List<Thread> late = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(4);
            for (int i = 0; i < 4; i++) {
                late.add(new Thread(() -> {
                    try {
                        while (true) {
                            begun.countDown();
                            store.get(bytes("k"), NEVER);
                        }
                    } catch (ErrorValue e) {
                        assertEquals(ErrorValue.FAILED, e.code());
                    }
                }));
            }
            late.forEach(Thread::start);
            begun.await();
            store.close();
            for (Thread thread : late) {
                thread.join();
            }
            open().close();
        }
    }

    @Test
    void aFileThatIsNoneSaysSoAndIsLeftAlone() throws Exception {
        Path file = directory.resolve("a.kv");
        Files.write(file, "no entries, and long enough to be looked at".repeat(500).getBytes(UTF_8));
        IllegalStateException wrong = assertThrows(IllegalStateException.class, this::open);
        assertTrue(wrong.getMessage().startsWith("a.kv: "), wrong.getMessage());
        assertTrue(Files.readString(file).startsWith("no entries"));
    }

    @Test
    void writingTheSameAgainAndAgainDoesNotFillTheDisk() throws Exception {
        try (KvStore store = open()) {
            for (int i = 0; i < 400; i++) {
                assertTrue(store.set(bytes("k"), new byte[60_000], WIDE, NEVER));
            }
        }
        assertTrue(Files.size(directory.resolve("a.kv")) < 12 << 20, Files.size(directory.resolve("a.kv")) + " bytes");
    }

    /** Another process writes and says so; it is killed at some point; what it said is there. */
    @Test
    void killedInTheMiddleOfWritesItKeepsWhatItHasSaidToBeDone() throws Exception {
        Random random = new Random(20261126);
        TreeMap<String, Integer> said = new TreeMap<>();
        int number = 0;
        for (int round = 0; round < 6; round++) {
            Process writer =
                    new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", "-cp", classPath(), Writer.class.getName(), directory.resolve("a.kv").toString(),
                    String.valueOf(number)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (var lines = writer.inputReader(UTF_8)) {
                int most = 1 + random.nextInt(60);
                for (int i = 0; i < most; i++) {
                    note(lines.readLine(), said);
                }
                for (long spin = random.nextInt(2_000_000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                // Process.destroyForcibly closes the pipe with what is still in it
                writer.toHandle().destroyForcibly();
                lines.lines().forEach(line -> note(line, said));
            }
            assertTrue(writer.waitFor(60, TimeUnit.SECONDS));
            number = check(said);
        }
        assertTrue(said.size() > 10, said.toString());
    }

    /** Where the classes are that the other process needs: whatever runs this test may have a class path of another kind. */
    private static String classPath() throws URISyntaxException {
        List<String> parts = new ArrayList<>();
        for (Class<?> needed : List.of(Writer.class, KvStore.class, MVStore.class)) {
            parts.add(Path.of(needed.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        }
        return String.join(File.pathSeparator, parts);
    }

    private static void note(String line, TreeMap<String, Integer> said) {
        // a line that was cut off was not said
        if (line != null && line.endsWith(".")) {
            String[] parts = line.substring(0, line.length() - 1).split(" ");
            said.put(parts[0], Integer.parseInt(parts[1]));
        }
    }

    /** Each key has the number that was said last, or the one that was being written; and its value is whole. */
    private int check(TreeMap<String, Integer> said) {
        int last = said.values().stream().max(Integer::compare).orElse(-1);
        int newer = 0;
        try (KvStore store = open()) {
            for (byte[] key = store.next(new byte[0], NEVER); key != null; key = store.next(key, NEVER)) {
                byte[] value = store.get(key, NEVER);
                int number = Writer.number(value);
                assertArrayEquals(Writer.value(number), value, new String(key, UTF_8));
                Integer known = said.get(new String(key, UTF_8));
                if (known == null || number != known) {
                    assertEquals(last + 1, number, "only the one that was being written is newer");
                    newer++;
                    said.put(new String(key, UTF_8), number);
                }
            }
            for (String key : said.keySet()) {
                assertTrue(store.get(bytes(key), NEVER) != null, key);
            }
        }
        assertTrue(newer <= 1, newer + " newer ones");
        return last + 2;
    }

    /** The process that is killed. */
    static final class Writer {
        private static final KvLimits LIMITS = new KvLimits(1_000_000, 1 << 30, 100, 1 << 20);

        private Writer() {}

        /** Writes numbers at keys, for ever. */
        public static void main(String[] arguments) {
            try (KvStore store = new KvStore(Path.of(arguments[0]))) {
                for (int number = Integer.parseInt(arguments[1]);; number++) {
                    String key = "key" + new Random(number).nextInt(40);
                    if (!store.set(bytes(key), value(number), LIMITS, NEVER)) {
                        throw new AssertionError("full");
                    }
                    System.out.println(key + " " + number + ".");
                    System.out.flush();
                }
            }
        }

        static byte[] value(int number) {
            byte[] value = new byte[4 + new Random(number).nextInt(20_000)];
            new Random(~number).nextBytes(value);
            for (int i = 0; i < 4; i++) {
                value[i] = (byte) (number >> 8 * i);
            }
            return value;
        }

        static int number(byte[] value) {
            return value[0] & 0xff | (value[1] & 0xff) << 8 | (value[2] & 0xff) << 16 | value[3] << 24;
        }
    }
}
