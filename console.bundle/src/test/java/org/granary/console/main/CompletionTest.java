package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final Completion completion = new Completion(() -> List.of("felix:lb", "lb"), before -> List.of("after " + before));

    @Test
    void theFirstWordIsACommand() {
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of()));
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of("help")));
    }

    @Test
    void theCommandSaysWhatFollows() {
        assertEquals(List.of("after [call, p]"), completion.candidates(List.of("call", "p")));
    }

    @Test
    void aStatementBeginsAnew() {
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of("call", "p;")));
        assertEquals(List.of("felix:lb", "lb"), completion.candidates(List.of("ps", "|")));
        assertEquals(List.of("after [why]"), completion.candidates(List.of("ps", ";", "why")));
    }
}
