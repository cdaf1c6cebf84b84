package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
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
    private static final long DRAIN_MILLIS = 2_000;

    private Path root;
    private Path home;
    private Path deploy;

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
        return Outcome.of(host(arguments), root, "");
    }

    private Outcome piped(String... lines) throws Exception {
        return Outcome.of(host(), root, String.join("\n", lines) + "\n");
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
        Files.writeString(deploy.resolve("org.granary.plugin-forever.cfg"), "wasm.plugin.name = forever\nstart.millis = 600000\n");
        Files.writeString(deploy.resolve("forever.wat"), "(module (func $f (loop (br 0))) (start $f))");
        Outcome told = run("--wait", "1", "-c", "wasm:ps");
        // on a slow machine the plugin host may not even be there by then
        for (int seconds = 4; seconds <= 64 && !saysOneToGo(told); seconds *= 2) {
            told = run("--wait", Integer.toString(seconds), "-c", "wasm:ps");
        }
        assertTrue(saysOneToGo(told), told::toString);
        assertEquals(0, told.status(), told::toString);
    }

    private static boolean saysOneToGo(Outcome told) {
        return told.errors().stream().anyMatch(line -> line.matches("granary: not settled after \\d+ s \\(--wait\\): 1 to go.*"));
    }

    @Test
    void withoutTheScriptArgumentsThatAreNotUnderstoodAreTwoAsWell() throws Exception {
        ProcessBuilder jar = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlaunch.storage.dir=" + root.resolve("framework"), "-Dfelix.fileinstall.dir=" + root.resolve("none"), "-jar",
                home.resolve("cnf/target/granary.jar").toString(), "--wait=soon");
        Outcome told = Outcome.of(jar.directory(root.toFile()), root, "");
        assertEquals(2, told.status(), told::toString);
        assertTrue(told.errors().stream().anyMatch(line -> line.equals("granary host: --wait: expected a number of seconds, found soon")),
                told::toString);
        assertTrue(told.errors().stream().anyMatch(line -> line.startsWith("usage: granary host")), told::toString);
    }

    @Test
    void whatIsPipedInIsAScriptWhoseLastCommandCounts() throws Exception {
        Outcome last = piped("wasm:ps", "wasm:call hello nothing");
        assertEquals(2, last.status(), last::toString);
        Outcome mended = piped("wasm:call hello divmod 1 0; echo not reached", "wasm:call hello divmod 7 2");
        assertEquals(0, mended.status(), mended::toString);
        assertTrue(mended.errors().stream().anyMatch(line -> line.contains("integer divide by zero")), mended::toString);
        assertTrue(mended.out().stream().noneMatch(line -> line.contains("not reached")), mended::toString);
        Outcome left = piped("wasm:call hello divmod 1 0", "exit");
        assertEquals(1, left.status(), left::toString);
    }

    @Test
    void withNothingToReadItServesUntilItIsStopped() throws Exception {
        served(host().redirectInput(Redirect.from(new File("/dev/null"))), "granary: standard input is empty, so there is no shell");
    }

    @Test
    void aServiceReadsNothing() throws Exception {
        ProcessBuilder builder = host("--no-shell");
        Path lines = Files.writeString(root.resolve("lines"), "exit 5\n");
        served(builder.redirectInput(lines.toFile()), "granary: plugins serve until this process is stopped");
    }

    @Test
    void whoStopsTheProcessStopsTheFrameworkAndACallHasItsDrainTime() throws Exception {
        Files.createDirectory(deploy);
        Files.writeString(deploy.resolve("org.granary.plugin-spin.cfg"),
                "wasm.plugin.name = spin\nhost.modules = log\ndrain.millis = " + DRAIN_MILLIS + "\n");
        Files.writeString(deploy.resolve("spin.wat"), """
                (module
                  (import "granary_log" "write" (func $log (param i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 0) "it spinsit starts")
                  (func $start (drop (call $log (i32.const 0) (i32.const 8) (i32.const 9))))
                  (start $start)
                  (func (export "spin") (drop (call $log (i32.const 0) (i32.const 0) (i32.const 8))) (loop (br 0))))""");
        Path out = root.resolve("out");
        Path errors = root.resolve("errors");
        Process process = host().redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        try (Writer typed = process.outputWriter()) {
            // its import is granted by the configuration, which FileInstall may read when the plugin serves without already
            Await.until("the plugin starts with its configuration", () -> !process.isAlive() || has(errors, "it starts"));
            Await.until("the plugin serves", () -> !process.isAlive() || shows(typed, out, ".*spin +- +ACTIVE.*"));
            typed.write("wasm:call spin spin\n");
            typed.flush();
            Await.until("the call runs", () -> !process.isAlive() || has(errors, "it spins"));
            long stopped = System.nanoTime();
            process.destroy();
            boolean ended = process.waitFor(Outcome.LIMIT_SECONDS, TimeUnit.SECONDS);
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopped);
            assertTrue(ended, () -> "it does not end: " + Outcome.text(errors));
            assertEquals(128 + 15, process.exitValue(), () -> Outcome.text(errors).toString());
            assertTrue(tookMillis >= DRAIN_MILLIS, () -> "the call had " + tookMillis + " ms: " + Outcome.text(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Asks once more; the answer is seen next time. */
    private static boolean shows(Writer typed, Path out, String plugin) throws IOException {
        typed.write("wasm:ps\n");
        typed.flush();
        return Outcome.text(out).stream().anyMatch(line -> line.matches(plugin));
    }

    @Test
    void anEngineWithOtherSettingsDoesNotEndAHostThatServes() throws Exception {
        legacy();
        Path errors = root.resolve("errors");
        Process process = host("--no-shell").redirectOutput(root.resolve("out").toFile()).redirectError(errors.toFile()).start();
        try {
            Await.until("it is refused", () -> !process.isAlive() || has(errors, "proposals.on=legacy-exceptions"));
            Files.writeString(deploy.resolve("org.granary.engine.cfg"), "proposals.on = legacy-exceptions\n");
            Await.until("it starts", () -> !process.isAlive() || has(errors, "it is there"));
            Files.writeString(deploy.resolve("broken.wasm"), "these are words");
            Await.until("it tells of a file", () -> !process.isAlive() || has(errors, "plugin broken"));
            stop(process, errors);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void commandsWaitForAConfigurationThatFileInstallReadsLate() throws Exception {
        legacy();
        Files.writeString(deploy.resolve("org.granary.engine.cfg"), "proposals.on = legacy-exceptions\n");
        Outcome told = Outcome.of(seldom(host("-c", "wasm:ps")), root, "");
        assertEquals(0, told.status(), told::toString);
        assertTrue(told.line("legacy").contains(" legacy - ACTIVE"), told::toString);
    }

    /** It reads what lies there at its second look, after four seconds. */
    private static ProcessBuilder seldom(ProcessBuilder host) {
        host.environment().merge("GRANARY_JAVA_OPTS", " -Dfelix.fileinstall.noInitialDelay=false -Dfelix.fileinstall.poll=2000",
                String::concat);
        return host;
    }

    @Test
    void settingsOfTheEngineThatMakeNoSenseAreToldAndTheHostEnds() throws Exception {
        senseless();
        for (String how : List.of("--command=wasm:ps", "--no-shell")) {
            refused(run(how));
        }
    }

    @Test
    void settingsOfTheEngineThatMakeNoSenseEndCommandsWhenTheyAreReadLate() throws Exception {
        senseless();
        refused(Outcome.of(seldom(host("-c", "wasm:ps")), root, ""));
        // piped lines wait likewise
        refused(Outcome.of(seldom(host("--data", root.resolve("other").toString())), root, "wasm:ps\n"));
    }

    private static void refused(Outcome told) {
        assertEquals(1, told.status(), told::toString);
        assertEquals(List.of(), told.out(), told::toString);
        assertTrue(told.errors().stream().anyMatch(line -> line.matches("granary: the plugin host does not start: java\\.lang\\."
                + "IllegalArgumentException: org\\.granary\\.engine: proposal \"none-such\": expected one of .*")), told::toString);
    }

    @Test
    void settingsThatTheEngineHadAreNoReasonToEndWhenTheFileHasOthers() throws Exception {
        senseless();
        refused(run("-c", "wasm:ps"));
        Files.delete(deploy.resolve("org.granary.engine.cfg"));
        Files.delete(deploy);
        legacy();
        Files.writeString(deploy.resolve("org.granary.engine.cfg"), "proposals.on = legacy-exceptions\n");
        Outcome mended = Outcome.of(seldom(host("-c", "wasm:ps")), root, "");
        assertEquals(0, mended.status(), mended::toString);
        assertTrue(mended.errors().stream().anyMatch(line -> line.contains("proposal \"none-such\": expected one of")), mended::toString);
        assertTrue(mended.line("legacy").contains(" legacy - ACTIVE"), mended::toString);
    }

    @Test
    void aServiceThatIsStoppedWhileItWaitsForThePluginHostEndsLikeOthers() throws Exception {
        boolean waited = false;
        // on a slow machine the shorter time may be over when the host begins to wait
        for (int millis = 8_000; !waited && millis <= 32_000; millis *= 2) {
            waited = stoppedWhileItWaits(millis);
        }
        assertTrue(waited, "it never waited");
    }

    /** Settings that are mended, and read after twice that time; FileInstall stops when it has slept. False when they were read already. */
    private boolean stoppedWhileItWaits(int millis) throws Exception {
        senseless();
        refused(run("-c", "wasm:ps"));
        Files.writeString(deploy.resolve("org.granary.engine.cfg"), "proposals.on = gc\n");
        ProcessBuilder builder = host("--no-shell");
        builder.environment().merge("GRANARY_JAVA_OPTS", " -Dfelix.fileinstall.noInitialDelay=false -Dfelix.fileinstall.poll=" + millis,
                String::concat);
        Path errors = root.resolve("errors");
        Process process = builder.redirectOutput(root.resolve("out").toFile()).redirectError(errors.toFile()).start();
        try {
            String waits = "granary: waiting for the plugin host";
            Await.until("it waits, or serves", () -> !process.isAlive() || has(errors, waits) || has(errors, "granary: plugins serve"));
            stop(process, errors);
            assertTrue(Outcome.text(errors).stream().noneMatch(line -> line.contains("\tat ")), () -> Outcome.text(errors).toString());
            return has(errors, waits);
        } finally {
            process.destroyForcibly();
        }
    }

    private void senseless() throws IOException {
        Files.createDirectories(deploy);
        Files.writeString(deploy.resolve("org.granary.engine.cfg"), "proposals.on = none-such\n");
    }

    @Test
    void aConfigurationThatNobodyTakesIsTold() throws Exception {
        Files.createDirectory(deploy);
        Files.writeString(deploy.resolve("org.granary.enigne.cfg"), "proposals.on = legacy-exceptions\n");
        Outcome told = run("-c", "wasm:ps");
        assertEquals(0, told.status(), told::toString);
        assertEquals(List.of("granary: nobody has taken org.granary.enigne.cfg in the watched folder; what is taken is "
                + "org.granary.engine.cfg, org.granary.plugin-NAME.cfg, org.granary.plugin.host.cfg"),
                told.errors().stream().filter(line -> !line.startsWith("granary: waiting for ")).toList());
    }

    @Test
    void anEngineWithOtherSettingsLeavesTheShellOpen() throws Exception {
        legacy();
        Path out = root.resolve("out");
        Path errors = root.resolve("errors");
        Process process = host().redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        try (Writer typed = process.outputWriter()) {
            Await.until("it is refused", () -> !process.isAlive() || shows(typed, out, ".*legacy +- +FAILED.*"));
            Files.writeString(deploy.resolve("org.granary.engine.cfg"), "proposals.on = legacy-exceptions\n");
            Await.until("it starts", () -> !process.isAlive() || shows(typed, out, ".*legacy +- +ACTIVE.*"));
            typed.write("help wasm:ps\nexit 5\n");
            typed.flush();
            assertTrue(process.waitFor(Outcome.LIMIT_SECONDS, TimeUnit.SECONDS), () -> Outcome.text(errors).toString());
            assertEquals(5, process.exitValue(), () -> Outcome.text(errors).toString());
        } finally {
            process.destroyForcibly();
        }
    }

    /** A plugin that the engine takes only by other settings than it has. */
    private void legacy() throws IOException {
        Files.createDirectory(deploy);
        Files.writeString(deploy.resolve("org.granary.plugin-legacy.cfg"), "wasm.plugin.name = legacy\nhost.modules = log\n");
        Files.writeString(deploy.resolve("legacy.wat"), """
                (module
                  (import "granary_log" "write" (func $log (param i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 0) "it is there")
                  (func $start try (drop (call $log (i32.const 0) (i32.const 0) (i32.const 11))) catch_all end)
                  (start $start))""");
    }

    private static void stop(Process process, Path errors) throws InterruptedException {
        assertTrue(process.isAlive(), () -> "it ended: " + Outcome.text(errors));
        process.destroy();
        assertTrue(process.waitFor(Outcome.LIMIT_SECONDS, TimeUnit.SECONDS), () -> "it does not end: " + Outcome.text(errors));
        assertEquals(128 + 15, process.exitValue(), () -> Outcome.text(errors).toString());
    }

    private void served(ProcessBuilder builder, String told) throws Exception {
        Path errors = root.resolve("errors");
        Files.createDirectory(deploy);
        Process process = builder.redirectOutput(root.resolve("out").toFile()).redirectError(errors.toFile()).start();
        try {
            Await.until("it says that it serves: " + told, () -> !process.isAlive() || has(errors, told));
            Files.writeString(deploy.resolve("broken.wasm"), "these are words");
            Await.until("it tells of a file", () -> !process.isAlive() || has(errors, "plugin broken"));
            stop(process, errors);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean has(Path file, String text) {
        return Outcome.text(file).stream().anyMatch(line -> line.contains(text));
    }

    @Test
    void aSecondHostOverTheSameDataIsRefused() throws Exception {
        Path out = root.resolve("first");
        Process first = host().redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try (Writer typed = first.outputWriter()) {
            typed.write("wasm:ps\n");
            typed.flush();
            // the first start has something alive
            Await.until("the first host answers", () -> Outcome.text(out).stream().filter(line -> line.startsWith("g! ")).count() > 1);
            // who pipes commands in has not seen what is there yet, so they wait like those of -c
            assertTrue(Outcome.text(out).stream().anyMatch(line -> line.matches(".*hello +- +ACTIVE.*")), Outcome.text(out)::toString);
            Outcome second = run("-c", "wasm:ps");
            assertEquals(1, second.status(), second::toString);
            assertEquals(List.of("granary: a host runs over " + home.resolve("data") + " already (process " + first.pid()
                    + "); --data DIR gives this one another"), second.errors());
            assertTrue(first.isAlive(), () -> "it ended: " + Outcome.text(out));
            typed.write("exit 5\n");
            typed.flush();
            assertTrue(first.waitFor(Outcome.LIMIT_SECONDS, TimeUnit.SECONDS), () -> Outcome.text(out).toString());
            assertEquals(5, first.exitValue(), () -> Outcome.text(out).toString());
        } finally {
            first.destroyForcibly();
        }
    }
}
