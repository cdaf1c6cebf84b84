package org.granary.console.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.granary.plugin.PlainText;

/** Rows of words under a head, in columns as wide as their widest word; the last column is not padded. */
final class Columns {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Columns(String... head) {
        rows.add(List.of(head));
    }

    /** Adds a row of as many words as the head has. */
    void row(String... words) {
        rows.add(Arrays.stream(words).map(PlainText::line).toList());
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : GAP).append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
            }
            text.append(text.length() == 0 ? "" : System.lineSeparator()).append(line.toString().stripTrailing());
        }
        return text.toString();
    }
}
