package org.granary.dwarf;

import static org.granary.dwarf.Sections.bytes;
import static org.granary.dwarf.Sections.custom;
import static org.granary.dwarf.Sections.fixed;
import static org.granary.dwarf.Sections.join;
import static org.granary.dwarf.Sections.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Units of debug information made by hand; those of a compiler are in {@code store.bundle}. */
class InlineTableTest {
    private static final int CODE_LENGTH = 100;
    /** A unit, a function with an address, an inlined one, a function without one, an inlined one without children. */
    private static final byte[] KINDS = bytes(1, 0x11, 1, 0x10, 0x17, 0x11, 0x01, 0, 0,
            2, 0x2e, 1, 0x11, 0x01, 0x12, 0x06, 0, 0,
            3, 0x1d, 1, 0x31, 0x13, 0x11, 0x01, 0x12, 0x06, 0x59, 0x0b, 0, 0,
            4, 0x2e, 0, 0x03, 0x08, 0, 0,
            5, 0x1d, 0, 0x31, 0x13, 0x11, 0x01, 0x12, 0x06, 0x59, 0x0b, 0, 0,
            6, 0x2e, 0, 0x47, 0x13, 0, 0, 0);
    /** Where the entries begin: behind the length, the version, the offset of the kinds and the width of addresses. */
    private static final int FIRST = 11;

    private static byte[] word(int value) {
        return fixed(value, 4);
    }

    private static byte[] module(byte[]... entries) {
        byte[] content = join(bytes(4, 0), word(0), bytes(4), join(entries));
        return Sections.module(CODE_LENGTH, custom(".debug_info", join(word(content.length), content)), custom(".debug_abbrev", KINDS));
    }

    private static byte[] unit(int lines) {
        return join(bytes(1), word(lines), word(0));
    }

    private static byte[] function(int low, int length) {
        return join(bytes(2), word(low), word(length));
    }

    private static byte[] inlined(int kind, int origin, int low, int length) {
        return join(bytes(kind), word(origin), word(low), word(length), bytes(9));
    }

    private static byte[] named(String name) {
        return join(bytes(4), text(name));
    }

    private static List<String> find(InlineTable table, int address) {
        return table.find(10 + address, 0).stream().map(call -> call.name().orElse("?")).toList();
    }

    private static List<String> find(byte[] module, int address) {
        return find(InlineTable.of(module), address);
    }

    @Test
    void theInnermostComesFirst() {
        int first = FIRST + unit(0).length;
        int second = first + named("one").length;
        byte[] module = module(unit(0), named("one"), named("two"), function(2, 8), bytes(0), function(10, 50),
                inlined(3, first, 20, 30), inlined(5, second, 20, 5), inlined(5, second, 30, 5), bytes(0), bytes(0), bytes(0));
        assertEquals(List.of(), find(module, 5));
        assertEquals(List.of(), find(module, 12));
        assertEquals(List.of("two", "one"), find(module, 20));
        assertEquals(List.of("one"), find(module, 25));
        assertEquals(List.of("two", "one"), find(module, 34));
        assertEquals(List.of(), find(module, 50));
        assertEquals(List.of(), find(module, 99));
    }

    @Test
    void whatTheLinkerLeftOutIsAtAddressZeroAndNotMeant() {
        byte[] module = module(unit(0), function(0, 90), inlined(5, FIRST, 0, 90), bytes(0), function(40, 20), inlined(5, -1, 40, 20),
                bytes(0), bytes(0));
        assertEquals(List.of(), find(module, 10));
        assertEquals(List.of("?"), find(module, 45));
    }

    @Test
    void unitsOfOtherLinesAreNotAsked() {
        byte[] module = module(unit(7), function(10, 50), inlined(5, FIRST, 10, 50), bytes(0), bytes(0));
        assertEquals(List.of(), find(module, 20));
        assertEquals(1, InlineTable.of(module).find(10 + 20, 7).size());
    }

    /** An entry that says it is specified by itself. */
    @Test
    void namesThatLeadInCirclesAreNone() {
        int self = FIRST + unit(0).length;
        byte[] module = module(unit(0), join(bytes(6), word(self)), function(10, 50), inlined(5, self, 10, 50), bytes(0), bytes(0));
        assertEquals(List.of("?"), find(module, 20));
    }

    @Test
    void noDepthIsTooMuch() {
        byte[][] entries = new byte[5_002][];
        entries[0] = unit(0);
        entries[1] = function(10, 50);
        Arrays.fill(entries, 2, entries.length, inlined(3, -1, 10, 50));
        assertEquals(100, find(module(entries), 20).size());
    }

    @Test
    void readingHasAMeasureForTheWholeLifeOfATable() {
        byte[] module = module(unit(0), function(10, 50), inlined(5, -1, 10, 50), bytes(0), bytes(0));
        InlineTable table = InlineTable.of(module, 300);
        assertEquals(List.of("?"), find(table, 20));
        int known = 0;
        for (int address = 11; address < 60; address++) {
            known += find(table, address).size();
        }
        assertEquals(true, known > 1 && known < 10, "found " + known);
        assertEquals(List.of("?"), find(table, 20), "what was found before");
    }
}
