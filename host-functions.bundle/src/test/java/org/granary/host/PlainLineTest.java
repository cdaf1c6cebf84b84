package org.granary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlainLineTest {
    @Test
    void whatActsAndIsNotSeenIsEscaped() {
        assertEquals("a\\u{1b}[2J\\u{a}\\u{9}\\u{7f}\\u{9b}b", PlainLine.of("a\u001b[2J\n\t\u007f\u009bb"));
        assertEquals("\\u{202e}\\u{2066}\\u{200f}\\u{2028}\\u{d800}\\u{feff}", PlainLine.of("\u202e\u2066\u200f\u2028\ud800\ufeff"));
    }

    @Test
    void whatIsSeenStaysAndWhatIsKept() {
        String seen = "C:\\deploy\\grüße 日本語 \uD83D\uDE00.wasm";
        assertEquals(seen, PlainLine.of(seen));
        assertEquals("a\tb\\u{a}", PlainLine.of("a\tb\n", c -> c == '\t'));
    }
}
