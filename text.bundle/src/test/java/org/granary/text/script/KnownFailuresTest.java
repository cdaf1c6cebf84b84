package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.granary.engine.WasmException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Scripts that are known to fail are run all the same: when one passes, its list is out of date. */
class KnownFailuresTest {
    @TestFactory
    Stream<DynamicTest> eachFails() {
        Path suite = Suite.find().orElse(null);
        if (suite == null) {
            return Stream.of(DynamicTest.dynamicTest("no scripts", () -> abort(Suite.MISSING)));
        }
        return Suite.names("known-failures.txt").stream().map(name -> DynamicTest.dynamicTest(name,
                () -> assertFalse(passes(suite.resolve(name)), "passes: take it out of known-failures.txt and into core-scripts.txt")));
    }

    private static boolean passes(Path file) throws IOException {
        try {
            return ScriptRunner.run(Files.readAllBytes(file), FeatureSets.of(file)).whole();
        } catch (WasmException e) {
            return false;
        }
    }

    @Test
    void noScriptIsInBothLists() {
        Set<String> must = CoreScriptsTest.listed();
        assertEquals(List.of(), Suite.names("known-failures.txt").stream().filter(must::contains).toList());
    }
}
