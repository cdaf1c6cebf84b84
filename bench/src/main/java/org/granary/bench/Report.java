package org.granary.bench;

import java.io.PrintStream;

/** The answer on standard output: Markdown tables and lines. Confined to one thread. */
final class Report {
    private final PrintStream out;
    private int failures;

    Report(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    void row(String... cells) {
        StringBuilder text = new StringBuilder("|");
        for (int i = 0; i < cells.length; i++) {
            text.append(String.format(i == 0 ? " %-14s |" : " %12s |", cells[i]));
        }
        line(text.toString());
    }

    void rule(int columns) {
        line("|---|" + "---:|".repeat(columns - 1));
    }

    /** Something that should have worked did not. */
    void failure(String text) {
        failures++;
        Progress.say("FAILED: " + text);
        line("FAILED: " + text);
    }

    int failures() {
        return failures;
    }
}
