package org.granary.op;

import java.util.Optional;

/**
 * What an instruction does, as far as its row alone says. Immutable.
 *
 * @param signature operands and results; empty where the validator has a rule of its own
 * @param traps     whether what it computes may trap; accesses of memory may anyway
 */
public record Effect(Optional<Signature> signature, boolean traps) {
    private static final String TRAPS = "!";

    /**
     * Reads the short form of the table: a {@link Signature#parse signature} or nothing, then {@code !} for what may trap.
     *
     * @param text such as {@code ii:i!}; null for nothing
     * @return the effect
     */
    static Effect parse(String text) {
        if (text == null) {
            return new Effect(Optional.empty(), false);
        }
        boolean traps = text.endsWith(TRAPS);
        String signature = traps ? text.substring(0, text.length() - TRAPS.length()) : text;
        return new Effect(signature.isEmpty() ? Optional.empty() : Optional.of(Signature.parse(signature)), traps);
    }
}
