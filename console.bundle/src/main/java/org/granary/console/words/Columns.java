package org.granary.console.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.granary.plugin.PlainText;

/** Rows of words under a head, in columns as wide as their widest word; the last column is not padded. Confined to one thread. */
public final class Columns {
    private static final String GAP = "  ";

    private static final List<Range> WIDE = List.of(new Range(0x1100, 0x115f), new Range(0x2e80, 0x303e), new Range(0x3041, 0xa4cf),
            new Range(0xac00, 0xd7a3), new Range(0xf900, 0xfaff), new Range(0xfe30, 0xfe6f), new Range(0xff01, 0xff60),
            new Range(0xffe0, 0xffe6), new Range(0x1f300, 0x1f64f), new Range(0x1f900, 0x1f9ff), new Range(0x20000, 0x3fffd));

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param head a word for each column
     */
    public Columns(String... head) {
        rows.add(List.of(head));
    }

    /** Adds a row of as many words as the head has. */
    public void row(String... words) {
        rows.add(Arrays.stream(words).map(PlainText::line).toList());
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : GAP).append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i))));
            }
            text.append(text.length() == 0 ? "" : System.lineSeparator()).append(line.toString().stripTrailing());
        }
        return text.toString();
    }

    /** How many places a text takes on a terminal: East Asian characters and pictures two each, marks upon others none. */
    private static int width(String text) {
        return text.codePoints().map(c -> switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> WIDE.stream().anyMatch(range -> range.from <= c && c <= range.to) ? 2 : 1;
        }).sum();
    }

    /** Characters from one to another. */
    private record Range(int from, int to) {}
}
