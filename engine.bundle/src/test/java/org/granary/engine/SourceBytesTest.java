package org.granary.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bytes are by their beginning, and how much of a file or stream is read. */
class SourceBytesTest {
    private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final int MOST = 8_192;

    @TempDir
    Path folder;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(byte[] stream) {
        return SourceBytes.read(new ByteArrayInputStream(stream), "stream");
    }

    @Test
    void bytesAreWhatTheirBeginningSays() {
        byte[] marked = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 0, 'a', 's', 'm', 1, 0, 0, 0};
        Map<SourceKind, List<byte[]>> kinds = Map.of(SourceKind.BINARY, List.of(MODULE, new byte[] {0, 'a', 's', 'm'}),
                SourceKind.TEXT, List.of(utf8("(module)"), utf8(" \t\r\n;; a comment"), utf8("\ufeff (module)"),
                        "(module)".getBytes(StandardCharsets.UTF_16), "(module)".getBytes(StandardCharsets.UTF_16BE),
                        "(module)".getBytes(StandardCharsets.UTF_16LE), "\ufeff;".getBytes(StandardCharsets.UTF_16LE)),
                SourceKind.BLANK, List.of(new byte[0], utf8(" \t\r\n"), utf8("\ufeff\n")),
                SourceKind.PRECOMPILED, List.of(Arrays.copyOf(Precompiled.magic(), 9)),
                SourceKind.OTHER, List.of(marked, new byte[] {0, 'a', 's'}, utf8("module"), utf8("  Dear reader,"), new byte[9],
                        Precompiled.magic()));
        assertEquals(kinds.keySet(), Set.of(SourceKind.values()));
        kinds.forEach((kind, all) -> all.forEach(bytes -> assertSame(kind, SourceKind.of(bytes), Arrays.toString(bytes))));
    }

    /** More blanks than are looked at first: what comes behind them is not known yet. */
    @Test
    void aTextOrModuleInAStreamIsReadToItsEnd() {
        for (String text : List.of("(module)", ";; a comment\n".repeat(1_000), "\ufeff" + " ".repeat(10_000) + "(module)",
                " \t\r\n".repeat(5_000) + "(module)")) {
            assertArrayEquals(utf8(text), read(utf8(text)));
        }
        byte[] module = Arrays.copyOf(MODULE, 10_000);
        assertArrayEquals(module, read(module));
        byte[] precompiled = Arrays.copyOf(Precompiled.magic(), 10_000);
        assertArrayEquals(precompiled, read(precompiled));
    }

    @Test
    void ofAnythingElseOnlyTheBeginningIsRead() {
        assertEquals(4_096, read(new byte[10_000]).length);
        assertEquals(4_096, read(utf8(" ".repeat(1_000) + "no module".repeat(1_000))).length);
        assertEquals(7, read(new byte[7]).length);
    }

    @Test
    void modulesAreReadUpToTheirLimitAndTextsBeyond() throws IOException {
        for (int length : new int[] {8, 4_095, 4_096, 4_097, MOST - 1, MOST}) {
            byte[] given = Arrays.copyOf(MODULE, length);
            assertArrayEquals(given, SourceBytes.read(new ByteArrayInputStream(given), "x", MOST));
            assertArrayEquals(given, SourceBytes.read(Files.write(folder.resolve("x"), given), MOST));
        }
        byte[] more = Arrays.copyOf(MODULE, MOST + 1);
        String message = assertThrows(LimitException.class, () -> SourceBytes.read(new ByteArrayInputStream(more), "x", MOST)).getMessage();
        assertEquals("implementation limit: size of x: expected at most 8192 bytes, found more", message);
        Path file = Files.write(folder.resolve("x"), more);
        message = assertThrows(LimitException.class, () -> SourceBytes.read(file, MOST)).getMessage();
        assertEquals("implementation limit: size of " + file + ": expected at most 8192 bytes, found 8193", message);
        byte[] comments = utf8(";; \n".repeat(5_000));
        assertArrayEquals(comments, SourceBytes.read(new ByteArrayInputStream(comments), "x", MOST));
        assertArrayEquals(comments, SourceBytes.read(Files.write(file, comments), MOST));
        assertEquals(4_096, SourceBytes.read(Files.write(file, new byte[MOST + 1]), MOST).length);
    }

    @Test
    void whatCannotBeReadIsToldByItsName() {
        Path none = folder.resolve("none");
        String message = assertThrows(UncheckedIOException.class, () -> SourceBytes.read(none)).getMessage();
        assertTrue(message.startsWith(none + " cannot be read: "), message);
    }
}
