package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementsTest {

    @Test
    void semicolonsAndLineEndsSeparate() {
        assertEquals(List.of("wasm:ps", "wasm:call 1 add 2 3", "lb"), Statements.of(" wasm:ps; wasm:call 1 add 2 3 ;\n\nlb;"));
    }

    @Test
    void quotesAndBracketsHold() {
        assertEquals(List.of("echo 'a;b' \"c;\\\";d\"", "each [1 2] { echo $it; echo }", "echo (a;b)"),
                Statements.of("echo 'a;b' \"c;\\\";d\"; each [1 2] { echo $it; echo }; echo (a;b)"));
    }

    @Test
    void aBackslashHidesWhatFollows() {
        assertEquals(List.of("echo a\\;b", "echo"), Statements.of("echo a\\;b;echo"));
        assertEquals(List.of("echo \\"), Statements.of("echo \\"));
    }

    @Test
    void anOpenQuoteGoesToTheEnd() {
        assertEquals(List.of("echo 'a; b"), Statements.of("echo 'a; b"));
    }

    @Test
    void nothingIsNoStatement() {
        assertEquals(List.of(), Statements.of(" ;; \n "));
    }
}
