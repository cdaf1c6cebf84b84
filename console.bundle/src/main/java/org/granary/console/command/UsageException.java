package org.granary.console.command;

/** A command was given other words than it takes. The message says what was expected and found, and ends with a line of usage. */
public final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with the words, and how the command is used. */
    UsageException(String problem, String usage) {
        super(problem + System.lineSeparator() + "usage: " + usage);
    }
}
