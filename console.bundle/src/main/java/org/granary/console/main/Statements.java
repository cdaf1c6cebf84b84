package org.granary.console.main;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a command line, apart. Gogo runs several at once too, but gives the result of the last only, and all the
 * others would be run without being seen.
 */
final class Statements {

    private final String program;
    private final List<String> found = new ArrayList<>();
    private int start;

    private Statements(String program) {
        this.program = program;
    }

    /** Cut at semicolons and line ends that stand outside of quotes and brackets; empty ones are left out. */
    static List<String> of(String program) {
        Statements statements = new Statements(program);
        statements.cut();
        return List.copyOf(statements.found);
    }

    private void cut() {
        int depth = 0;
        for (int i = 0; i < program.length(); i++) {
            char c = program.charAt(i);
            switch (c) {
                case '\\' -> i++;
                case '\'', '"' -> i = closing(c, i);
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth--;
                case ';', '\n' -> {
                    if (depth == 0) {
                        take(i);
                    }
                }
                default -> { }
            }
        }
        take(program.length());
    }

    /** Where the quoted text that opens at that place ends; an open end is left for Gogo to complain of. */
    private int closing(char quote, int open) {
        for (int i = open + 1; i < program.length(); i++) {
            char c = program.charAt(i);
            if (c == '\\' && quote == '"') {
                i++;
            } else if (c == quote) {
                return i;
            }
        }
        return program.length();
    }

    private void take(int end) {
        String statement = program.substring(start, Math.max(start, end)).strip();
        if (!statement.isEmpty()) {
            found.add(statement);
        }
        start = end + 1;
    }
}
