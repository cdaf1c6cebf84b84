package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of the command. */
class WastMainTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return WastMain.run(List.of(arguments), stream, stream);
    }

    private String script() throws IOException {
        return Files.writeString(folder.resolve("nan.wast"), """
                (module (func (export "add") (param f32) (result i32)
                  (i32.reinterpret_f32 (f32.add (local.get 0) (f32.const 1)))))
                (assert_return (invoke "add" (f32.const -nan:0x600001)) (i32.const 0x7fc00000))""").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--canonical-nans", "--canonical-nans --interpreter", "--kinds --canonical-nans"})
    void canonicalNansAreCanonical(String options) throws IOException {
        List<String> words = new ArrayList<>(List.of(options.split(" ")));
        words.add(script());
        assertEquals(0, run(words.toArray(String[]::new)), out::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("1 passed, 0 failed"), out::toString);
    }

    @Test
    void anOptionThatIsNoneIsToldWithTheUsage() throws IOException {
        assertEquals(2, run("--canonical", script()));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("no such option: --canonical"), out::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("[--canonical-nans]"), out::toString);
    }
}
