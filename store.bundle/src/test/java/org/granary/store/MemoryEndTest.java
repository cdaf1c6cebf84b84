package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.objectweb.asm.ClassWriter;

/** A store whose handle is closed while the JVM has no memory left can be closed again, and its guest ends. */
@Timeout(300)
class MemoryEndTest {
    private static final long LIMIT_SECONDS = 120;

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStoreThatCouldNotBeClosedIsClosedWhenThereIsMemoryAgain() throws Exception {
        String classPath = Stream.of(MemoryEndMain.class, Store.class, Engine.class, ClassWriter.class).map(MemoryEndTest::place)
                .map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        // without room of their own for threads all of them meet the end
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx12m",
                "-XX:-UseTLAB", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, MemoryEndMain.class.getName())
                .redirectErrorStream(true).start();
        // what it tells is read until it ends
        process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        try {
            process.getOutputStream().close();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), told);
            assertEquals("ended", told.strip());
        } finally {
            process.destroyForcibly();
        }
    }
}
