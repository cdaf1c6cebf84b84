package org.granary.console.command;

/** A call of a command did not come to its end. The message is what the operator reads. */
public final class CallFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what went wrong. */
    CallFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
