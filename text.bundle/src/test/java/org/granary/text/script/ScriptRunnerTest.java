package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptRunnerTest {
    private static final String ONE = "(module (func (export \"f\") (result i32) (i32.const 1)))\n";

    private static ScriptReport run(String script) {
        return ScriptRunner.run(script.getBytes(StandardCharsets.UTF_8), EngineConfig.builder().build());
    }

    private static List<Integer> failedLines(String script) {
        return run(script).failures().stream().map(ScriptReport.Failed::line).toList();
    }

    @Test
    void assertionsThatHoldAreCounted() {
        ScriptReport report = run(ONE
                + "(invoke \"f\") (assert_return (invoke \"f\") (i32.const 1)) (assert_invalid (module (func (result i32))) \"type "
                        + "mismatch\")");
        assertEquals(2, report.passed());
        assertTrue(report.whole());
    }

    @Test
    void eachKindOfAssertionCanFail() {
        assertEquals(List.of(2, 3, 4, 5, 6, 7, 8, 9, 10), failedLines(ONE
                + "(assert_return (invoke \"f\") (i32.const 2))\n"
                + "(assert_return (invoke \"f\"))\n"
                + "(assert_trap (invoke \"f\") \"unreachable\")\n"
                + "(assert_exhaustion (invoke \"f\") \"call stack exhausted\")\n"
                + "(assert_malformed (module quote \"(func)\") \"unexpected token\")\n"
                + "(assert_malformed (module (func (result i32))) \"type mismatch\")\n"
                + "(assert_invalid (module (func (result i32))) \"unknown local\")\n"
                + "(assert_unlinkable (module (import \"spectest\" \"print\" (func))) \"unknown import\")\n"
                + "(assert_return (invoke \"g\"))\n"));
    }

    @Test
    void aTrapIsMatchedByItsPhrase() {
        String trap = "(module (func (export \"f\") unreachable))\n";
        assertTrue(run(trap + "(assert_trap (invoke \"f\") \"unreachable\")").whole());
        assertEquals(List.of(2), failedLines(trap + "(assert_trap (invoke \"f\") \"integer overflow\")"));
        assertEquals(List.of(2), failedLines(trap + "(assert_return (invoke \"f\"))"));
    }

    @Test
    void afterAModuleThatFailsTheLastInstanceIsNone() {
        assertEquals(List.of(2, 3), failedLines(ONE + "(module (func (result i32)))\n(assert_return (invoke \"f\") (i32.const 1))"));
    }

    @Test
    void instancesAreNamedAndRegistered() {
        assertTrue(run("(module definition $d (global (export \"g\") (mut i32) (i32.const 7)))\n"
                + "(module instance $a $d) (module instance $b $d) (register \"a\" $a)\n"
                + "(module (import \"a\" \"g\" (global $g (mut i32))) (func (export \"set\") (global.set $g (i32.const 8))))\n"
                + "(invoke \"set\") (assert_return (get $a \"g\") (i32.const 8)) (assert_return (get $b \"g\") (i32.const 7))").whole());
    }

    @Test
    void aNamedInstanceIsImportedByItsNameUnlessThatIsRegistered() {
        String first = "(module $a (func (export \"f\") (result i32) (i32.const 1)))\n";
        String second = "(module $b (func (export \"f\") (result i32) (i32.const 2)))\n";
        String user = "(module (import \"a\" \"f\" (func $f (result i32))) (func (export \"g\") (result i32) (call $f)))\n";
        assertTrue(run(first + user + "(assert_return (invoke \"g\") (i32.const 1))").whole());
        assertTrue(run(first + second + "(register \"a\" $b)" + user + "(assert_return (invoke \"g\") (i32.const 2))").whole());
        assertTrue(run(first + user + second.replace("$b", "$a") + user + "(assert_return (invoke \"g\") (i32.const 2))").whole());
        assertTrue(run(first + "(assert_unlinkable (module (import \"b\" \"f\" (func))) \"unknown import\")").whole());
    }

    @Test
    void scriptsAskTheHostToCollect() {
        assertTrue(run("(module (import \"wasmtime\" \"gc\" (func $gc)) (func (export \"f\") (call $gc)))\n(assert_return (invoke \"f\"))")
                .whole());
    }

    @Test
    void formerAssertionsOfNans() {
        String quiet =
                "(module (func (export \"f\") (result f32) (f32.const nan:0x600000)) (func (export \"d\") (result f64) (f64.const nan)))\n";
        assertTrue(run(quiet + "(assert_return_arithmetic_nan (invoke \"f\")) (assert_return_canonical_nan (invoke \"d\"))").whole());
        assertEquals(List.of(2), failedLines(quiet + "(assert_return_canonical_nan (invoke \"f\"))"));
    }

    @Test
    void kindsMayBeEnough() {
        byte[] script =
                ("(module (func (export \"f\") unreachable)) (assert_trap (invoke \"f\") \"our words\") (assert_invalid (module (func "
                + "(result i32))) \"our words\")\n"
                + "(assert_invalid (module (func (try (do)))) \"our words\") (assert_malformed (module quote \"(\") \"our words\")\n"
                + "(assert_invalid (module quote \"(\") \"our words\")\n(assert_malformed (module (func (result i32))) \"our words\")\n"
                + "(assert_exhaustion (invoke \"f\") \"our words\")").getBytes(StandardCharsets.UTF_8);
        ScriptReport kinds = ScriptRunner.run(script, EngineConfig.builder().build(), Matching.KINDS);
        assertEquals(List.of(3, 4, 5), kinds.failures().stream().map(ScriptReport.Failed::line).toList());
        assertEquals(4, kinds.passed());
        assertEquals(Map.of("legacy-exceptions", 1), kinds.switchedOff());
        assertEquals(0, ScriptRunner.run(script, EngineConfig.builder().build()).passed());
    }

    /** A thread that adds 1 to the shared memory and asserts what it found. */
    private static String adder(String thread, String found) {
        return "(thread $" + thread + " (shared (module $m)) (register \"m\" $m)\n(module (import \"m\" \"s\" (memory 1 1 shared))"
                + " (func (export \"f\") (result i32) (i32.atomic.rmw.add (i32.const 0) (i32.const 1))))\n(assert_return (invoke \"f\") "
                        + found + "))\n";
    }

    @Test
    void threadsSeeSharedMemoriesAndNothingElse() {
        String memory = "(module $m (memory (export \"s\") 1 1 shared) (global (export \"g\") i32 (i32.const 0)))\n";
        String either = "(either (i32.const 0) (i32.const 1))";
        ScriptReport report = run(memory + adder("a", either) + adder("b", either) + "(wait $a) (wait $b)\n"
                + "(thread $c (shared (module $m)) (register \"n\" $m) (assert_unlinkable (module (import \"n\" \"g\" (global i32))) "
                        + "\"unknown import\"))\n"
                + "(wait $c) (assert_unlinkable (module (import \"n\" \"s\" (memory 1 1 shared))) \"unknown import\")");
        assertEquals(List.of(), report.failures());
        assertEquals(4, report.passed());
    }

    @Test
    void whatFailsInAThreadIsToldWhereItIsWaitedFor() {
        String memory = "(module $m (memory (export \"s\") 1 1 shared))\n";
        assertEquals(List.of(4, 5, 6), failedLines(memory + adder("a", "(i32.const 7)") + "(wait $a)(wait $a)\n(wait $b)"));
        assertEquals(List.of(3), failedLines("(thread $a)\n(wait $a)(thread $b)\n(thread $b)\n"));
    }

    @Test
    void aThreadThatNobodyWaitsForEndsWithTheScript() {
        ScriptReport report = run("(module $m (memory (export \"s\") 1 1 shared))\n(thread $a (shared (module $m)) (register \"m\" $m)\n"
                + "(module (import \"m\" \"s\" (memory 1 1 shared)) (func (export \"f\") (drop (memory.atomic.wait32 (i32.const 0) "
                        + "(i32.const 0) (i64.const -1)))))\n"
                + "(invoke \"f\"))");
        assertEquals(List.of(), report.failures());
    }

    @Test
    void whatNeedsAProposalThatIsNotBuiltIsToldApart() {
        ScriptReport report = run("(module $t (func (try (do))) (func (export \"f\"))) (register \"t\")\n"
                + "(assert_return (invoke \"f\"))\n"
                + "(module (import \"t\" \"f\" (func))) (assert_return (invoke $t \"f\"))\n"
                + "(assert_return (invoke \"f\" (v128.const i64x2 0 0)))\n" + ONE + "(assert_return (invoke \"f\") (i32.const 1))");
        assertEquals(List.of(), report.failures());
        assertEquals(Map.of("legacy-exceptions", 3), report.unsupported());
        assertEquals(1, report.passed());
    }

    @Test
    void theReportOfTheCommand(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.wast"), ONE + "(assert_return (invoke \"f\") (i32.const 1))");
        Files.writeString(folder.resolve("b.wast"), ONE + "(assert_return (invoke \"f\") (i32.const 2))");
        Files.writeString(folder.resolve("c.wast"), "(module (func (try (do)))) (assert_return (invoke \"f\"))");
        Files.writeString(folder.resolve("d.wast"), "(module");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = WastMain.run(List.of("--dir", folder.toString()), new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(1, status);
        assertEquals("PASS " + folder.resolve("a.wast") + " 1 passed", lines.get(0));
        assertEquals("FAIL " + folder.resolve("b.wast") + " 0 passed, 1 failed", lines.get(1));
        assertEquals("  line 2: expected [i32 2], found [i32 1]", lines.get(2));
        assertEquals("UNSUPPORTED " + folder.resolve("c.wast") + ": legacy-exceptions (0 passed, 1 unsupported)", lines.get(3));
        assertEquals("FAIL " + folder.resolve("d.wast") + " 0 passed, 1 failed", lines.get(4));
        assertEquals("unsupported assertions by proposal: legacy-exceptions 1", lines.get(lines.size() - 2));
        assertEquals("1 passed, 2 failed, 1 skipped", lines.get(lines.size() - 1));
    }

    @Test
    void refusalsOfWhatIsSwitchedOffAreCounted(@TempDir Path folder) throws IOException {
        Path script = Files.writeString(Files.createDirectories(folder.resolve("proposals/threads")).resolve("a.wast"),
                "(assert_invalid (module (memory 1) (memory 1)) \"multiple memories\")" + ONE
                        + "(assert_return (invoke \"f\") (i32.const 1))");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WastMain.run(List.of(script.toString()), new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(List.of("passed because a switched-off proposal was refused: multi-memory 1", "2 passed, 0 failed"),
                lines.subList(lines.size() - 2, lines.size()));
    }

    @Test
    void aBinaryModuleIsToldFromAScript(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("m.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = WastMain.run(List.of(file.toString()), new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
        assertEquals(1, status);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("a script expected, found a binary module; granary validate"),
                out.toString());
    }

    @Test
    void uselessArgumentsAreRefused(@TempDir Path folder) {
        for (List<String> arguments : List.of(List.<String>of(), List.of("--dir"), List.of("--nothing"), List.of("--features", "gc"),
                List.of("--features=+nonsense"), List.of("--dir", folder.toString()))) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertEquals(2, WastMain.run(arguments, System.out, new PrintStream(err, true, StandardCharsets.UTF_8)), arguments.toString());
            assertTrue(err.toString(StandardCharsets.UTF_8).contains("usage: granary wast"), arguments.toString());
        }
    }

    @Test
    void whatIsMissingIsSaidInOneLine(@TempDir Path folder) {
        for (List<String> arguments : List.of(List.of(folder.resolve("none.wast").toString()), List.of(folder.toString()),
                List.of("--dir", folder.resolve("none").toString()))) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertEquals(1, WastMain.run(arguments, System.out, new PrintStream(err, true, StandardCharsets.UTF_8)), arguments.toString());
            assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count(), err.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void featuresGoByTheDirectoryAndByTheOption(@TempDir Path folder) throws Exception {
        String script = "(module (tag) (func (export \"f\") (result i32) (try (result i32) (do (i32.const 1)) (catch_all (i32.const 2)))))"
                + "(assert_return (invoke \"f\") (i32.const 1))";
        Path plain = Files.writeString(folder.resolve("a.wast"), script);
        Path legacy = Files.writeString(Files.createDirectory(folder.resolve("legacy")).resolve("a.wast"), script);
        assertEquals("0 passed, 0 failed, 1 skipped", last(List.of(plain.toString())));
        assertEquals("1 passed, 0 failed", last(List.of(legacy.toString())));
        assertEquals("1 passed, 0 failed", last(List.of("--features", "+legacy-exceptions", "--interpreter", plain.toString())));
        assertEquals("0 passed, 0 failed, 1 skipped", last(List.of("--features=-legacy-exceptions", legacy.toString())));
        assertEquals("proposals/threads", FeatureSets.directory(Path.of("suite", "proposals", "threads", "x.wast")));
        assertEquals("legacy", FeatureSets.directory(Path.of("exception-handling", "legacy", "x.wast")));
        assertEquals("suite/core", FeatureSets.directory(Path.of("suite", "core", "x.wast")));
    }

    private static String last(List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WastMain.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("features of ")), lines.toString());
        return lines.get(lines.size() - 1);
    }
}
