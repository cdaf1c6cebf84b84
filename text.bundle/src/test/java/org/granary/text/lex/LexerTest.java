package org.granary.text.lex;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.TextPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTest {
    private static Tokens tokens(String text) {
        return Lexer.tokens(new Source(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> kinds(String text) {
        Tokens tokens = tokens(text);
        List<String> kinds = new ArrayList<>();
        for (int i = 0; tokens.kind(i) != TokenKind.END; i++) {
            kinds.add(tokens.kind(i) + " " + tokens.text(i));
        }
        return kinds;
    }

    private static MalformedException refused(String text) {
        return assertThrows(MalformedException.class, () -> tokens(text));
    }

    @Test
    void whatAnEditorHasSavedInAnotherEncodingIsToldSo() {
        String text = "(module)";
        for (byte[] saved : List.of(("\ufeff" + text).getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_16),
                text.getBytes(StandardCharsets.UTF_16LE), text.getBytes(StandardCharsets.UTF_16BE))) {
            MalformedException e = assertThrows(MalformedException.class, () -> new Source(saved));
            assertEquals(Failure.ILLEGAL_CHARACTER, e.failure());
            assertEquals("UTF-8 without a byte order mark (an editor can save it so)", e.refusal().expected());
        }
        assertEquals("text in UTF-16", assertThrows(MalformedException.class, () -> new Source(text.getBytes(StandardCharsets.UTF_16LE)))
                .refusal().detail());
        assertEquals("a byte order mark before the text", assertThrows(MalformedException.class, () -> new Source(
                ("\ufeff" + text).getBytes(StandardCharsets.UTF_8))).refusal().detail());
    }

    @Test
    void parenthesesAndCommentsPartTokens() {
        assertEquals(List.of("LEFT (", "KEYWORD func", "LEFT (", "KEYWORD nop", "RIGHT )", "KEYWORD br", "NUMBER 0", "RIGHT )"),
                kinds("(func(nop)br 0;;c\n)"));
        assertEquals(List.of("KEYWORD a", "KEYWORD b"), kinds("a(;x(;y;)z;)b"));
        assertEquals(List.of("KEYWORD a", "KEYWORD b"), kinds("a;;x\rb"));
    }

    @Test
    void whatIsNotPartedGoesTogether() {
        assertEquals(List.of("RESERVED 0drop"), kinds("0drop"));
        assertEquals(List.of("RESERVED 0$l"), kinds("0$l"));
        assertEquals(List.of("ID $l$l"), kinds("$l$l"));
        assertEquals(List.of("RESERVED \"a\"\"b\""), kinds("\"a\"\"b\""));
        assertEquals(List.of("RESERVED \"a\"b"), kinds("\"a\"b"));
        assertEquals(List.of("RESERVED a,b"), kinds("a,b"));
    }

    @Test
    void annotationsAreLeftOut() {
        assertEquals(List.of("KEYWORD a", "KEYWORD b"), kinds("a (@x y (z \")\" ;; )\n) (@ (@w)) ) b"));
        assertEquals(List.of("KEYWORD a"), kinds("(@\"any name\" , ; [)a"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "EMPTY_ANNOTATION, (@ x)", "EMPTY_ANNOTATION, (@\"\")", "UNCLOSED_ANNOTATION, (@x (y)", "UNCLOSED_STRING, (@x \")",
                "UNCLOSED_STRING, \"a", "UNCLOSED_COMMENT, (; (; ;)",
        "EMPTY_IDENTIFIER, $", "EMPTY_IDENTIFIER, $\"\"", "MALFORMED_UTF8, $\"\\ff\"", "ILLEGAL_CHARACTER, ü",
                "ILLEGAL_CHARACTER, \"\\q\"", "ILLEGAL_CHARACTER, \"\\u{d800}\"",
        "ILLEGAL_CHARACTER, \"\\u{110000}\"", "ILLEGAL_CHARACTER, \"\\u{}\"", "ILLEGAL_CHARACTER, \"\\u{1_}\""})
    void brokenTextIsRefused(Failure failure, String text) {
        assertEquals(failure, refused(text).failure());
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedWhereTheyStand() {
        MalformedException e = assertThrows(MalformedException.class, () -> new Source(new byte[] {'a', '\n', ';', ';', (byte) 0xc0,
                (byte) 0x80}));
        assertEquals(Failure.MALFORMED_UTF8, e.failure());
        assertEquals(2, e.refusal().place().orElseThrow().line());
        assertEquals(3, e.refusal().place().orElseThrow().column());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 0x0b, 0x1f, 0x7f})
    void controlCharactersAreRefusedInAndOutOfStrings(int c) {
        assertEquals(Failure.ILLEGAL_CHARACTER, refused("a " + (char) c).failure());
        assertEquals(Failure.ILLEGAL_CHARACTER, refused("\"" + (char) c + "\"").failure());
        assertEquals(List.of("KEYWORD a"), kinds("a ;; " + (char) c));
    }

    @Test
    void stringsStandForBytes() {
        assertArrayEquals("a\t\n\r\"'\\\u00e9€".getBytes(StandardCharsets.UTF_8), tokens("\"a\\t\\n\\r\\\"\\'\\\\\\c3\\a9\\u{20_ac}\"")
                .string(0));
        assertArrayEquals(new byte[] {(byte) 0xff, 0}, tokens("\"\\ff\\00\"").string(0));
    }

    @Test
    void quotedAndPlainIdentifiersAreOne() {
        assertEquals("AB", tokens("$\"\\41\\u{42}\"").id(0));
        assertEquals("AB", tokens("$AB").id(0));
    }

    @Test
    void placesCountLinesWhateverEndsThem() {
        Source source = new Source("a\r\nb\rc\n\tdé x".getBytes(StandardCharsets.UTF_8));
        TextPlace place = source.place(12);
        assertEquals(4, place.line());
        assertEquals(5, place.column());
        assertEquals("    \tdé x\n    \t   ^", place.excerpt());
        assertEquals(2, source.place(3).line());
        assertEquals(3, source.place(5).line());
    }

    @Test
    void longLinesAreShownInPart() {
        String line = "x".repeat(1_000);
        TextPlace place = new Source(line.getBytes(StandardCharsets.UTF_8)).place(500);
        assertEquals(501, place.column());
        assertTrue(place.source().length() < 250, place.source());
        assertTrue(place.source().startsWith("...") && place.source().endsWith("..."), place.source());
    }
}
