package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.junit.jupiter.api.Test;

class ContradictionsTest {
    private static String refused(EngineConfig.Builder builder) {
        EngineConfig config = builder.build();
        return assertThrows(IllegalArgumentException.class, () -> Engine.create(config)).getMessage();
    }

    @Test
    void sizesOutOfRangeAreToldWithTheRangeAndTheValue() {
        assertEquals("splitting: budgetBytes: expected 100 to 1000000, found 0", refused(EngineConfig.builder().splitting(0, 0)));
        assertEquals("splitting: budgetBytes: expected 100 to 1000000, found -7", refused(EngineConfig.builder().splitting(-7, 50)));
        assertEquals("splitting: budgetBytes: expected 100 to 1000000, found 1000001",
                refused(EngineConfig.builder().splitting(1_000_001, 50)));
        assertEquals("splitting: targetBytes: expected 50 to 300, found 49", refused(EngineConfig.builder().splitting(300, 49)));
        assertEquals("splitting: targetBytes: expected 50 to 300, found 301", refused(EngineConfig.builder().splitting(300, 301)));
        Engine.create(EngineConfig.builder().splitting(100, 50).build()).close();
    }

    @Test
    void theCoreCannotBeSwitchedOff() {
        assertEquals("proposal core: expected true, found false", refused(EngineConfig.builder().proposal(Proposal.CORE, false)));
    }

    @Test
    void aProposalWithoutTheOneItNeedsIsToldWithBothNames() {
        for (List<Proposal> pair : List.of(List.of(Proposal.RELAXED_SIMD, Proposal.SIMD),
                List.of(Proposal.GC, Proposal.FUNCTION_REFERENCES), List.of(Proposal.EXCEPTIONS, Proposal.REFERENCE_TYPES))) {
            EngineConfig.Builder builder = EngineConfig.builder().proposal(pair.get(1), false);
            if (pair.get(1) == Proposal.REFERENCE_TYPES) {
                builder.proposal(Proposal.GC, false).proposal(Proposal.FUNCTION_REFERENCES, false);
            }
            String message = refused(builder);
            assertTrue(message.startsWith("two settings contradict each other"), message);
            assertTrue(message.contains(pair.get(0) + " is on") && message.contains(pair.get(1) + ", which it needs, is off"), message);
            Engine.create(builder.proposal(pair.get(0), false).build()).close();
        }
    }
}
