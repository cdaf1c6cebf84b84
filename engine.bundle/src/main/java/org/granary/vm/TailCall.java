package org.granary.vm;

/**
 * A call that a function body left behind instead of making it; the caller's trampoline makes it. Generated subclasses hold the callee
 * and typed arguments, and add a method {@code step} with the result type of the
 * chain, which runs the callee's body up to its own next tail call.
 */
public abstract class TailCall {
    /** For generated subclasses. */
    protected TailCall() {
    }
}
