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
     * The line and below it a caret that points at the place.
     *
     * @return two lines, each indented, without a line end after the last
     */
    public String excerpt() {
        StringBuilder text = new StringBuilder("    ").append(source).append("\n    ");
        for (int i = 0; i < caret; i++) {
            text.append(source.charAt(i) == '\t' ? '\t' : ' ');
        }
        return text.append('^').toString();
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
