package org.granary.engine;

/**
 * A place in a text. Immutable.
 *
 * @param line   the line, from 1
 * @param column the column in characters, from 1
 * @param source the line itself without its end, shortened when it is long
 * @param caret  how many characters of {@code source} stand before the place
 */
public record TextPlace(int line, int column, String source, int caret) {
    /**
     * The line and below it a caret that points at the place. Characters that would move a terminal's cursor or turn the direction of
     * writing stand as U+FFFD, one for one, so that the caret still points there.
     *
     * @return two lines, each indented, without a line end after the last
     */
    public String excerpt() {
        StringBuilder text = new StringBuilder("    ");
        for (int i = 0; i < source.length(); i++) {
            text.append(acts(source.charAt(i)) ? '\ufffd' : source.charAt(i));
        }
        text.append("\n    ");
        for (int i = 0; i < caret; i++) {
            text.append(source.charAt(i) == '\t' ? '\t' : ' ');
        }
        return text.append('^').toString();
    }

    private static boolean acts(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL && c != '\t' || type == Character.FORMAT || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
