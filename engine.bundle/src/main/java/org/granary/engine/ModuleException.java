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
     * The same refusal with other facts, such as the place in a text.
     *
     * @param facts the facts, never null
     * @return an exception of the same class with this one's stack trace
     */
    public final ModuleException with(Refusal facts) {
        ModuleException made = remade(facts);
        made.setStackTrace(getStackTrace());
        return made;
    }

    abstract ModuleException remade(Refusal facts);

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
