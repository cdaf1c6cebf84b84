package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the official scripts, which lie outside of the project: a test for each file. The list of those that must pass is held against what
 * happens in both directions.
 */
class CoreScriptsTest {
    @TestFactory
    Stream<DynamicNode> scripts() throws IOException {
        Optional<Path> core = core();
        if (core.isEmpty()) {
            return Stream.of(DynamicTest.dynamicTest("no scripts",
                    () -> abort("no testsuite/core found: set -Dgranary.shared or put it beside the checkout as ../shared")));
        }
        Set<String> listed = listed();
        try (Stream<Path> files = Files.list(core.get())) {
            List<Path> scripts = files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
            return scripts.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file,
                    listed.contains(file.getFileName().toString()))));
        }
    }

    /** Cut small, with check points: whatever the compiler does to a function, the results are the same. */
    @TestFactory
    Stream<DynamicNode> scriptsInPieces() {
        EngineConfig config = EngineConfig.builder().splitting(300, 150).interruptable(true).build();
        Path core = core().orElse(null);
        return core == null ? Stream.empty() : listed().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            ScriptReport report = ScriptRunner.run(Files.readAllBytes(core.resolve(name)), config);
            assertEquals("", shown(report));
            assertTrue(report.whole());
        }));
    }

    @Test
    void everyListedScriptIsThere() throws IOException {
        Path core = core().orElse(null);
        if (core == null) {
            abort("no testsuite/core found: set -Dgranary.shared or put it beside the checkout as ../shared");
        }
        assertEquals(List.of(), listed().stream().filter(name -> !Files.exists(core.resolve(name))).toList());
    }

    private static void check(Path file, boolean listed) throws IOException {
        ScriptReport report = ScriptRunner.run(Files.readAllBytes(file), FeatureSets.of(file));
        assertEquals("", shown(report));
        if (listed) {
            assertTrue(report.unsupported().isEmpty(), () -> "is in core-scripts.txt and needs " + report.unsupported());
        } else {
            assertFalse(report.unsupported().isEmpty(), "passes whole: add it to core-scripts.txt");
        }
    }

    private static String shown(ScriptReport report) {
        return report.failures().stream().limit(10).map(Object::toString).collect(Collectors.joining("\n"));
    }

    private static Set<String> listed() {
        try (InputStream in = CoreScriptsTest.class.getResourceAsStream("core-scripts.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::trim).filter(line -> !line.isEmpty()
                    && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> core() {
        String set = System.getProperty("granary.shared", "");
        if (!set.isEmpty()) {
            return Optional.of(Path.of(set, "testsuite", "core")).filter(Files::isDirectory);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path core = at.resolveSibling("shared").resolve("testsuite").resolve("core");
            if (Files.isDirectory(core)) {
                return Optional.of(core);
            }
        }
        return Optional.empty();
    }
}
