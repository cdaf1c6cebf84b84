package org.granary.wasi.service;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.granary.host.PlainLine;
import org.granary.wasi.stream.Output;

/**
 * A standard output whose lines go to a log. A line ends at its line end, when it is long, or with the guest; what a log could take for the
 * end of a line, or a terminal for a command, is escaped, so that a guest cannot write in another's name. Confined to one store.
 */
final class LogLines {
    private static final int MOST_BYTES = 16 << 10;

    private final Consumer<String> log;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LogLines(Consumer<String> log) {
        this.log = log;
    }

    Output output() {
        return Output.callback(this::write);
    }

    private void write(byte[] bytes) {
        for (byte one : bytes) {
            if (one == '\n') {
                tell();
            } else {
                line.write(one);
                if (line.size() == MOST_BYTES) {
                    tell();
                }
            }
        }
    }

    private void tell() {
        String whole = line.toString(StandardCharsets.UTF_8);
        line.reset();
        log.accept(PlainLine.of(whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole, c -> c == '\t'));
    }

    /** Tells what has no line end. */
    void end() {
        if (line.size() > 0) {
            tell();
        }
    }
}
