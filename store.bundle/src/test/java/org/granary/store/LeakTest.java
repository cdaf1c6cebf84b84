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

/**
 * Modules that nobody holds any more leave nothing behind, in a JVM that would notice. {@code -Dgranary.leak.modules=10000} runs more of
 * them.
 */
@Timeout(1800)
class LeakTest {
    /** So many classes do not fit into the metaspace at once. */
    private static final int COUNT = Integer.getInteger("granary.leak.modules", 1_000);
    private static final long LIMIT_SECONDS = 120 + COUNT / 10;

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void runs(int count, boolean artefacts, boolean interpreter) throws Exception {
        String classPath = Stream.of(LeakMain.class, Store.class, Engine.class, ClassWriter.class).map(LeakTest::place).distinct()
                .map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:MaxMetaspaceSize=64m", "-XX:+UseSerialGC", "-cp", classPath, LeakMain.class.getName(), String.valueOf(count),
                String.valueOf(artefacts), String.valueOf(interpreter)).redirectErrorStream(true).start();
        // what it tells is read until it ends
        process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        try {
            process.getOutputStream().close();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), told);
            assertEquals("ran " + count, told.strip());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void compiledModulesLeaveNothing() throws Exception {
        runs(COUNT, false, false);
    }

    @Test
    void artefactsLeaveNothing() throws Exception {
        runs(COUNT / 4, true, false);
    }

    @Test
    void interpretedModulesLeaveNothing() throws Exception {
        runs(COUNT, false, true);
    }
}
