package org.granary.dwarf;

import static org.granary.dwarf.Sections.bytes;
import static org.granary.dwarf.Sections.custom;
import static org.granary.dwarf.Sections.fixed;
import static org.granary.dwarf.Sections.join;
import static org.granary.dwarf.Sections.leb;
import static org.granary.dwarf.Sections.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.granary.engine.SourceLocation;
import org.junit.jupiter.api.Test;

class LineTableTest {
    private static final int CODE_LENGTH = 100;
    private static final int[] SET_ADDRESS_10 = {0, 5, 2, 10, 0, 0, 0};
    private static final int[] END = {0, 1, 1};

    private static byte[] module(byte[]... sections) {
        return Sections.module(CODE_LENGTH, sections);
    }

    /** A unit of version 2, 3 or 4 with one file {@code a.c}, and {@code b.c} in the folder {@code sub}. */
    private static byte[] unit(int version, boolean isLong, int... program) {
        byte[] header = join(bytes(1), version >= 4 ? bytes(1) : bytes(), bytes(1, -5, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1),
                text("sub"), bytes(0), text("a.c"), bytes(0, 0, 0), text("b.c"), bytes(1, 0, 0), bytes(0));
        byte[] content = join(fixed(version, 2), fixed(header.length, isLong ? 8 : 4), header, bytes(program));
        return isLong ? join(fixed(0xffff_ffffL, 4), fixed(content.length, 8), content) : join(fixed(content.length, 4), content);
    }

