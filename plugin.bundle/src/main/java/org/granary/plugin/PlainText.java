package org.granary.plugin;

import java.util.Objects;
import org.granary.host.PlainLine;

/**
 * Text for terminals and logs. Names in a module may be any text, and with it control characters that move a terminal's cursor, or marks
 * that turn the direction of writing; what is shown to people goes through here. Stateless.
 */
public final class PlainText {
    private PlainText() {}

    /**
     * Text on one line, without anything that acts and is not seen.
     *
     * @param text any text, or null
     * @return the text, in which each control and format character, line separator, lone surrogate and unassigned code point stands as
     *         <code>&#92;u{1b}</code>, as strings are written in the text format; {@code null} as the word
     */
    public static String line(Object text) {
        return PlainLine.of(String.valueOf(text));
    }

    /**
     * As {@link #line}, but line ends and tabs stay: for text that is made of several lines.
     *
     * @param text any text
     * @return the text, with the characters that {@link #line} escapes escaped
     * @throws NullPointerException when {@code text} is null
     */
    public static String lines(String text) {
        String plain = PlainLine.of(Objects.requireNonNull(text, "text").replace("\r\n", "\n"), c -> c == '\n' || c == '\t');
        return plain.replace("\n", System.lineSeparator());
    }
}
