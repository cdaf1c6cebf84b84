package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The host as a user starts it: the script, in a checkout of its own that counts as built, with a real java and the jar of this build. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "granary is a POSIX script; Windows has granary.cmd")
class HostProcessIT {
    private static final long LIMIT_SECONDS = 60;

    private Path root;
    private Path home;
    private Path deploy;

    private record Outcome(int status, List<String> out, List<String> errors) {
        /** The line of a plugin in what {@code wasm:ps} prints, its blanks made one. */
        String line(String plugin) {
            return out.stream().map(line -> line.replaceAll(" +", " ")).filter(line -> line.contains(" " + plugin + " ")).findFirst()
                    .orElseThrow(() -> new AssertionError("no " + plugin + " in " + this));
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        root = Directories.fresh(Path.of("target", "runs", "HostProcessIT")).toRealPath();
        home = root.resolve("check out");
        for (String folder : List.of("cnf/target", "bench", "examples", "some.bundle")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("bnd.bnd"), "");
        Files.copy(Path.of("..", "granary"), home.resolve("granary"));
        Files.copy(Path.of("..", "examples", "hello.wat"), home.resolve("examples/hello.wat"));
        Files.copy(Path.of("..", "cnf", "target", "granary.jar"), home.resolve("cnf/target/granary.jar"));
        Files.writeString(home.resolve("cnf/target/built"), "");
        deploy = home.resolve("deploy");
    }

    private ProcessBuilder host(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", home.resolve("granary").toString(), "host"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GRANARY_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return builder;
    }

    private Outcome run(String... arguments) throws Exception {
        Path out = root.resolve("out");
        Path errors = root.resolve("errors");
        Process process = host(arguments).redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        try {
            process.getOutputStream().close();
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS),
                    () -> "it does not end; so far " + text(out) + " and, of errors, " + text(errors));
            return new Outcome(process.exitValue(), text(out), text(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> text(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void commandsRunWhenEveryFileIsTakenOrRefused() throws Exception {
        Files.createDirectory(deploy);
        Files.copy(home.resolve("examples/hello.wat"), deploy.resolve("hello.wat"));
        Files.writeString(deploy.resolve("broken.wasm"), "these are words");
        Outcome told = run("-c", "wasm:ps; wasm:why broken; wasm:call hello add 2 40");
        assertEquals(0, told.status(), told::toString);
        assertTrue(told.line("hello").contains(" hello - ACTIVE"), told::toString);
        assertTrue(told.line("broken").contains(" broken - FAILED malformed"), told::toString);
        assertTrue(told.out().stream().anyMatch(line -> line.contains("expected 00 61 73 6d")), told::toString);
        assertEquals("42", told.out().get(told.out().size() - 1), told::toString);
        // once more over the same data: what fails ends the commands, and is the status
        Outcome failed = run("-c", "wasm:call hello divmod 1 0; wasm:ps");
        assertEquals(1, failed.status(), failed::toString);
        assertTrue(failed.out().stream().noneMatch(line -> line.contains("ACTIVE")), failed::toString);
        assertTrue(failed.errors().stream().anyMatch(line -> line.contains("integer divide by zero")), failed::toString);
        Path program = Files.writeString(root.resolve("three.wat"), """
                (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
                  (func (export "_start") (call $exit (i32.const 3))))""");
        assertEquals(3, run("-c", "wasm:run '" + program + "'").status());
        Outcome missing = run("-c", "wasm:call hello nothing");
        assertEquals(2, missing.status(), missing::toString);
        assertTrue(missing.errors().stream().anyMatch(line -> line.contains("has no function nothing")), missing::toString);
    }

    @Test
    void whatDoesNotSettleIsToldAndWaitedForNoLonger() throws Exception {
        Files.createDirectory(deploy);
        Files.writeString(deploy.resolve("forever.wat"), "(module (func $f (loop (br 0))) (start $f))");
        Outcome told = run("--wait", "1", "-c", "wasm:ps");
        assertEquals(0, told.status(), told::toString);
        assertTrue(told.errors().stream().anyMatch(line -> line.contains("not settled after 1 s (--wait): 1 to go")), told::toString);
    }

    @Test
    void argumentsThatAreNotUnderstoodAreTwo() throws Exception {
        Outcome told = run("--wait", "soon");
        assertEquals(2, told.status(), told::toString);
        assertTrue(told.errors().stream().anyMatch(line -> line.startsWith("usage: granary host")), told::toString);
    }

    @Test
    void aSecondHostOverTheSameDataIsRefused() throws Exception {
        Path out = root.resolve("first");
        Process first = host().redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try (Writer typed = first.outputWriter()) {
            typed.write("wasm:ps\n");
            typed.flush();
            // the first start has something alive
            Await.until("the first host answers", () -> text(out).stream().filter(line -> line.startsWith("g! ")).count() > 1);
            // who pipes commands in has not seen what is there yet, so they wait like those of -c
            assertTrue(text(out).stream().anyMatch(line -> line.matches(".*hello +- +ACTIVE.*")), () -> text(out).toString());
            Outcome second = run("-c", "wasm:ps");
            assertEquals(1, second.status(), second::toString);
            assertEquals(List.of("granary: a host runs over " + home.resolve("data") + " already (process " + first.pid()
                    + "); --data DIR gives this one another"), second.errors());
            assertTrue(first.isAlive(), () -> "it ended: " + text(out));
            typed.write("exit 5\n");
            typed.flush();
            assertTrue(first.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> text(out).toString());
            assertEquals(5, first.exitValue(), () -> text(out).toString());
        } finally {
            first.destroyForcibly();
        }
    }
}
