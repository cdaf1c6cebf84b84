package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The script {@code granary} in a checkout of its own that counts as built, with a java that says how it was called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "granary is a POSIX script; Windows has granary.cmd")
class ScriptIT {
    private static final List<String> TOOLS =
            List.of("readlink", "sed", "head", "find", "mkdir", "cat", "ps", "rm", "sleep", "cp", "mv", "cksum", "touch");

    /** What a java does that can prepare a quick start: the file that is to be made holds something. */
    private static final String PREPARES = """
            for argument in "$@"; do
                        case $argument in
                            -XX:SharedArchiveFile=* | -XX:AOTCache=*) echo data >"${argument#*=}" ;;
                        esac
                    done""";

    private Path root;
    private Path home;
    private Path path;

    @BeforeEach
    void prepare() throws IOException {
        root = Directories.fresh(Path.of("target", "runs", "ScriptIT")).toRealPath();
        // a blank in the name: paths are to be quoted
        home = root.resolve("check out");
        for (String folder : List.of("cnf/target/lib", "bench", "examples", "some.bundle")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("bnd.bnd"), "");
        Files.writeString(home.resolve("examples/hello.wat"), "(module)");
        Files.copy(Path.of("..", "granary").toAbsolutePath().normalize(), home.resolve("granary"));
        Files.writeString(home.resolve("cnf/target/built"), "");
        Files.writeString(home.resolve("cnf/target/lib/one.jar"), "");
        Files.writeString(home.resolve("cnf/target/lib/two.jar"), "");
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

    /** A java that prints its arguments. It notes every start, and cannot prepare anything. */
    private void java(String version) throws IOException {
        java(version, "exit 7");
    }

    private void java(String version, String preparing) throws IOException {
        Path java = path.resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                echo "$*" >>"%s"
                case $* in
                    -version) echo 'openjdk version "%s" 2021-10-19' >&2 ;;
                    *Rehearsal* | *-Xshare:dump* | *AOTMode=create*) %s ;;
                    *)
                        for argument in "$@"; do echo "$argument"; done
                        exit 7
                        ;;
                esac
                """.formatted(root.resolve("starts"), version, preparing));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> starts() throws IOException {
        return Files.readAllLines(root.resolve("starts")).stream().filter(line -> !line.equals("-version")).toList();
    }

    private Outcome run(Path folder, Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        return run(folder, command);
    }

    private Outcome run(Path folder, List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        return Outcome.of(builder, root, "");
    }

    private static List<String> started(Path home, String... arguments) {
        List<String> started = new ArrayList<>(List.of("-Dlaunch.storage.dir=" + home.resolve("data/framework"), "-Dfelix.fileinstall.dir="
                + home.resolve("deploy"),
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
    void anOptionOfTheHostMayHaveItsValueBehindAnEqualsSign() throws Exception {
        Path script = home.resolve("granary");
        List<String> out = run(root, script, "host", "--deploy=in here", "--data=d", "--wait=5", "--command=wasm:ps; x=1").out();
        assertEquals(List.of("-Dlaunch.storage.dir=" + root.resolve("d/framework"), "-Dfelix.fileinstall.dir=" + root.resolve("in here")),
                out.subList(0, 2));
        assertEquals(List.of("-c", "wasm:ps; x=1", "--wait", "5"), out.subList(out.size() - 4, out.size()));
        assertEquals(started(home, "-c", ""), run(root, script, "host", "--command=").out());
        assertEquals(started(home, "--no-shell"), run(root, script, "host", "--no-shell").out());
    }

    @Test
    void wrongArgumentsOfTheHostAreToldBeforeAnythingIsBuiltOrStarted() throws Exception {
        Files.delete(home.resolve("cnf/target/built"));
        for (List<String> words : List.of(List.of("unknown argument --wate=5", "--wate=5"), List.of("unknown argument wasm:ps", "wasm:ps"),
                List.of("--wait lacks its value", "--data", "d", "--wait"), List.of("-c lacks its value", "-c"),
                List.of("--wait: expected a number of seconds, found soon", "--wait", "soon"),
                List.of("--wait: expected a number of seconds, found ", "--wait="),
                List.of("--wait: expected a number of seconds, found 4294967295", "--wait=4294967295"),
                List.of("--deploy: expected a folder, found no name", "--deploy="), List.of("-c stands twice", "-c", "a", "--command=b"),
                List.of("expected -c or --no-shell, found both", "--no-shell", "-c", ""))) {
            List<String> arguments = new ArrayList<>(words);
            arguments.set(0, "host");
            Outcome told = run(root, home.resolve("granary"), arguments.toArray(String[]::new));
            assertEquals(new Outcome(2, List.of(), List.of("granary host: " + words.get(0),
                    "usage: granary host [-c COMMANDS | --no-shell] [--wait SECONDS] [--deploy DIR] [--data DIR]")), told);
        }
        assertFalse(Files.exists(root.resolve("starts")), "a java was started");
        assertFalse(Files.exists(home.resolve("data")), "a folder was made");
    }

    @Test
    void withoutALocaleNamesAndArgumentsAreUtf8() throws Exception {
        Path java = path.resolve("java");
        // of all that it is started for, only this is the last line that it prints
        Files.writeString(java, Files.readString(java).replace("exit 7\n        ;;", "echo \"locale $LC_ALL\"; exit 7\n        ;;"));
        List<String> out = run(home, Path.of("granary"), "host").out();
        assertEquals("locale C.UTF-8", out.get(out.size() - 1));
    }

    @Test
    void aStandardInputThatIsClosedIsAnEmptyOne() throws Exception {
        Path java = path.resolve("java");
        // a closed one cannot be read; Java would have one of its own files there
        Files.writeString(java, Files.readString(java).replace("exit 7\n        ;;", "cat && echo \"end of input\"; exit 7\n        ;;"));
        List<String> out = run(home, List.of("/bin/sh", "-c", "exec /bin/sh ./granary run x.wasm <&-")).out();
        assertEquals("end of input", out.get(out.size() - 1));
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
        assertEquals(List.of("-Dlaunch.storage.dir=" + elsewhere.resolve("d/framework"), "-Dfelix.fileinstall.dir="
                + elsewhere.resolve("in here")), out.subList(0, 2));
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
        assertEquals(
                new Outcome(1, List.of(), List.of("granary: a JDK 17 or newer is needed, and " + path.resolve("java") + " is version 11")),
                run(home, home.resolve("granary"), "host"));
    }

    @Test
    void noJavaIsSaidInOneLine() throws Exception {
        Files.delete(path.resolve("java"));
        assertEquals(
                new Outcome(1, List.of(), List.of("granary: no java found: a JDK 17 or newer is needed (on the path, or by JAVA_HOME)")),
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
        assertEquals(new Outcome(2, List.of(),
                List.of("granary: wast: no scripts given, and the official ones are not in ../shared/testsuite/core",
                "usage: granary wast [--features +NAME,-NAME...] [--interpreter] [--canonical-nans] [--kinds] [--dir DIR | FILE...]")),
                run(home, home.resolve("granary"), "wast", "--interpreter", "--canonical-nans", "--features", "-gc"));
    }

    @Test
    void theOfficialScriptsAreRunWhenNoneIsGiven() throws Exception {
        Files.createDirectories(root.resolve("shared/testsuite/core"));
        run(home, home.resolve("granary"), "wast", "--help");
        assertEquals(tool("org.granary.text.script.WastMain", "--features", "+gc", "--dir", home + "/../shared/testsuite/core"),
                run(home, home.resolve("granary"), "wast", "--features", "+gc"));
        assertEquals(tool("org.granary.text.script.WastMain", "--interpreter", "a.wast"),
                run(home, home.resolve("granary"), "wast", "--interpreter", "a.wast"));
        assertEquals(tool("org.granary.text.script.WastMain", "--help"), run(home, home.resolve("granary"), "wast", "--help"));
    }

    @Test
    void toolsForFilesGetTheirArguments() throws Exception {
        run(home, home.resolve("granary"), "settings");
        for (String command : List.of("validate", "print", "parse", "objdump")) {
            assertEquals(tool("org.granary.console.tool.ToolMain", command, "a b.wasm", "-o", "c"),
                    run(home, home.resolve("granary"), command, "a b.wasm", "-o", "c"));
        }
    }

    @Test
    void aQuickStartIsPreparedOnceForEachJavaAndUsed() throws Exception {
        java("17.0.1", PREPARES);
        Outcome first = run(home, home.resolve("granary"), "run", "x.wasm");
        assertEquals(List.of("granary: preparing a quick start with " + path.resolve("java") + ", once ..."), first.errors());
        String file = first.out().get(1).replace("-XX:SharedArchiveFile=", "");
        assertTrue(file.startsWith(home.resolve("cnf/target/start") + "/") && Files.exists(Path.of(file)), file);
        List<String> expected = new ArrayList<>(tool("org.granary.console.tool.ToolMain", "run", "x.wasm").out());
        expected.addAll(1, List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off"));
        assertEquals(expected, first.out());
        assertEquals(3, starts().size(), "a rehearsal, making, running");
        assertEquals(new Outcome(7, expected, List.of()), run(home, home.resolve("granary"), "run", "x.wasm"));
        assertEquals(4, starts().size());
        java("25.0.1", PREPARES);
        Outcome newer = run(home, home.resolve("granary"), "run", "x.wasm");
        assertTrue(newer.out().get(1).startsWith("-XX:AOTCache=" + home.resolve("cnf/target/start") + "/"), newer.out().get(1));
        assertEquals(7, starts().size());
        java("17.0.1", PREPARES);
        assertEquals(new Outcome(7, expected, List.of()), run(home, home.resolve("granary"), "run", "x.wasm"));
    }

    @Test
    void aQuickStartIsPreparedAgainForNewerJars() throws Exception {
        java("17.0.1", PREPARES);
        List<String> out = run(home, home.resolve("granary"), "run", "x.wasm").out();
        Path made = Path.of(out.get(1).replace("-XX:SharedArchiveFile=", ""));
        Files.setLastModifiedTime(made,
                FileTime.fromMillis(Files.getLastModifiedTime(home.resolve("cnf/target/lib/two.jar")).toMillis() - 5000));
        run(home, home.resolve("granary"), "run", "x.wasm");
        assertEquals(6, starts().size());
    }

    @Test
    void whatCannotBePreparedIsTriedOnceAndHindersNothing() throws Exception {
        Outcome plain = tool("org.granary.console.tool.ToolMain", "run", "x.wasm");
        assertEquals(plain.out(), run(home, home.resolve("granary"), "run", "x.wasm").out());
        assertEquals(plain, run(home, home.resolve("granary"), "run", "x.wasm"));
        assertEquals(3, starts().size(), "a rehearsal that failed, running twice");
        // what one that was killed has left is taken away by the next
        Path start = home.resolve("cnf/target/start");
        try (Stream<Path> made = Files.list(start)) {
            Path only = made.findFirst().orElseThrow();
            Files.createDirectory(start.resolve(only.getFileName() + ".999999999"));
            Files.delete(only);
        }
        run(home, home.resolve("granary"), "run", "x.wasm");
        try (Stream<Path> made = Files.list(start)) {
            assertEquals(1, made.count());
        }
    }

    @Test
    void aFolderThatCannotBeWrittenHindersNothing() throws Exception {
        Files.writeString(home.resolve("cnf/target/start"), "a file where a folder should be");
        assertEquals(tool("org.granary.console.tool.ToolMain", "run", "x.wasm"), run(home, home.resolve("granary"), "run", "x.wasm"));
    }

    @Test
    void theReleaseFileTellsTheVersionWithoutAStart() throws Exception {
        Path jdk = Files.createDirectories(root.resolve("some jdk/bin"));
        Files.move(path.resolve("java"), jdk.resolve("java"));
        Files.createSymbolicLink(path.resolve("java"), jdk.resolve("java"));
        Files.writeString(root.resolve("some jdk/release"), "IMPLEMENTOR=\"x = y\"\nJAVA_VERSION=\"16.0.2\"\nOS_NAME=\"Linux\"\n");
        assertEquals(
                new Outcome(1, List.of(), List.of("granary: a JDK 17 or newer is needed, and " + path.resolve("java") + " is version 16")),
                run(home, home.resolve("granary"), "run", "x.wasm"));
        assertFalse(Files.exists(root.resolve("starts")), "it was started");
    }

    private Outcome tool(String main, String... arguments) {
        List<String> started = new ArrayList<>(List.of("-Dgranary.home=" + home, "-cp",
                home.resolve("cnf/target/lib/one.jar") + ":" + home.resolve("cnf/target/lib/two.jar"), main));
        started.addAll(List.of(arguments));
        return new Outcome(7, started, List.of());
    }
}
