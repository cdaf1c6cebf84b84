package org.granary.console.command;

/** A call of a command did not come to its end. The message is what the operator reads. */
public final class CallFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FAILED = 1;
    /** What a system keeps of a process's status. */
    private static final int KEPT = 0xff;

    private final int status;

    /** Says what went wrong. */
    CallFailedException(String message, Throwable cause) {
        this(message, cause, FAILED);
    }

    /** Says what went wrong, and how a process that does nothing else is to end. */
    CallFailedException(String message, Throwable cause, int status) {
        super(message, cause);
        this.status = (status & KEPT) == 0 ? FAILED : status;
    }

    /**
     * How a process ends that did nothing else.
     *
     * @return never one that means success; the exit code of a program that ran, 134 when that trapped, 1 of all else
     */
    public int status() {
        return status;
    }
}
