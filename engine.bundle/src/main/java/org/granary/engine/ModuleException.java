package org.granary.engine;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A module was refused before anything of it ran. Carries the failure as a constant, and where and what as fields; the message is made of
 * them in the order what, where, expected, found.
 */
public abstract sealed class ModuleException extends WasmException permits MalformedException, ValidationException, UnsupportedException,
        LimitException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    ModuleException(Refusal refusal) {
        super(refusal.toString(), null);
        this.refusal = refusal;
    }

    /**
     * The kind of failure, which tests match.
     *
     * @return never null
     */
    public Failure failure() {
        return refusal.failure();
    }

    /**
     * Where in the binary the cause stands.
     *
     * @return the byte offset from the start, or empty where there is none
     */
    public OptionalLong offset() {
        return refusal.offset();
    }

    /**
     * The function that the cause stands in.
     *
     * @return the function's index, or empty outside functions
     */
    public OptionalInt function() {
        return refusal.function();
    }

    /**
     * All facts of the failure.
     *
     * @return the facts the message is made of
     */
    public Refusal refusal() {
        return refusal;
    }
}
