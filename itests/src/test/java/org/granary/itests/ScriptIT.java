package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The script {@code granary} in a checkout of its own that counts as built, with a java that says how it was called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "granary is a POSIX script; Windows has granary.cmd")
class ScriptIT {
    private static final List<String> TOOLS = List.of("readlink", "sed", "head", "find", "mkdir", "cat", "ps", "rm", "sleep", "cp", "mv");

    private Path root;
    private Path home;
    private Path path;

    private record Outcome(int status, List<String> out, List<String> errors) {}

    @BeforeEach
    void prepare() throws IOException {
        root = Directories.fresh(Path.of("target", "runs", "ScriptIT")).toRealPath();
        // a blank in the name: paths are to be quoted
        home = root.resolve("check out");
        for (String folder : List.of("cnf/target", "bench", "examples", "some.bundle")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("bnd.bnd"), "");
        Files.writeString(home.resolve("examples/hello.wat"), "(module)");
        Files.copy(Path.of("..", "granary").toAbsolutePath().normalize(), home.resolve("granary"));
        Files.writeString(home.resolve("cnf/target/built"), "");
        path = Files.createDirectory(root.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(path.resolve(tool), found(tool));
        }
        java("17.0.1");
    }

    private static Path found(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable).findFirst().orElseThrow(() -> new AssertionError("no " + tool + " on the path"));
    }

    private void java(String version) throws IOException {
        Path java = path.resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'openjdk version "%s" 2021-10-19' >&2
                else
                    for argument in "$@"; do echo "$argument"; done
                    exit 7
                fi
                """.formatted(version));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome run(Path folder, Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        Path out = root.resolve("out");
        Path errors = root.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        return new Outcome(process.exitValue(), Files.readAllLines(out, StandardCharsets.UTF_8), Files.readAllLines(errors, StandardCharsets.UTF_8));
    }

    private static List<String> started(Path home, String... arguments) {
        List<String> started = new ArrayList<>(List.of("-Dlaunch.storage.dir=" + home.resolve("data/framework"), "-Dfelix.fileinstall.dir=" + home.resolve("deploy"),
                "-Dgranary.cache=" + home.resolve("data/cache"), "-jar", home.resolve("cnf/target/granary.jar").toString()));
        started.addAll(List.of(arguments));
        return started;
    }

    @Test
    void givesArgumentsAndStatusOn() throws Exception {
        assertEquals(new Outcome(7, started(home, "-c", "wasm:ps; wasm:info 1", "--wait", "5"), List.of()),
                run(home, Path.of("granary"), "host", "-c", "wasm:ps; wasm:info 1", "--wait", "5"));
        assertTrue(Files.exists(home.resolve("deploy/hello.wat")), "the first start has nothing alive");
    }

    @Test
    void worksThroughLinksAndFromAnotherFolder() throws Exception {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("far"), Path.of("..", "near"));
        Files.createSymbolicLink(root.resolve("near"), home.resolve("granary"));
        assertEquals(new Outcome(7, started(home), List.of()), run(elsewhere, elsewhere.resolve("far"), "host"));
        assertEquals(new Outcome(7, started(home), List.of()), run(elsewhere, Path.of("far"), "host"));
    }

    @Test
    void foldersAreThoseOfWhoCalls() throws Exception {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        List<String> out = run(elsewhere, home.resolve("granary"), "host", "--deploy", "in here", "--data", "d").out();
        assertEquals(List.of("-Dlaunch.storage.dir=" + elsewhere.resolve("d/framework"), "-Dfelix.fileinstall.dir=" + elsewhere.resolve("in here")), out.subList(0, 2));
    }

    @Test
    void aMovedCheckoutWorks() throws Exception {
        run(home, home.resolve("granary"), "host");
        Path moved = Files.move(home, root.resolve("moved"));
        assertEquals(new Outcome(7, started(moved), List.of()), run(root, moved.resolve("granary"), "host"));
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        java("11.0.2");
        assertEquals(new Outcome(1, List.of(), List.of("granary: a JDK 17 or newer is needed, and " + path.resolve("java") + " is version 11")),
                run(home, home.resolve("granary"), "host"));
    }

    @Test
    void noJavaIsSaidInOneLine() throws Exception {
        Files.delete(path.resolve("java"));
        assertEquals(new Outcome(1, List.of(), List.of("granary: no java found: a JDK 17 or newer is needed (on the path, or by JAVA_HOME)")),
                run(home, home.resolve("granary"), "host"));
    }

    @Test
    void noMavenIsSaidInOneLineWhenThereIsSomethingToBuild() throws Exception {
        Files.delete(home.resolve("cnf/target/built"));
        assertEquals(new Outcome(1, List.of(), List.of("granary: no mvn found: Maven 3.8 or newer is needed to build")),
                run(home, home.resolve("granary"), "host"));
    }

    @Test
    void scriptsThatAreNowhereAreToldWithTheUsage() throws Exception {
        assertEquals(new Outcome(2, List.of(), List.of("granary: wast: no scripts given, and the official ones are not in ../shared/testsuite/core",
                "usage: granary wast [--features +NAME,-NAME...] [--interpreter] [--dir DIR | FILE...]")),
                run(home, home.resolve("granary"), "wast", "--interpreter", "--features", "-gc"));
    }

    @Test
    void theOfficialScriptsAreRunWhenNoneIsGiven() throws Exception {
        Files.createDirectories(root.resolve("shared/testsuite/core"));
        assertEquals(tool("org.granary.text.script.WastMain", "--features", "+gc", "--dir", home + "/../shared/testsuite/core"),
                run(home, home.resolve("granary"), "wast", "--features", "+gc"));
        assertEquals(tool("org.granary.text.script.WastMain", "--interpreter", "a.wast"),
                run(home, home.resolve("granary"), "wast", "--interpreter", "a.wast"));
        assertEquals(tool("org.granary.text.script.WastMain", "--help"), run(home, home.resolve("granary"), "wast", "--help"));
    }

    @Test
    void toolsForFilesGetTheirArguments() throws Exception {
        for (String command : List.of("validate", "print", "parse", "objdump")) {
            assertEquals(tool("org.granary.console.tool.ToolMain", command, "a b.wasm", "-o", "c"),
                    run(home, home.resolve("granary"), command, "a b.wasm", "-o", "c"));
        }
    }

    private Outcome tool(String main, String... arguments) {
        List<String> started = new ArrayList<>(List.of("-Dgranary.home=" + home, "-cp",
                home.resolve("cnf/target/lib") + "/*:" + home.resolve("bench/target/classes"), main));
        started.addAll(List.of(arguments));
        return new Outcome(7, started, List.of());
    }
}
