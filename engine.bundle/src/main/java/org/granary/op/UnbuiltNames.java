package org.granary.op;

import java.util.Optional;
import org.granary.engine.Proposal;

/** The text names of instructions that have no row yet, so that a refusal can name the proposal. Shrinks as rows are added. */
final class UnbuiltNames {
    private UnbuiltNames() {
    }

    static Optional<Proposal> find(String text) {
        // no present name has these; old names with them are unknown to every proposal
        if (text.indexOf('/') >= 0 || text.indexOf(':') >= 0) {
            return Optional.empty();
        }
        return text.contains(".atomic.") ? Optional.of(Proposal.THREADS) : Optional.empty();
    }
}
