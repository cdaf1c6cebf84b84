package org.granary.op;

import java.util.Objects;
import java.util.function.Predicate;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.engine.UnsupportedException;

/**
 * The language that is read: which proposals are switched on. One that is on and not built is refused like one that is off. Immutable,
 * thread-safe.
 *
 * @param on says whether a proposal is switched on
 */
public record Features(Predicate<Proposal> on) {
    /** Everything that is built. */
    public static final Features BUILT = new Features(new All());

    // classes, since each module needs one at once, and lambdas take longer

    private record All() implements Predicate<Proposal> {
        @Override
        public boolean test(Proposal proposal) {
            return true;
        }
    }

    private record Switched(EngineConfig config) implements Predicate<Proposal> {
        @Override
        public boolean test(Proposal proposal) {
            return config.proposal(proposal);
        }
    }

    /** Checks that the switches are there. */
    public Features {
        Objects.requireNonNull(on, "on");
    }

    /**
     * The language of an engine.
     *
     * @param config its settings
     * @return the proposals that are on there
     */
    public static Features of(EngineConfig config) {
        return new Features(new Switched(config));
    }

    /**
     * Whether modules may use a proposal.
     *
     * @param proposal which one
     * @return true when it is on and built
     */
    public boolean has(Proposal proposal) {
        return proposal == Proposal.CORE || proposal.built() && on.test(proposal);
    }

    /**
     * Refuses what a missing proposal would bring.
     *
     * @param proposal what is needed
     * @param what     the instruction or form that needs it
     * @param offset   the byte offset where it stands
     * @throws UnsupportedException when it is off or not built
     */
    public void need(Proposal proposal, String what, long offset) {
        if (!has(proposal)) {
            throw missing(proposal, what, offset);
        }
    }

    /**
     * The refusal of a form that this version cannot read at all.
     *
     * @param proposal what is needed
     * @param what     the instruction or form that needs it
     * @param offset   the byte offset where it stands
     * @return an exception to throw
     */
    public static UnsupportedException missing(Proposal proposal, String what, long offset) {
        return new UnsupportedException(proposal, Refusal.of(Failure.NOT_SUPPORTED)
                .detail("proposal " + proposal + (what.isEmpty() ? "" : " (" + what + ")")).at(offset));
    }
}
