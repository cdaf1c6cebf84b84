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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassWriter;

/** A guest that holds all memory of the JVM ends by its deadline, and so do those beside it. */
@Timeout(600)
class DeadlineAtMemoryEndTest {
    private static final long LIMIT_SECONDS = 200;

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"compiled,host", "compiled,guest", "compiled,wait", "interpreted,host", "interpreted,guest", "interpreted,wait"})
    void guestsEnd(String way, String who) throws Exception {
        String classPath = Stream.of(DeadlineAtMemoryEndMain.class, Store.class, Engine.class, ClassWriter.class)
                .map(DeadlineAtMemoryEndTest::place).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        // without room of their own for threads all of them meet the end
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx24m",
                "-XX:-UseTLAB", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, DeadlineAtMemoryEndMain.class.getName(),
                way, who, "1", "2").redirectErrorStream(true).start();
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
