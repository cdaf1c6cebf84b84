package org.granary.wasi.stream;

import java.io.IOException;

/** A guest wants to write more than its output takes: it gets the error {@code NOSPC}. Immutable. */
public final class OutputFullException extends IOException {
    private static final long serialVersionUID = 1;

    OutputFullException(long most, long wanted) {
        super("output: at most " + most + " bytes in all, " + wanted + " wanted");
    }
}
