package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts of our own, for what the official ones leave out; each as compiled usually, and in small pieces. */
class OwnScriptsTest {
    static Stream<String> scripts() {
        return Stream.of("tail-calls.wast", "exceptions.wast", "legacy-exceptions.wast", "vectors.wast",
                "wide-addresses.wast", "page-sizes.wast", "compact-imports.wast", "threads.wast", "trap-order.wast");
    }

    private static EngineConfig.Builder config() {
        return EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true).proposal(Proposal.CUSTOM_PAGE_SIZES, true)
                .proposal(Proposal.COMPACT_IMPORTS, true);
    }

    private static void passes(String script, EngineConfig config) throws IOException {
        try (InputStream in = OwnScriptsTest.class.getResourceAsStream("own/" + script)) {
            ScriptReport report = ScriptRunner.run(in.readAllBytes(), config);
            assertEquals("", report.failures().stream().map(Object::toString).collect(Collectors.joining("\n")));
            assertEquals("{}", report.unsupported().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void passesWhole(String script) throws IOException {
        passes(script, config().build());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void passesInterpreted(String script) throws IOException {
        passes(script, config().interpreter(true).interruptable(true).build());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void passesInPieces(String script) throws IOException {
        passes(script, config().splitting(300, 150).interruptable(true).build());
    }
}
