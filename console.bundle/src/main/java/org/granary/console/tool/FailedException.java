package org.granary.console.tool;

/** A command failed for a reason that its user should know; the process ends with 1, or with the status that it says. */
public final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FAILED = 1;

    private final int status;

    FailedException(String message) {
        super(message);
        status = FAILED;
    }

    FailedException(String message, Throwable cause) {
        super(message, cause);
        status = FAILED;
    }

    /** A failure that has a status of its own; without a message when all has been said. */
    FailedException(String message, Throwable cause, int status) {
        super(message, cause);
        this.status = status;
    }

    /**
     * How the process ends.
     *
     * @return the exit status
     */
    public int status() {
        return status;
    }
}
