package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.granary.artefact.CodeCache;
import org.granary.artefact.Notary;
import org.granary.engine.Engine;
import org.granary.testing.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes compile the same modules, and others, into one folder at once, and some of them are killed. */
@Timeout(300)
class SharedCacheTest {
    private static final int ROUNDS = 2;
    private static final int PROCESSES = 4;
    private static final int KILLED = 3;
    private static final int MODULES = 8;
    private static final long LIMIT_SECONDS = 120;
    private static final String UNFINISHED = ".new";

    @TempDir
    Path folder;

    private Process start(int number) throws IOException {
        return new OtherJvm(SharedCacheMain.class, LIMIT_SECONDS).start(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                folder.toString(), String.valueOf(number), String.valueOf(MODULES));
    }

    /** Some modules later, and a moment: amid whatever it does then. */
    private static void kill(Process process, Random random) throws IOException, InterruptedException {
        BufferedReader told = process.inputReader(StandardCharsets.UTF_8);
        for (int lines = 1 + random.nextInt(MODULES - 2); lines > 0; lines--) {
            String line = told.readLine();
            assertTrue(line != null && line.startsWith("module "), "told: " + line);
        }
        for (long spin = random.nextInt(3_000_000); spin > 0; spin--) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
    }

    private static void endsWell(Process process) throws IOException, InterruptedException {
        List<String> told = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals("all right", told.get(told.size() - 1), told::toString);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve("cache"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private long bytes() throws IOException {
        long sum = 0;
        for (Path file : files()) {
            sum += unfinished(file) ? 0 : Files.size(file);
        }
        return sum;
    }

    private static boolean unfinished(Path file) {
        return file.toString().endsWith(UNFINISHED);
    }

    /** Whoever reads them finds no file that was cut off or mixed: only whole ones have the right code. */
    private void allAreWhole() throws IOException {
        try (Engine engine = SharedCacheMain.engine(folder)) {
            CodeCache cache = new CodeCache(folder.resolve("cache"), HexFormat.of().parseHex(engine.compatibilityHash()),
                    new Notary(engine.config().artefacts()), SharedCacheMain.MOST_BYTES, Duration.ofDays(1), Instant::now);
            for (Path file : files()) {
                if (!unfinished(file)) {
                    assertNotNull(cache.find(file.getParent().getFileName().toString(), file.getFileName().toString()), file::toString);
                }
            }
        }
    }

    private void compiledByManyAtOnce() throws Exception {
        Random random = new Random(20261126);
        for (int round = 0; round < ROUNDS; round++) {
            List<Process> running = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    running.add(start(round * PROCESSES + i));
                }
                for (Process process : running.subList(0, KILLED)) {
                    kill(process, random);
                }
                for (Process process : running.subList(KILLED, PROCESSES)) {
                    endsWell(process);
                }
            } finally {
                running.forEach(Process::destroyForcibly);
            }
        }
    }

    @Test
    void processesShareACacheWhateverKillsThem() throws Exception {
        compiledByManyAtOnce();
        allAreWhole();
        long left = bytes();
        assertTrue(left > SharedCacheMain.MOST_BYTES / 2, left + " bytes: too few to reach the bound");
        // each may have written a sixteenth without looking
        assertTrue(left < SharedCacheMain.MOST_BYTES / 16 * (16 + PROCESSES), left + " bytes");

        List<Path> files = files();
        Path broken = files.stream().filter(file -> !unfinished(file)).findFirst().orElseThrow();
        byte[] content = Files.readAllBytes(broken);
        Files.write(broken.resolveSibling("F0$x1" + UNFINISHED), content);
        Files.write(broken, Arrays.copyOf(content, content.length / 2));
        for (Path file : files()) {
            if (unfinished(file)) {
                // as if it had been left some time ago
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            }
        }
        Process fresh = start(ROUNDS * PROCESSES);
        endsWell(fresh);
        for (int module = 0; module < SharedCacheMain.SHARED_MODULES + ROUNDS * PROCESSES; module++) {
            SharedCacheMain.run(folder, module);
        }
        allAreWhole();
        assertFalse(files().stream().anyMatch(SharedCacheTest::unfinished), "unfinished ones are still there");
        assertTrue(bytes() <= SharedCacheMain.MOST_BYTES / 16 * 17, bytes() + " bytes");
    }
}
