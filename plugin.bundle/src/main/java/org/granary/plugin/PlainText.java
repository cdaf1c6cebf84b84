package org.granary.plugin;

import java.util.Objects;

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
        return escape(String.valueOf(text), false);
    }

    /**
     * As {@link #line}, but line ends and tabs stay: for text that is made of several lines.
     *
     * @param text any text
     * @return the text, with the characters that {@link #line} escapes escaped
     * @throws NullPointerException when {@code text} is null
     */
    public static String lines(String text) {
        return escape(Objects.requireNonNull(text, "text").replace("\r\n", "\n"), true).replace("\n", System.lineSeparator());
    }

    private static String escape(String text, boolean several) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isSeen(c) || several && (c == '\n' || c == '\t')) {
                plain.appendCodePoint(c);
            } else {
                plain.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return plain.toString();
    }

    private static boolean isSeen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