    private static int[] program(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    /** Line 3 at 10, line 7 of the other file at 14, end at 20. */
    private static int[] ordinary() {
        return program(SET_ADDRESS_10, new int[] {3, 2, 5, 9, 1, 4, 2, 2, 4, 3, 4, 5, 0, 1, 2, 6}, END);
    }

    private static String find(byte[] module, int address) {
        int code = 8 + 1 + leb(CODE_LENGTH).length;
        return LineTable.of(module).find(code + address).map(SourceLocation::toString).orElse("?");
    }

    @Test
    void rowsHoldUpToTheNext() {
        byte[] module = module(custom(".debug_line", unit(4, false, ordinary())));
        assertEquals("a.c:3:9", find(module, 10));
        assertEquals("a.c:3:9", find(module, 13));
        assertEquals("sub/b.c:7", find(module, 14));
        assertEquals("sub/b.c:7", find(module, 19));
        assertEquals("?", find(module, 20));
        assertEquals("?", find(module, 9));
    }

    @Test
    void olderVersionsAndLongFormatsAreRead() {
        for (int version = 2; version <= 4; version++) {
            assertEquals("a.c:3:9", find(module(custom(".debug_line", unit(version, false, ordinary()))), 11));
            assertEquals("a.c:3:9", find(module(custom(".debug_line", unit(version, true, ordinary()))), 11));
        }
    }

    @Test
    void unitsOfVersionsThatNobodyKnowsAreLeftOut() {
        byte[] both = join(unit(7, false, ordinary()), unit(4, false, ordinary()));
        assertEquals("a.c:3:9", find(module(custom(".debug_line", both)), 10));
    }

    @Test
    void specialOpcodesMoveBoth() {
        // opcode 13 + (2 - -5) + 14 * 3: three bytes on, two lines on
        int[] program = program(SET_ADDRESS_10, new int[] {1, 13 + 7 + 14 * 3, 8, 9, 1, 0}, END);
        byte[] module = module(custom(".debug_line", unit(4, false, program)));
        assertEquals("a.c:1", find(module, 12));
        assertEquals("a.c:3", find(module, 13));
        // const_add_pc 17, fixed_advance_pc 1
        assertEquals("a.c:3", find(module, 30));
        assertEquals("?", find(module, 31));
    }

    @Test
    void lineZeroBelongsToNoSource() {
        int[] program = program(SET_ADDRESS_10, new int[] {3, 0x7f, 1, 2, 4}, END);
        assertEquals("?", find(module(custom(".debug_line", unit(4, false, program))), 11));
    }

    @Test
    void codeThatTheLinkerLeftOutIsNotFound() {
        int[] dead = program(new int[] {0, 5, 2, 0, 0, 0, 0, 3, 8, 1, 2, 60}, END);
        int[] gone = program(new int[] {0, 5, 2, 0xff, 0xff, 0xff, 0xff, 1, 2, 60}, END);
        byte[] module = module(custom(".debug_line", join(unit(4, false, dead), unit(4, false, gone), unit(4, false, ordinary()))));
        assertEquals("a.c:3:9", find(module, 10));
        assertEquals("?", find(module, 30));
    }

    @Test
    void theTablesOfVersionFiveSayHowTheyAreWritten() {
        byte[] tables = join(bytes(1, 1, 0x1f, 2), fixed(0, 4), fixed(5, 4), bytes(3, 1, 0x08, 2, 0x0b, 5, 0x1e, 2),
                text("main.c"), bytes(0), new byte[16], text("part.h"), bytes(1), new byte[16]);
        byte[] header = join(bytes(1, 1, 1, -5, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1), tables);
        int[] program = program(SET_ADDRESS_10, new int[] {4, 0, 1, 2, 2, 4, 1, 1, 2, 2}, END);
        byte[] content = join(fixed(5, 2), bytes(4, 0), fixed(header.length, 4), header, bytes(program));
        byte[] module = module(custom(".debug_line", join(fixed(content.length, 4), content)),
                custom(".debug_line_str", join(text("/top"), text("lib"))));
        assertEquals("main.c:1", find(module, 10));
        assertEquals("lib/part.h:1", find(module, 12));
        byte[] nameless = module(custom(".debug_line", join(fixed(content.length, 4), content)));
        assertEquals("?", find(nameless, 12));
    }

    @Test
    void entriesWithoutContentAreNotCounted() {
        byte[] header = bytes(1, 1, 1, -5, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0xff, 0xff, 0xff, 0x7f);
        int[] program = program(SET_ADDRESS_10, new int[] {1, 2, 2}, END);
        byte[] content = join(fixed(5, 2), bytes(4, 0), fixed(header.length, 4), header, bytes(program));
        assertEquals("?", find(module(custom(".debug_line", join(fixed(content.length, 4), content))), 10));
    }

    @Test
    void lookupsHaveAMeasureForTheWholeLifeOfATable() {
        byte[] unit = unit(4, false, ordinary());
        byte[] module = module(custom(".debug_line", unit));
        int code = 8 + 1 + leb(CODE_LENGTH).length;
        LineTable table = LineTable.of(module, 2L * (unit.length - 4));
        assertTrue(table.find(code + 10).isPresent());
        assertTrue(table.find(code + 10).isPresent(), "known, and no work");
        assertTrue(table.find(code + 14).isPresent());
        assertTrue(table.find(code + 11).isEmpty(), "no work is left");
        assertEquals("a.c:3:9", table.find(code + 10).orElseThrow().toString());
        assertEquals("sub/b.c:7", table.find(code + 14).orElseThrow().toString());
    }

    /** Four million names of a byte would be a quarter of a gigabyte as objects. */
    @Test
    void namesOfDirectoriesAreNotGathered() {
        byte[] names = new byte[8 << 20];
        for (int i = 0; i < names.length; i += 2) {
            names[i] = 'd';
        }
        byte[] header = join(bytes(1, 1, 1, -5, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1), names, bytes(0), text("a.c"), leb(4 << 20),
                bytes(0, 0, 0));
        byte[] content = join(fixed(4, 2), fixed(header.length, 4), header, bytes(ordinary()));
        byte[] module = module(custom(".debug_line", join(fixed(content.length, 4), content)));
        LineTable table = LineTable.of(module);
        com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        assertEquals("d/a.c:3:9", table.find(8 + 1 + leb(CODE_LENGTH).length + 10).orElseThrow().toString());
        assertTrue(memory.getCurrentThreadAllocatedBytes() - before < 4 << 20, "allocated "
                + (memory.getCurrentThreadAllocatedBytes() - before));
    }

    @Test
    void modulesWithoutTheSectionKnowNothing() {
        assertTrue(LineTable.of(module()).isEmpty());
        assertTrue(LineTable.of(new byte[0]).isEmpty());
        assertTrue(LineTable.of(bytes(0, 'a', 's', 'm', 1, 0, 0, 0)).isEmpty());
        assertFalse(LineTable.of(module(custom(".debug_line", unit(4, false, ordinary())))).isEmpty());
    }

    @Test
    void anyPrefixAndAnyNoiseIsTaken() {
        byte[] whole = module(custom(".debug_line", join(unit(3, false, ordinary()), unit(4, true, ordinary()))));
        for (int length = 0; length <= whole.length; length++) {
            LineTable.of(Arrays.copyOf(whole, length)).find(30);
        }
        Random random = new Random(11);
        int found = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] noisy = whole.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                noisy[CODE_LENGTH + random.nextInt(noisy.length - CODE_LENGTH)] = (byte) random.nextInt();
            }
            LineTable table = LineTable.of(noisy);
            for (int position = 0; position < 40; position++) {
                Optional<SourceLocation> place = table.find(position);
                found += place.isPresent() ? 1 : 0;
            }
        }
        assertTrue(found > 1_000, "found only " + found);
    }
}
