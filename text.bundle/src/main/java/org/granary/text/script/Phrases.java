package org.granary.text.script;

import java.util.Map;
import java.util.Set;
import org.granary.engine.Proposal;

/**
 * Whether a failure's or trap's phrase is the one that a script expects. The kind of the failure has been compared before; the phrase is
 * the second, stricter look.
 */
final class Phrases {
    /** Phrases of scripts that stand for one of ours, each with its reason. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            // the first says that a table has no such element, which is what the second says of accesses
            Map.entry("undefined element", Set.of("out of bounds table access")),
            // a limit of memories is one rule, whatever part of it a script names
            Map.entry("memory size", Set.of("memory size must be at most 65536 pages (4GiB)")),
            // which kind of thing an identifier is missing from stands in our detail
            Map.entry("unknown label", Set.of("unknown identifier")),
            Map.entry("unknown type", Set.of("unknown identifier", "inline function type")),
            // a quoted identifier that breaks off is an identifier without characters to the reference lexer, a broken string to ours
            Map.entry("empty identifier", Set.of("unclosed string", "illegal character")),
            Map.entry("empty annotation id", Set.of("unclosed string", "illegal character")),
            // where a section or body ends inside what is wrong, our reader, which never looks past an end, meets the end first
            Map.entry("integer representation too long", Set.of("unexpected end of section or function", "malformed section id")),
            Map.entry("integer too large", Set.of("unexpected end of section or function", "malformed section id")),
            Map.entry("length out of bounds", Set.of("unexpected end of section or function")),
            Map.entry("malformed import kind", Set.of("length out of bounds")),
            Map.entry("section size mismatch", Set.of("END opcode expected")),
            Map.entry("unexpected end of section or function", Set.of("END opcode expected")),
            // a size that is too large for its encoding is found in the binary that the text becomes
            Map.entry("i32 constant out of range", Set.of("integer too large")),
            // the reference interpreter says what it expects, we what was found
            Map.entry("expected shared memory", Set.of("atomic wait on non-shared memory")),
            // the annotation's name stands in our detail
            Map.entry("misplaced @custom annotation", Set.of("misplaced annotation")),
            Map.entry("misplaced @name annotation", Set.of("misplaced annotation")),
            Map.entry("@name annotation: multiple module", Set.of("multiple names")),
            // former words of the official scripts
            Map.entry("invalid UTF-8 encoding", Set.of("malformed UTF-8 encoding")),
            Map.entry("invalid mutability", Set.of("malformed mutability")),
            Map.entry("invalid section id", Set.of("malformed section id")),
            Map.entry("global is immutable", Set.of("immutable global")),
            Map.entry("array is immutable", Set.of("immutable array")),
            Map.entry("field is immutable", Set.of("immutable field")),
            Map.entry("malformed annotation id", Set.of("empty annotation id")),
            Map.entry("memory types incompatible", Set.of("incompatible import type")),
            Map.entry("undefined", Set.of("out of bounds table access")),
            // one trap for all null references
            Map.entry("null function", Set.of("null reference")),
            Map.entry("null array", Set.of("null reference")),
            Map.entry("null structure", Set.of("null reference")),
            Map.entry("null function reference", Set.of("null reference")),
            Map.entry("null array reference", Set.of("null reference")),
            Map.entry("null structure reference", Set.of("null reference")),
            Map.entry("null i31 reference", Set.of("null reference")));

    private Phrases() {
    }

    /** Rules of an older language that a switch takes back. */
    private static final Map<String, Proposal> TAKEN_BACK = Map.of("multiple memories", Proposal.MULTI_MEMORY,
            "multiple tables", Proposal.REFERENCE_TYPES);

    /**
     * Whether the refusal of a proposal that is switched off is what a script for an older language expects.
     *
     * @param expected the script's
     * @param off      which proposal was missing
     */
    static boolean agree(String expected, Proposal off) {
        return TAKEN_BACK.get(expected) == off;
    }

    /**
     * Compares phrases: one may say more than the other at its end or around it.
     *
     * @param expected the script's
     * @param ours     the failure's or trap's
     */
    static boolean agree(String expected, String ours) {
        return ours.contains(expected) || expected.contains(ours) || ALLOWED.getOrDefault(expected, Set.of()).contains(ours);
    }
}
