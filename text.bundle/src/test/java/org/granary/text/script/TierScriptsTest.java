package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The official scripts in runs in which HotSpot compiles what it meets at the first call, with one of its compilers alone: all of them with
 * the first, a part with the last. Their bugs hide where functions are called too rarely to be compiled at all. The build runs each tag in
 * a process with the options for it and neither beside the other tests; see the executions in this bundle's {@code pom.xml}.
 */
class TierScriptsTest {
    @TestFactory
    @Tag("first-tier")
    Stream<DynamicTest> firstTier() {
        return scripts("core-scripts.txt");
    }

    @TestFactory
    @Tag("last-tier")
    Stream<DynamicTest> lastTier() {
        return scripts("last-tier-scripts.txt");
    }

    private static Stream<DynamicTest> scripts(String list) {
        Path suite = Suite.find().orElse(null);
        if (suite == null) {
            return Stream.of(DynamicTest.dynamicTest("no scripts", () -> abort(Suite.MISSING)));
        }
        return Suite.names(list).stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            Path file = CoreScriptsTest.file(suite, name);
            ScriptReport report = ScriptRunner.run(Files.readAllBytes(file), FeatureSets.of(file));
            assertEquals("", CoreScriptsTest.shown(report));
            assertTrue(report.whole());
        }));
    }
}
