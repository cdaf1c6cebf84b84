package org.granary.vm.op.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.granary.op.SimdOp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Holds the methods against the official scripts: every {@code assert_return} whose function is an expression of vector instructions alone.
 */
class SimdScriptTest {
    private final SimdCalls calls = new SimdCalls();
    private final Set<SimdMethod> exercised = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private int checked;

    @Test
    void everyAssertionOfTheOfficialScriptsHolds(TestReporter reporter) throws IOException {
        Optional<Path> scripts = scripts();
        assumeTrue(scripts.isPresent(),
                "the official scripts (testsuite/simd beside the checkout, or property granary.shared) are not here");
        try (Stream<Path> files = Files.list(scripts.get())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".wast")).sorted().toList()) {
                run(file);
            }
        }
        reporter.publishEntry("assertions checked", Integer.toString(checked));
        assertEquals(List.of(), failures.subList(0, Math.min(20, failures.size())), () -> failures.size() + " of " + checked + " fail");
        assertTrue(checked > 23_000, () -> "only " + checked + " assertions were checked");
        assertEquals(notInTheScripts(), unexercised());
    }

    /** The scripts declare these four and call them nowhere. */
    private static Set<String> notInTheScripts() {
        return new TreeSet<>(Set.of("i32x4.relaxed_trunc_f32x4_s", "i32x4.relaxed_trunc_f32x4_u", "i32x4.relaxed_trunc_f64x2_s_zero",
                "i32x4.relaxed_trunc_f64x2_u_zero"));
    }

    private Set<String> unexercised() {
        Set<String> names = new TreeSet<>();
        for (SimdOp row : SimdOp.values()) {
            SimdMethod method = SimdMethod.of(row);
            if (method.form().hasMethods() && !exercised.contains(method)) {
                names.add(row.text());
            }
        }
        return names;
    }

    private void run(Path file) throws IOException {
        ScriptFunctions functions = null;
        for (Object command : Sexpr.read(Files.readString(file))) {
            if (Sexpr.headed(command, "module")) {
                functions = new ScriptFunctions(Sexpr.list(command), calls, exercised);
            } else if (Sexpr.headed(command, "assert_return") && functions != null) {
                check(file, functions, Sexpr.list(command));
            }
        }
    }

    private void check(Path file, ScriptFunctions functions, List<Object> command) {
        List<Object> invoke = Sexpr.list(command.get(1));
        if (!invoke.get(0).equals("invoke") || !(invoke.get(1) instanceof String name) || !name.startsWith("\"") || command.size() != 3) {
            return;
        }
        List<Object> arguments = new ArrayList<>();
        for (Object argument : invoke.subList(2, invoke.size())) {
            arguments.add(Literals.value(Sexpr.list(argument)));
        }
        functions.invoke(name, arguments).ifPresent(actual -> {
            checked++;
            if (!Literals.matches(Sexpr.list(command.get(2)), actual)) {
                failures.add(file.getFileName() + " " + invoke + ": expected " + command.get(2) + ", found " + actual);
            }
        });
    }

    private static Optional<Path> scripts() {
        String shared = System.getProperty("granary.shared", "");
        if (!shared.isBlank() && !shared.startsWith("$")) {
            return Optional.of(Path.of(shared, "testsuite", "simd")).filter(Files::isDirectory);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path beside = at.resolveSibling("shared").resolve("testsuite").resolve("simd");
            if (at.getFileName() != null && Files.isDirectory(beside)) {
                return Optional.of(beside);
            }
        }
        return Optional.empty();
    }
}
