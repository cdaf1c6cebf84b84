package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalLong;
import org.granary.engine.Trap;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.junit.jupiter.api.Test;

class ArrayMemoryTest {
    private static ArrayMemory memory(VmStore store, long pages, boolean roomy) {
        return new ArrayMemory(store, new MemoryType(new Limits(pages, OptionalLong.of(100)), NumType.I32, false), roomy);
    }

    @Test
    void anExactArrayIsAsLongAsTheMemory() {
        ArrayMemory memory = memory(new UnlimitedStore(), 1, false);
        assertEquals(1, memory.grow(2));
        assertEquals(3 * MemoryType.PAGE_SIZE, memory.bytes.length);
        assertEquals(memory.size, memory.bytes.length);
        assertEquals(-1, memory.grow(98));
        assertEquals(-1, memory.grow(-1));
        assertEquals(3, memory.grow(0));
    }

    @Test
    void aRoomyOneCopiesInProportionToItsSize() {
        ArrayMemory memory = memory(new UnlimitedStore(), 1, true);
        int arrays = 0;
        byte[] last = memory.bytes;
        for (int i = 0; i < 99; i++) {
            memory.grow(1);
            arrays += memory.bytes == last ? 0 : 1;
            last = memory.bytes;
        }
        assertTrue(arrays <= 8, "arrays made: " + arrays);
        assertEquals(100, memory.pages());
        assertEquals(100 * MemoryType.PAGE_SIZE, memory.bytes.length, "never longer than the maximum");
    }

    @Test
    void aPowerOfTwoAndALittleMoreDoesNotTakeTwice() {
        ArrayMemory memory = memory(new UnlimitedStore(), 1, true);
        memory.grow(64);
        assertEquals(72 * MemoryType.PAGE_SIZE, memory.bytes.length);
        memory.grow(7);
        assertEquals(72 * MemoryType.PAGE_SIZE, memory.bytes.length);
        ArrayMemory small = memory(new UnlimitedStore(), 1, true);
        small.grow(9);
        assertEquals(18 * MemoryType.PAGE_SIZE, small.bytes.length);
    }

    private static ArrayMemory growing(long min, OptionalLong max, int pageBits) {
        return ArrayMemory.growing(new UnlimitedStore(), new MemoryType(new Limits(min, max), NumType.I32, false, pageBits));
    }

    @Test
    void aMemoryThatItsModuleGrowsHasRoomForItsFirstGrowth() {
        ArrayMemory memory = growing(22, OptionalLong.empty(), MemoryType.PAGE_BITS);
        assertTrue(memory.roomy());
        assertEquals(22, memory.pages(), "the room is no part of the memory");
        byte[] first = memory.bytes;
        assertEquals(22 * MemoryType.PAGE_SIZE * 9 / 8, first.length);
        assertThrows(Trap.class, () -> memory.write(memory.size, new byte[1], 0, 1));
        assertEquals(22, memory.grow(1));
        assertEquals(23, memory.grow(1));
        assertSame(first, memory.bytes);
        assertEquals(24, memory.grow(1));
        assertEquals(36 * MemoryType.PAGE_SIZE, memory.bytes.length);
    }

    @Test
    void thatRoomIsBounded() {
        assertEquals(15 * MemoryType.PAGE_SIZE, growing(15, OptionalLong.empty(), MemoryType.PAGE_BITS).bytes.length, "many small ones");
        assertEquals(18 * MemoryType.PAGE_SIZE, growing(16, OptionalLong.empty(), MemoryType.PAGE_BITS).bytes.length);
        assertEquals(176 * MemoryType.PAGE_SIZE, growing(160, OptionalLong.empty(), MemoryType.PAGE_BITS).bytes.length, "few huge ones");
        assertEquals(17 * MemoryType.PAGE_SIZE, growing(16, OptionalLong.of(17), MemoryType.PAGE_BITS).bytes.length);
        assertEquals(16 * MemoryType.PAGE_SIZE, growing(16, OptionalLong.of(16), MemoryType.PAGE_BITS).bytes.length);
        assertEquals(2_000_005, growing(2_000_000, OptionalLong.of(2_000_005), 0).bytes.length);
        assertEquals(2_250_000, growing(2_000_000, OptionalLong.of(0xffff_ffffL), 0).bytes.length);
    }

    /** Code of unknown origin may write there, too. */
    @Test
    void whatStandsInTheFirstRoomIsZeroWhenItBecomesMemory() {
        ArrayMemory memory = growing(16, OptionalLong.empty(), MemoryType.PAGE_BITS);
        Arrays.fill(memory.bytes, memory.size, memory.bytes.length, (byte) 1);
        int before = memory.size;
        memory.grow(1);
        for (int at = before; at < memory.size; at++) {
            assertEquals(0, memory.bytes[at], "at " + at);
        }
    }

