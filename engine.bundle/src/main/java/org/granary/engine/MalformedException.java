package org.granary.engine;

/** The bytes (or the text) are not a module: they cannot be decoded. */
public final class MalformedException extends ModuleException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param refusal the facts, never null
     */
    public MalformedException(Refusal refusal) {
        super(refusal);
    }

    @Override
    ModuleException remade(Refusal facts) {
        return new MalformedException(facts);
    }
}
