package org.granary.op;

import java.util.Map;
import java.util.Optional;
import org.granary.engine.Proposal;

/** The text names of instructions that have no row yet, so that a refusal can name the proposal. Shrinks as rows are added. */
final class UnbuiltNames {
    private static final Map<String, Proposal> NAMES = Map.ofEntries(
            Map.entry("i64.add128", Proposal.WIDE_ARITHMETIC),
            Map.entry("i64.sub128", Proposal.WIDE_ARITHMETIC),
            Map.entry("i64.mul_wide_s", Proposal.WIDE_ARITHMETIC),
            Map.entry("i64.mul_wide_u", Proposal.WIDE_ARITHMETIC));

    private UnbuiltNames() {
    }

    static Optional<Proposal> find(String text) {
        Proposal named = NAMES.get(text);
        if (named != null) {
            return Optional.of(named);
        }
        // no present name has these; old names with them are unknown to every proposal
        if (text.indexOf('/') >= 0 || text.indexOf(':') >= 0) {
            return Optional.empty();
        }
        return text.contains(".atomic.") ? Optional.of(Proposal.THREADS) : Optional.empty();
    }
}
