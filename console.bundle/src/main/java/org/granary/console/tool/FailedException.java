package org.granary.console.tool;

/** A command failed for a reason that its user should know; the process ends with 1. */
public final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }

    FailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
