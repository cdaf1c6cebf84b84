package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the official scripts, which lie outside of the project: a test for each file. The list of those that must pass is held against what
 * happens in both directions.
 */
class CoreScriptsTest {
    /** The directories whose scripts are all run; the first one's are listed without it. */
    private static final List<String> DIRECTORIES = List.of("core", "legacy", "simd", "proposals/wide-arithmetic",
            "proposals/custom-page-sizes", "proposals/threads", "custom");

    /** One or two for each part of the language. */
    private static final Set<String> PRECOMPILED = Set.of("address.wast", "array.wast", "br_table.wast", "bulk.wast", "call_indirect.wast",
            "conversions.wast", "f32.wast", "global.wast", "i31.wast", "i64.wast", "imports.wast", "memory64.wast", "memory_copy.wast",
            "memory_grow.wast", "ref_cast.wast", "return_call_indirect.wast", "struct.wast", "switch.wast", "table_grow.wast",
            "throw_ref.wast", "try_table.wast", "legacy/try_catch.wast", "legacy/try_delegate.wast", "simd/simd_lane.wast",
            "simd/simd_load8_lane.wast", "simd/simd_i16x8_arith2.wast", "simd/simd_f64x2_rounding.wast",
            "proposals/threads/atomic.wast", "proposals/wide-arithmetic/wide-arithmetic.wast");

    @TestFactory
    Stream<DynamicNode> scripts() throws IOException {
        Optional<Path> suite = Suite.find();
        if (suite.isEmpty()) {
            return Stream.of(DynamicTest.dynamicTest("no scripts",
                    () -> abort(Suite.MISSING)));
        }
        Set<String> listed = listed();
        List<DynamicNode> tests = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            try (Stream<Path> files = Files.list(suite.get().resolve(directory))) {
                files.filter(file -> file.toString().endsWith(".wast")).sorted().forEach(file -> {
                    String name = (directory.equals("core") ? "" : directory + "/") + file.getFileName();
                    tests.add(DynamicTest.dynamicTest(name, () -> check(file, listed.contains(name))));
                });
            }
        }
        return tests.stream();
    }

    static Path file(Path suite, String name) {
        return suite.resolve(name.contains("/") ? name : "core/" + name);
    }

    /** Cut small, with check points: whatever the compiler does to a function, the results are the same. */
    @TestFactory
    Stream<DynamicNode> scriptsInPieces() {
        Path suite = Suite.find().orElse(null);
        return suite == null ? Stream.empty() : listed().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            Path file = file(suite, name);
            EngineConfig config = FeatureSets.builder(file).splitting(300, 150).interruptable(true).build();
            ScriptReport report = ScriptRunner.run(Files.readAllBytes(file), config);
            assertEquals("", shown(report));
            assertTrue(report.whole());
        }));
    }

    /** The oracle agrees with the scripts, whatever the compiler does. */
    @TestFactory
    Stream<DynamicNode> scriptsInterpreted() {
        Path suite = Suite.find().orElse(null);
        return suite == null ? Stream.empty() : listed().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            Path file = file(suite, name);
            EngineConfig config = FeatureSets.builder(file).interpreter(true).interruptable(true).build();
            ScriptReport report = ScriptRunner.run(Files.readAllBytes(file), config);
            assertEquals("", shown(report));
            assertTrue(report.whole());
        }));
    }

    /**
     * Modules that were precompiled, sealed and loaded do what the scripts say: so nothing that the compiler writes for them is missing in
     * the list of what precompiled code may use. {@code -Dgranary.artefacts=all} takes all scripts.
     */
    @TestFactory
    Stream<DynamicNode> scriptsPrecompiled(@TempDir Path folder) {
        Path suite = Suite.find().orElse(null);
        boolean all = "all".equals(System.getProperty("granary.artefacts"));
        return suite == null ? Stream.empty() : listed().stream().filter(name -> all || PRECOMPILED.contains(name))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Path file = file(suite, name);
                    ArtefactTrust trust = ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build();
                    EngineConfig config = FeatureSets.builder(file).splitting(300, 150).interruptable(true).artefacts(trust).build();
                    ScriptReport report = ScriptRunner.run(Files.readAllBytes(file), config,
                            (engine, module) -> engine.deserialize(engine.precompileModule(module)));
                    assertEquals("", shown(report));
                    assertTrue(report.whole());
                }));
    }

    @Test
    void everyListedScriptIsThere() throws IOException {
        Path suite = Suite.find().orElse(null);
        if (suite == null) {
            abort(Suite.MISSING);
        }
        assertEquals(List.of(), listed().stream().filter(name -> !Files.exists(file(suite, name))).toList());
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

    static String shown(ScriptReport report) {
        return report.failures().stream().limit(10).map(Object::toString).collect(Collectors.joining("\n"));
    }

    static Set<String> listed() {
        return Suite.names("core-scripts.txt");
    }
}
