package org.granary.console.tool;

/** The arguments of a command are of no use; its usage is shown and the process ends with 2. */
final class UselessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UselessException(String message) {
        super(message);
    }
}
