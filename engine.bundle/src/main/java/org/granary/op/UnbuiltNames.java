package org.granary.op;

import java.util.Map;
import java.util.Optional;
import org.granary.engine.Proposal;

/** The text names of instructions that have no row yet, so that a refusal can name the proposal. Shrinks as rows are added. */
final class UnbuiltNames {
    private static final Map<String, Proposal> NAMES = Map.ofEntries(
            Map.entry("call_ref", Proposal.FUNCTION_REFERENCES),
            Map.entry("return_call_ref", Proposal.FUNCTION_REFERENCES),
            Map.entry("ref.as_non_null", Proposal.FUNCTION_REFERENCES),
            Map.entry("br_on_null", Proposal.FUNCTION_REFERENCES),
            Map.entry("br_on_non_null", Proposal.FUNCTION_REFERENCES),
            Map.entry("ref.eq", Proposal.GC),
            Map.entry("ref.i31", Proposal.GC),
            Map.entry("ref.test", Proposal.GC),
            Map.entry("ref.cast", Proposal.GC),
            Map.entry("br_on_cast", Proposal.GC),
            Map.entry("br_on_cast_fail", Proposal.GC),
            Map.entry("any.convert_extern", Proposal.GC),
            Map.entry("extern.convert_any", Proposal.GC),
            Map.entry("i64.add128", Proposal.WIDE_ARITHMETIC),
            Map.entry("i64.sub128", Proposal.WIDE_ARITHMETIC),
            Map.entry("i64.mul_wide_s", Proposal.WIDE_ARITHMETIC),
            Map.entry("i64.mul_wide_u", Proposal.WIDE_ARITHMETIC));
    private static final Map<String, Proposal> FAMILIES = Map.of("struct", Proposal.GC, "array", Proposal.GC, "i31", Proposal.GC);

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
        int dot = text.indexOf('.');
        String family = dot < 0 ? "" : text.substring(0, dot);
        if (text.contains(".atomic.")) {
            return Optional.of(Proposal.THREADS);
        }
        return Optional.ofNullable(FAMILIES.get(family));
    }
}
