package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.granary.engine.ArtefactTrust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CodeCacheTest {
    private static final String MODULE = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;
    private Instant now = Instant.now();

    private CodeCache cache(long bytes) {
        return cache(bytes, 1, "host.key");
    }

    private CodeCache cache(long bytes, int compatibility, String key) {
        return cache(bytes, compatibility, key, Duration.ofDays(2));
    }

    private CodeCache cache(long bytes, int compatibility, String key, Duration age) {
        Notary notary = new Notary(ArtefactTrust.builder().hostKeyFile(folder.resolve(key)).build());
        byte[] hash = new byte[32];
        hash[0] = (byte) compatibility;
        return new CodeCache(folder.resolve("cache"), hash, notary, bytes, age, () -> now);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve("cache"))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void whatIsKeptIsFoundByWhoeverUsesTheFolder() {
        cache(1 << 20).keep(MODULE, "F0$x", CONTENT);
        assertArrayEquals(CONTENT, cache(1 << 20).find(MODULE, "F0$x"));
        assertNull(cache(1 << 20).find(MODULE, "F1$x"));
        assertNull(cache(1 << 20).find(OTHER, "F0$x"));
        assertNull(cache(1 << 20, 2, "host.key").find(MODULE, "F0$x"));
    }

    /** No instant is that far away. */
    @Test
    void entriesMayBeKeptForEver() throws IOException {
        for (Duration age : List.of(ChronoUnit.FOREVER.getDuration(), Duration.ofSeconds(Long.MAX_VALUE / 2))) {
            CodeCache cache = cache(1 << 20, 1, "host.key", age);
            cache.keep(MODULE, "F0$x", CONTENT);
            now = now.plus(Duration.ofDays(100_000));
            cache.keep(OTHER, "F0$x", CONTENT);
            assertArrayEquals(CONTENT, cache.find(MODULE, "F0$x"));
        }
        assertEquals(2, files().size());
    }

    @Test
    void whatThisHostHasNotWrittenIsNotThere() throws IOException {
        cache(1 << 20, 1, "other.key").keep(MODULE, "F0$x", CONTENT);
        assertNull(cache(1 << 20).find(MODULE, "F0$x"));
        assertEquals(List.of(), files());
    }

    @Test
    void changedCutAndMovedFilesAreNotThere() throws IOException {
        CodeCache cache = cache(1 << 20);
        cache.keep(MODULE, "F0$x", CONTENT);
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertNull(cache.find(MODULE, "F0$x"), "changed at " + i);
            Files.write(file, java.util.Arrays.copyOf(whole, i));
            assertNull(cache.find(MODULE, "F0$x"), "cut to " + i);
        }
        Files.write(file.resolveSibling("F1$x"), whole);
        assertNull(cache.find(MODULE, "F1$x"));
        cache.keep(MODULE, "F0$x", CONTENT);
        assertArrayEquals(CONTENT, cache.find(MODULE, "F0$x"));
    }

    /** It leads to a pipe perhaps, that never ends. */
    @Test
    void whatIsNoFileIsNotRead() throws IOException {
        CodeCache cache = cache(1 << 20);
        cache.keep(MODULE, "F0$x", CONTENT);
        Path file = files().get(0);
        Path aside = Files.move(file, folder.resolve("aside"));
        Files.createSymbolicLink(file, aside);
        assertNull(cache.find(MODULE, "F0$x"));
        cache.keep(MODULE, "F0$x", CONTENT);
        assertArrayEquals(CONTENT, cache.find(MODULE, "F0$x"));
        Files.delete(file);
        Files.createDirectory(file);
        assertNull(cache.find(MODULE, "F0$x"));
    }

    @Test
    void theOldestGoWhenItBecomesTooLarge() throws IOException {
        CodeCache cache = cache(100_000);
        for (int i = 0; i < 40; i++) {
            cache.keep(MODULE, "F" + i, new byte[5_000]);
            Files.setLastModifiedTime(file("F" + i), FileTime.from(now.minusSeconds(1_000 - i)));
        }
        long total = bytes();
        assertTrue(total <= 100_000 && total > 50_000, total + " bytes");
        assertNotNull(cache.find(MODULE, "F39"));
        assertNull(cache.find(MODULE, "F0"));
    }

    /** Each has an idea of its own how full it is, as processes have. */
    @Test
    void severalThatWriteInTurnPassTheBoundByLittle() throws IOException {
        List<CodeCache> caches = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            caches.add(cache(100_000));
        }
        for (int i = 0; i < 80; i++) {
            for (int cache = 0; cache < caches.size(); cache++) {
                caches.get(cache).keep(MODULE, "F" + i + "$" + cache, new byte[1_000]);
            }
            assertTrue(bytes() <= 100_000 / 16 * (16 + caches.size()), bytes() + " bytes");
        }
    }

    private long bytes() throws IOException {
        long total = 0;
        for (Path file : files()) {
            total += Files.size(file);
        }
        return total;
    }

    private Path file(String name) throws IOException {
        return files().stream().filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }

    @Test
    void whatWasNotUsedForLongGoesAndWhatIsUsedStays() throws IOException {
        CodeCache cache = cache(1 << 20);
        cache.keep(MODULE, "old", CONTENT);
        cache.keep(MODULE, "used", CONTENT);
        now = now.plus(Duration.ofHours(30));
        assertNotNull(cache.find(MODULE, "used"));
        now = now.plus(Duration.ofHours(30));
        assertNull(cache.find(MODULE, "old"));
        assertNotNull(cache.find(MODULE, "used"));
        cache(1 << 20).keep(OTHER, "new", CONTENT);
        assertFalse(files().stream().anyMatch(path -> path.endsWith("old")), "is still on the disk");
    }

    @Test
    void whatKilledProcessesLeaveIsTakenAway() throws IOException {
        cache(1 << 20).keep(MODULE, "F0$x", CONTENT);
        Path left = Files.write(files().get(0).resolveSibling("F1$x123.new"), new byte[10]);
        Path fresh = Files.write(files().get(0).resolveSibling("F2$x123.new"), new byte[10]);
        Files.setLastModifiedTime(left, FileTime.from(now.minus(Duration.ofHours(2))));
        cache(1 << 20).keep(MODULE, "F3$x", CONTENT);
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(fresh), "somebody may be writing it");
    }

    /** Somebody may name a folder that holds more, his own perhaps. */
    @Test
    void whatOthersKeepInTheFolderStays() throws IOException {
        Path whole = folder.resolve("cache");
        List<Path> others = new ArrayList<>();
        for (String name : List.of("letter.txt", "half.new", "letters/old.txt", "ab".repeat(8) + "/notes", "ab".repeat(8) + "/letters/old",
                MODULE + "/" + MODULE + "/old", "ab".repeat(8) + "/" + MODULE + "/letters/old")) {
            Path file = whole.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[5_000]);
            Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.ofDays(100))));
            others.add(file);
        }
        Path empty = Files.createDirectory(whole.resolve("empty"));
        CodeCache cache = cache(20_000);
        for (int i = 0; i < 10; i++) {
            cache.keep(MODULE, "F" + i, new byte[5_000]);
        }
        assertEquals(List.of(), others.stream().filter(file -> !Files.exists(file)).toList());
        assertTrue(Files.exists(empty));
        assertTrue(bytes() <= 20_000 + others.size() * 5_000L, bytes() + " bytes");
    }

    /** Many a disk has one of the system's own. */
    @Test
    void aFolderThatNobodyMayLookIntoKeepsNothingFromGoing() throws IOException {
        Path shut = Files.createDirectories(folder.resolve("cache/lost+found"));
        CodeCache cache = cache(20_000);
        // said by hand, too: the system's own user may look into everything
        assertSame(FileVisitResult.CONTINUE, cache.new Inventory(now).visitFileFailed(shut, new AccessDeniedException(shut.toString())));
        shut.toFile().setReadable(false);
        for (int i = 0; i < 10; i++) {
            cache.keep(MODULE, "F" + i, new byte[5_000]);
        }
        shut.toFile().setReadable(true);
        assertTrue(bytes() <= 20_000, bytes() + " bytes");
    }

    /** By its rights, say, which somebody puts right. */
    @Test
    void aKeyThatIsOfNoUseForAWhileTakesNothingAway() throws IOException {
        cache(1 << 20).keep(MODULE, "F0$x", CONTENT);
        byte[] key = Files.readAllBytes(folder.resolve("host.key"));
        Files.write(folder.resolve("host.key"), new byte[1]);
        assertNull(cache(1 << 20).find(MODULE, "F0$x"));
        Files.write(folder.resolve("host.key"), key);
        assertArrayEquals(CONTENT, cache(1 << 20).find(MODULE, "F0$x"));
    }

    /** Not each file system has its files in the platform's. */
    @Test
    void whatIsTooMuchGoesInOtherFileSystemsToo() throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            Notary notary = new Notary(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build());
            CodeCache cache = new CodeCache(archive.getPath("/cache"), new byte[32], notary, 20_000, Duration.ofDays(2), () -> now);
            for (int i = 0; i < 10; i++) {
                cache.keep(MODULE, "F" + i, new byte[5_000]);
            }
            assertNotNull(cache.find(MODULE, "F9"));
        }
    }

    @Test
    void aFolderOfNoUseOnlyMakesItSlow() throws IOException {
        Files.write(folder.resolve("cache"), new byte[0]);
        CodeCache cache = cache(1 << 20);
        cache.keep(MODULE, "F0$x", CONTENT);
        assertNull(cache.find(MODULE, "F0$x"));
    }

    @Test
    void aClosedCacheNeitherGivesNorTakes() throws IOException {
        CodeCache cache = cache(1 << 20);
        cache.keep(MODULE, "F0$x", CONTENT);
        cache.close();
        assertNull(cache.find(MODULE, "F0$x"));
        cache.keep(MODULE, "F1$x", CONTENT);
        assertEquals(1, files().size());
    }

    @Test
    void manyWriteAndReadAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                all.add(pool.submit(() -> {
                    CodeCache cache = cache(20_000);
                    for (int i = 0; i < 100; i++) {
                        byte[] content = new byte[] {(byte) (i % 10)};
                        cache.keep(MODULE, "F" + i % 10, java.util.Arrays.copyOf(content, 1_000));
                        byte[] found = cache.find(MODULE, "F" + (i + thread) % 10);
                        assertTrue(found == null || found.length == 1_000 && found[0] == (i + thread) % 10);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertFalse(files().stream().anyMatch(path -> path.toString().endsWith(".new")));
    }
}
