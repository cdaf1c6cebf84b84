package org.granary.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void whatActsAndIsNotSeenIsEscaped() {
        assertEquals("a\\u{1b}[2J\\u{a}\\u{9}\\u{7f}\\u{9b}b", PlainText.line("a\u001b[2J\n\t\u007f\u009bb"));
        assertEquals("\\u{202e}\\u{2066}\\u{200f}\\u{2028}\\u{d800}\\u{feff}", PlainText.line("\u202e\u2066\u200f\u2028\ud800\ufeff"));
    }

    @Test
    void whatIsSeenStays() {
        String seen = "C:\\deploy\\grüße 日本語 \uD83D\uDE00.wasm";
        assertEquals(seen, PlainText.line(seen));
        assertEquals("null", PlainText.line(null));
    }

    @Test
    void severalLinesStaySeveral() {
        assertEquals("a" + System.lineSeparator() + "\tb\\u{d}\\u{1b}", PlainText.lines("a\r\n\tb\r\u001b"));
    }
}
