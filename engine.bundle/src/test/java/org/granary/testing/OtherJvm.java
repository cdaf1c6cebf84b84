package org.granary.testing;

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
 * A test's main class in a JVM of its own, with the engine and nothing else on its class path. It is killed when its time is over, so that
 * reading what it tells ends. The store's tests have one like this: bundles share no test sources.
 */
public final class OtherJvm {
    private final Path jdk;
    private final Class<?> main;
    private final long limitSeconds;
    private final List<String> around;

    /** Of this JDK. */
    public OtherJvm(Class<?> main, long limitSeconds) {
        this(Path.of(System.getProperty("java.home")), main, limitSeconds);
    }

    public OtherJvm(Path jdk, Class<?> main, long limitSeconds) {
        this(jdk, main, limitSeconds, List.of());
    }

    private OtherJvm(Path jdk, Class<?> main, long limitSeconds, List<String> around) {
        this.jdk = jdk;
        this.main = main;
        this.limitSeconds = limitSeconds;
        this.around = around;
    }

    /** Started by a command that is given the JVM's as its further arguments. */
    public OtherJvm startedBy(String... command) {
        return new OtherJvm(jdk, main, limitSeconds, List.of(command));
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Errors come with what it tells. */
    public Process start(List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(around);
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", Stream.of(main, Engine.class, ClassWriter.class).map(OtherJvm::place).distinct()
                .map(Path::toString).collect(Collectors.joining(File.pathSeparator)), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.onExit().orTimeout(limitSeconds, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        return process;
    }

    /** Runs it to its end, which is to be a good one; its lines. */
    public List<String> told(List<String> options, String... arguments) throws IOException, InterruptedException {
        Process process = start(options, arguments);
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
