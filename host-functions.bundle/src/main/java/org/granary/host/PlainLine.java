package org.granary.host;

import java.util.function.IntPredicate;

/**
 * What a guest or another host says, as one line of a log or a terminal: nobody writes lines in another's name, moves the cursor, or turns
 * the direction of writing. Stateless.
 */
public final class PlainLine {
    private PlainLine() {}

    /**
     * The text without anything that acts and is not seen.
     *
     * @param text any text, never null
     * @return the text, in which each control and format character, line separator, lone surrogate and unassigned code point stands as
     *         <code>&#92;u{1b}</code>, as strings are written in the text format
     */
    public static String of(String text) {
        return of(text, c -> false);
    }

    /**
     * As {@link #of(String)}, but for some characters.
     *
     * @param text any text, never null
     * @param kept which code points stay what they are, such as tabs
     * @return the text
     */
    public static String of(String text, IntPredicate kept) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isSeen(c) || kept.test(c)) {
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
