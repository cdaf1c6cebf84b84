package org.granary.engine.impl;

import java.util.List;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;

/** Refuses settings that cannot hold together. */
final class Contradictions {
    private static final int LEAST_BUDGET = 100;
    private static final int MOST_BUDGET = 1_000_000;
    private static final int LEAST_TARGET = 50;

    /** A proposal and one that it is written on top of. */
    private record Needs(Proposal proposal, Proposal other) {
    }

    /** Source: the proposals' overview pages, "dependencies". */
    private static final List<Needs> NEEDS = List.of(new Needs(Proposal.RELAXED_SIMD, Proposal.SIMD),
            new Needs(Proposal.GC, Proposal.FUNCTION_REFERENCES), new Needs(Proposal.FUNCTION_REFERENCES, Proposal.REFERENCE_TYPES),
            new Needs(Proposal.EXCEPTIONS, Proposal.REFERENCE_TYPES));

    private Contradictions() {
    }

    /**
     * Looks at the settings of an engine that is about to be made.
     *
     * @param config the settings
     * @throws IllegalArgumentException naming the setting, its range and its value, or the two settings that contradict each other
     */
    static void check(EngineConfig config) {
        range("splitting: budgetBytes", LEAST_BUDGET, MOST_BUDGET, config.splitBudget());
        range("splitting: targetBytes", LEAST_TARGET, config.splitBudget(), config.splitTarget());
        if (!config.proposal(Proposal.CORE)) {
            throw new IllegalArgumentException("proposal core: expected true, found false");
        }
        for (Needs needs : NEEDS) {
            if (config.proposal(needs.proposal) && !config.proposal(needs.other)) {
                throw new IllegalArgumentException("two settings contradict each other: proposal " + needs.proposal + " is on, proposal "
                        + needs.other + ", which it needs, is off");
            }
        }
    }

    private static void range(String setting, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + ": expected " + least + " to " + most + ", found " + value);
        }
    }
}
