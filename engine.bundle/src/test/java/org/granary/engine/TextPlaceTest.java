package org.granary.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextPlaceTest {
    @Test
    void excerptPointsBelowItsLine() {
        assertEquals("    \t(modul)\n    \t ^", new TextPlace(1, 3, "\t(modul)", 2).excerpt());
    }

    @Test
    void excerptHoldsNothingThatActsOnATerminal() {
        assertEquals("    a\ufffd[2J\ufffd\ufffdb\n      ^", new TextPlace(1, 3, "a\u001b[2J\u202e\u2028b", 2).excerpt());
    }
}
