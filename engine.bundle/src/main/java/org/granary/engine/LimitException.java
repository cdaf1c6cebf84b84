package org.granary.engine;

/** The module is larger than this engine takes; the message names the limit, its value and what was asked for. */
public final class LimitException extends ModuleException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param refusal the facts, never null
     */
    public LimitException(Refusal refusal) {
        super(refusal);
    }

    @Override
    ModuleException remade(Refusal facts) {
        return new LimitException(facts);
    }
}
