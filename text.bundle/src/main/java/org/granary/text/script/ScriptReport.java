package org.granary.text.script;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a script. Immutable.
 *
 * @param passed      assertions that held
 * @param failures    commands that did not do what they should, in order
 * @param unsupported how many assertions could not be tried, by the proposal that they need; 0 where only modules needed it
 * @param switchedOff how many of those that held did so because a proposal is switched off, by that proposal
 */
public record ScriptReport(int passed, List<Failed> failures, Map<String, Integer> unsupported, Map<String, Integer> switchedOff) {
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
        unsupported = Collections.unmodifiableMap(new TreeMap<>(unsupported));
        switchedOff = Collections.unmodifiableMap(new TreeMap<>(switchedOff));
    }

    /** What came of a script that could not be run. */
    static ScriptReport failed(int line, String reason) {
        return new ScriptReport(0, List.of(new Failed(line, reason)), Map.of(), Map.of());
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
