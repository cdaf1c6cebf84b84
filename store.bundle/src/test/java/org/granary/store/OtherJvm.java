package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.objectweb.asm.ClassWriter;

/**
 * A test's main class in a JVM of its own, with the store, the engine and nothing else on its class path. It is killed when its time is
 * over, so that reading what it tells ends. The engine's tests have one like this: bundles share no test sources.
 */
final class OtherJvm {
    private OtherJvm() {
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs it to its end, which is to be a good one; its lines, errors among them. */
    static List<String> told(Class<?> main, long limitSeconds, List<String> options, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", Stream.of(main, Store.class, Engine.class, ClassWriter.class).map(OtherJvm::place).distinct()
                .map(Path::toString).collect(Collectors.joining(File.pathSeparator)), main.getName()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.onExit().orTimeout(limitSeconds, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        try {
            process.getOutputStream().close();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(limitSeconds, TimeUnit.SECONDS), told);
            assertEquals(0, process.exitValue(), () -> "it failed, or took more than " + limitSeconds + " s: " + told);
            return told.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
