package org.granary.host.stock;

/** What a guest or another host says, as one line of a log: nobody writes lines in another's name, or commands to a terminal. Stateless. */
public final class PlainLine {
    private PlainLine() {}

    /**
     * The text with all that is no plain character escaped, such as <code>&#92;u{1b}</code>.
     *
     * @param text any text
     * @return one line
     */
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED ->
                    line.append("\\u{").append(Integer.toHexString(point)).append('}');
                default -> line.appendCodePoint(point);
            }
        });
        return line.toString();
    }
}
