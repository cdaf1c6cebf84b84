package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FarewellTest {
    private final Farewell farewell = new Farewell();

    @Test
    void twiceInARowAtAnEmptyPromptLeaves() {
        assertFalse(farewell.leaves(""));
        assertTrue(farewell.leaves(" "));
    }

    @Test
    void whoGoesOnTypingStays() {
        assertFalse(farewell.leaves(""));
        farewell.typed();
        assertFalse(farewell.leaves(""));
        assertFalse(farewell.leaves("wasm:ca"), "that drops a line");
        assertFalse(farewell.leaves(""));
    }
}
