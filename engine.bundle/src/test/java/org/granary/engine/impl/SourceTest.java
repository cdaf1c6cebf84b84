package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceTest {
    private static byte[] read(byte[] stream) throws IOException {
        return Source.unsized(new ByteArrayInputStream(stream), Path.of("stream"));
    }

    /** More blanks than are looked at first: what comes behind them is not known yet. */
    @Test
    void aTextOrModuleInAStreamIsReadToItsEnd() throws IOException {
        for (String text : List.of("(module)", ";; a comment\n".repeat(1_000), "\ufeff" + " ".repeat(10_000) + "(module)",
                " \t\r\n".repeat(5_000) + "(module)")) {
            byte[] whole = text.getBytes(StandardCharsets.UTF_8);
            assertArrayEquals(whole, read(whole));
        }
        byte[] module = Arrays.copyOf(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 10_000);
        assertArrayEquals(module, read(module));
    }

    @Test
    void ofAnythingElseOnlyTheBeginningIsRead() throws IOException {
        assertEquals(4_096, read(new byte[10_000]).length);
        assertEquals(4_096, read((" ".repeat(1_000) + "no module".repeat(1_000)).getBytes(StandardCharsets.UTF_8)).length);
        assertEquals(7, read(new byte[7]).length);
    }
}
