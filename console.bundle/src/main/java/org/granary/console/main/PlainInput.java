package org.granary.console.main;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Lines from an input that is no terminal, as a pipe. Used by one thread. */
final class PlainInput {
    private final InputStream in;
    private final PrintStream out;
    private boolean empty = true;

    PlainInput(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /** Reads a line and nothing behind it: the rest may be for the command on it. */
    Typed read() {
        out.print(Shell.PROMPT);
        out.flush();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int next = in.read();
            empty &= next < 0;
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = in.read();
            }
            if (next < 0 && line.size() == 0) {
                out.println();
                return Typed.LEFT;
            }
        } catch (IOException e) {
            return Typed.LEFT;
        }
        return Typed.line(line.toString(Charset.defaultCharset()));
    }

    /** Whether nothing at all has come so far. */
    boolean isEmpty() {
        return empty;
    }
}
