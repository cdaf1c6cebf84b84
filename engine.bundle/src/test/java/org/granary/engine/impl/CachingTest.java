package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that keep compiled code on disk. */
class CachingTest {
    private static final byte[] MODULE = ArtefactSamples.module();

    @TempDir
    Path folder;

    private Engine engine() {
        return Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build())
                .cacheDirectory(folder.resolve("cache")).build());
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> walk = Files.walk(folder.resolve("cache"))) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void whatWasCompiledIsNotCompiledAgain() throws Exception {
        assertEquals(55, ArtefactSamples.call(engine().compile(MODULE), "sum", 10));
        List<Path> kept = files();
        assertEquals(List.of("F0$x", "facts"), kept.stream().map(path -> path.getFileName().toString()).toList());
        FileTime long1 = FileTime.from(Instant.now().minusSeconds(3 * 3_600));
        for (Path file : kept) {
            Files.setLastModifiedTime(file, long1);
        }
        assertEquals(55, ArtefactSamples.call(engine().compile(MODULE), "sum", 10));
        for (Path file : kept) {
            assertTrue(Files.getLastModifiedTime(file).compareTo(long1) > 0, file + " was not used");
        }
    }

    @Test
    void aSpoiltCacheIsCompiledAround() throws Exception {
        ArtefactSamples.call(engine().compile(MODULE), "sum", 10);
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
        assertEquals(110, ArtefactSamples.call(engine().compile(MODULE), "twice", 10));
        assertEquals(2, files().size());
        assertEquals(110, ArtefactSamples.call(engine().compile(MODULE), "twice", 10));
    }

    @Test
    void anArtefactIsTheSameWithACache() {
        byte[] without = ArtefactSamples.withKey(folder).precompileModule(MODULE);
        WasmModule module = engine().compile(MODULE);
        ArtefactSamples.call(module, "sum", 1);
        org.junit.jupiter.api.Assertions.assertArrayEquals(without, module.serialize());
        assertNotNull(engine().deserialize(without));
    }
}
