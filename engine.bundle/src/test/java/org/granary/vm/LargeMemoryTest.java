package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalLong;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LargeMemoryTest {
    private static final long EDGE = LargeMemory.CHUNK;
    private final VmStore store = new UnlimitedStore();

    private static void outOfBounds(Executable run) {
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, run).code());
    }

    private LargeMemory memory(long pages) {
        return new LargeMemory(store, new MemoryType(new Limits(pages, OptionalLong.empty()), NumType.I32, false));
    }

    private static void isLarge(boolean plainly, boolean whereAsked, NumType address, Limits limits) {
        MemoryType type = new MemoryType(limits, address, false);
        assertEquals(plainly, LargeMemory.isFor(type, EngineConfig.builder().build()), type::toString);
        assertEquals(whereAsked, LargeMemory.isFor(type, EngineConfig.builder().largeMemories(true).build()), type::toString);
    }

    @Test
    void whatPassesAnArrayOrMayWhereThatIsWantedIsLarge() {
        int most = ArrayMemory.MAX_PAGES;
        isLarge(false, false, NumType.I32, Limits.between(most, most));
        isLarge(false, true, NumType.I32, Limits.between(1, most + 1));
        isLarge(false, true, NumType.I32, Limits.atLeast(most));
        isLarge(true, true, NumType.I32, Limits.atLeast(most + 1));
        isLarge(false, false, NumType.I64, Limits.between(1, most));
        isLarge(true, true, NumType.I64, Limits.between(1, most + 1));
        isLarge(true, true, NumType.I64, Limits.atLeast(0));
        isLarge(true, true, NumType.I64, Limits.between(0, -1));
    }

    @Test
    void fourGibibytesCostWhatIsUsed() {
        LargeMemory memory = memory(65_536);
        memory.put64(0xffff_fff8L, 42);
        assertEquals(42, memory.get64(0xffff_fff8L));
        assertEquals(0, memory.get32(0x8000_0000L));
        outOfBounds(() -> memory.get64(0xffff_fff9L));
        outOfBounds(() -> memory.put8(0x1_0000_0000L, 1));
    }

    @Test
    void accessesSpanChunks() {
        LargeMemory memory = memory(1_024);
        for (int i = 1; i < 8; i++) {
            memory.put64(EDGE - i, 0x0102_0304_0506_0708L);
            assertEquals(0x0102_0304_0506_0708L, memory.get64(EDGE - i));
        }
        memory.put32(EDGE - 2, 0xcafe_babe);
        assertEquals(0xcafe_babe, memory.get32(EDGE - 2));
        memory.put16(EDGE - 1, 0x1234);
        assertEquals(0x1234, memory.get16(EDGE - 1));
        assertEquals(0x34, memory.get8(EDGE - 1));
        assertEquals(0x12, memory.get8(EDGE));
    }

    @Test
    void rangesSpanChunksAndOverlap() {
        LargeMemory memory = memory(1_024);
        byte[] bytes = new byte[200_000];
        new java.util.Random(3).nextBytes(bytes);
        memory.write(EDGE - 100_000, bytes, 0, bytes.length);
        memory.copy(EDGE - 99_999, memory, EDGE - 100_000, bytes.length);
        byte[] back = new byte[bytes.length];
        memory.read(EDGE - 99_999, back, 0, back.length);
        assertArrayEquals(bytes, back);
        memory.copy(EDGE - 100_000, memory, EDGE - 99_999, bytes.length);
        memory.read(EDGE - 100_000, back, 0, back.length);
        assertArrayEquals(bytes, back);
        memory.fill(EDGE - 5, 7, 10);
        assertEquals(0x0707_0707, memory.get32(EDGE - 2));
        memory.fill(EDGE - 5, 0, 10);
        assertEquals(0, memory.get64(EDGE - 4));
    }

    @Test
    void aRefusedRangeWritesNothing() {
        LargeMemory memory = memory(1);
        outOfBounds(() -> memory.write(65_530, new byte[] {1, 2, 3, 4, 5, 6, 7}, 0, 7));
        outOfBounds(() -> memory.fill(65_530, 1, 7));
        outOfBounds(() -> memory.copy(65_530, memory, 0, 7));
        outOfBounds(() -> memory.copy(0, memory, 65_530, 7));
        assertEquals(0, memory.get32(65_530));
    }

    @Test
    void growthKeepsTheContentAndStopsAtTheEnd() {
        LargeMemory memory = memory(1);
        memory.put32(65_532, 99);
        assertEquals(1, memory.grow(65_535));
        assertEquals(99, memory.get32(65_532));
        assertEquals(-1, memory.grow(1));
        assertEquals(65_536, memory.pages());
    }

    @Test
    void sixtyFourBitSumsDoNotWrap() {
        assertEquals(7, LargeMemory.effective(3, 4));
        assertEquals(-8, LargeMemory.effective(-1, 1));
        assertEquals(-8, LargeMemory.effective(-1, -1));
        LargeMemory memory = memory(1);
        outOfBounds(() -> memory.get8(LargeMemory.effective(-1, 1)));
        outOfBounds(() -> memory.put64(LargeMemory.effective(-1, 1), 1));
        outOfBounds(() -> memory.atomicLoad(LargeMemory.effective(-1, 1), 8));
    }
}
