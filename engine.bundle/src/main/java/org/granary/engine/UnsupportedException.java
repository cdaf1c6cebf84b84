package org.granary.engine;

/** The module uses a proposal that this engine has switched off or cannot compile yet. */
public final class UnsupportedException extends ModuleException {
    private static final long serialVersionUID = 1L;

    private final Proposal proposal;

    /**
     * Makes the exception.
     *
     * @param proposal what the module needs
     * @param refusal  the facts, never null; the detail names the proposal, and the instruction or form that needs it
     */
    public UnsupportedException(Proposal proposal, Refusal refusal) {
        super(refusal);
        this.proposal = proposal;
    }

    /**
     * The proposal that is needed.
     *
     * @return never null
     */
    public Proposal proposal() {
        return proposal;
    }

    @Override
    ModuleException remade(Refusal facts) {
        return new UnsupportedException(proposal, facts);
    }
}
