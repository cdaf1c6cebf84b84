package org.granary.console.tool;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A stream that prints to one of this process's own outputs. A program that runs with it writes past it, to the process's output itself, so
 * that it can be called away when nobody takes what it writes.
 */
final class ProcessStream extends PrintStream {
    private final boolean errors;
    private final LastWords words;

    /**
     * A stream.
     *
     * @param to     takes what is printed
     * @param errors whether it is standard error output; then each line goes at once
     */
    ProcessStream(OutputStream to, boolean errors) {
        this(new LastWords(to), errors);
    }

    private ProcessStream(LastWords words, boolean errors) {
        super(words, errors, StandardCharsets.UTF_8);
        this.words = words;
        this.errors = errors;
    }

    /** What nobody takes within that time is lost from now on, and all that comes after it. */
    void bound(Duration most) {
        words.bound(most);
    }

    /** Whether it is standard error output. */
    boolean errors() {
        return errors;
    }
}