    @Test
    void aMemoryThatDoesNotGrowAfterAllIsTrimmed() {
        ArrayMemory memory = growing(16, OptionalLong.empty(), MemoryType.PAGE_BITS);
        memory.write(memory.size - 1, new byte[] {7}, 0, 1);
        assertFalse(memory.review());
        assertTrue(memory.review());
        assertEquals(16 * MemoryType.PAGE_SIZE, memory.bytes.length);
        assertEquals(7, memory.bytes[memory.size - 1]);
    }

    @Test
    void aSettledMemoryIsTrimmedOnce() {
        ArrayMemory memory = memory(new UnlimitedStore(), 3, true);
        memory.grow(1);
        memory.grow(1);
        assertFalse(memory.review(), "it has grown since");
        assertFalse(memory.review());
        byte[] roomy = memory.bytes;
        assertTrue(memory.review());
        assertFalse(memory.roomy());
        assertNotSame(roomy, memory.bytes);
        assertEquals(memory.size, memory.bytes.length);
        byte[] exact = memory.bytes;
        assertFalse(memory.review());
        assertSame(exact, memory.bytes);
    }

    @Test
    void costlyGrowthAsksForRoomAndWaitsLongerTheNextTime() {
        ArrayMemory memory = memory(new UnlimitedStore(), 1, false);
        assertFalse(memory.review());
        for (int i = 0; i < 20; i++) {
            memory.grow(1);
        }
        assertTrue(memory.review());
        assertTrue(memory.roomy());
        int entries = 1;
        while (!memory.review()) {
            entries++;
        }
        assertEquals(2 * GrowthPolicy.QUIET_ENTRIES, entries);
    }

    @Test
    void boundsAreTheSizeAndNotTheArray() {
        ArrayMemory memory = memory(new UnlimitedStore(), 1, true);
        memory.grow(1);
        memory.grow(1);
        assertTrue(memory.bytes.length > memory.size);
        assertThrows(Trap.class, () -> memory.write(memory.size - 1, new byte[2], 0, 2));
        assertThrows(Trap.class, () -> memory.read(memory.size, new byte[1], 0, 1));
        assertThrows(Trap.class, () -> memory.fill(-1, 1, 1));
        assertThrows(Trap.class, () -> memory.fill(0, 1, -1));
        memory.fill(memory.size, 1, 0);
    }

    @Test
    void rangesMoveBetweenRepresentations() {
        ArrayMemory array = memory(new UnlimitedStore(), 1, false);
        LargeMemory large = new LargeMemory(array.store, array.type);
        array.write(10, new byte[] {1, 2, 3, 4}, 0, 4);
        large.copy(65_532, array, 10, 4);
        assertEquals(0x0403_0201, large.get32(65_532));
        array.copy(0, large, 65_533, 3);
        assertEquals(2, array.bytes[0]);
        assertThrows(Trap.class, () -> large.copy(0, array, 65_533, 4));
        assertThrows(Trap.class, () -> array.copy(65_533, large, 0, 4));
    }

    /** Code of unknown origin may write behind the end of a memory that has room, which another instance may grow. */
    @Test
    void whatStandsInTheRoomIsZeroWhenItBecomesMemory() {
        ArrayMemory memory = memory(new UnlimitedStore(), 1, true);
        memory.grow(9);
        byte[] roomy = memory.bytes;
        roomy[memory.size] = 1;
        roomy[memory.size + 2 * MemoryType.PAGE_SIZE - 1] = 1;
        roomy[memory.size + 2 * MemoryType.PAGE_SIZE] = 1;
        int before = memory.size;
        memory.grow(2);
        assertSame(roomy, memory.bytes);
        assertEquals(0, roomy[before]);
        assertEquals(0, roomy[memory.size - 1]);
        memory.grow(1);
        assertEquals(0, roomy[memory.size - MemoryType.PAGE_SIZE]);
    }

    /** The array that takes the place of one with room is made of all of it. */
    @Test
    void whatStandsInTheRoomIsZeroInALongerArrayToo() {
        for (int more : new int[] {2, 6}) {
            ArrayMemory memory = memory(new UnlimitedStore(), 1, true);
            memory.grow(2);
            byte[] roomy = memory.bytes;
            assertEquals(294_912, roomy.length);
            memory.bytes[memory.size - 1] = 1;
            Arrays.fill(roomy, memory.size, roomy.length, (byte) 1);
            int before = memory.size;
            memory.grow(more);
            assertNotSame(roomy, memory.bytes);
            assertEquals(1, memory.bytes[before - 1]);
            for (int at = before; at < memory.size; at++) {
                assertEquals(0, memory.bytes[at], "at " + at);
            }
        }
    }
}
