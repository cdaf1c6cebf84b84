package org.granary.engine;

/** The module can be decoded, and breaks a rule of validation. */
public final class ValidationException extends ModuleException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param refusal the facts, never null
     */
    public ValidationException(Refusal refusal) {
        super(refusal);
    }

    @Override
    ModuleException remade(Refusal facts) {
        return new ValidationException(facts);
    }
}
