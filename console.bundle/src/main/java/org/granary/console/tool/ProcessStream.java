package org.granary.console.tool;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A stream that prints to one of this process's own outputs. A program that runs with it writes past it, to the process's output itself, so
 * that it can be called away when nobody takes what it writes.
 */
final class ProcessStream extends PrintStream {
    private final boolean errors;

    /**
     * A stream.
     *
     * @param to     takes what is printed
     * @param errors whether it is standard error output; then each line goes at once
     */
    ProcessStream(OutputStream to, boolean errors) {
        super(to, errors, StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** Whether it is standard error output. */
    boolean errors() {
        return errors;
    }
}
