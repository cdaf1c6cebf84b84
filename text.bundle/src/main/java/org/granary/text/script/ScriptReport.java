package org.granary.text.script;

import java.util.List;
import java.util.Map;

/**
 * What came of a script. Immutable.
 *
 * @param passed      assertions that held
 * @param failures    commands that did not do what they should, in order
 * @param unsupported how many assertions could not be tried, by the proposal that they need; 0 where only modules needed it
 */
public record ScriptReport(int passed, List<Failed> failures, Map<String, Integer> unsupported) {
    /**
     * A command that failed.
     *
     * @param line   where it stands
     * @param reason what was expected and what happened
     */
    public record Failed(int line, String reason) {
        @Override
        public String toString() {
            return "line " + line + ": " + reason;
        }
    }

    /** Copies the lists. */
    public ScriptReport {
        failures = List.copyOf(failures);
        unsupported = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(unsupported));
    }

    /**
     * The assertions that could not be tried.
     *
     * @return their number
     */
    public int skipped() {
        return unsupported.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Whether every command did what it should.
     *
     * @return true without failures and without anything unsupported
     */
    public boolean whole() {
        return failures.isEmpty() && unsupported.isEmpty();
    }
}
