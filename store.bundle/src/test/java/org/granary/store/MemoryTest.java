package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.LimitException;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MemoryTest extends OneStore {
    private static final int PAGE = MemoryType.PAGE_SIZE;

    @Test
    void numbersAreLittleEndian() {
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        memory.writeLong(3, 0x0102030405060708L);
        assertArrayEquals(new byte[] {8, 7, 6, 5, 4, 3, 2, 1}, memory.readBytes(3, 8));
        assertEquals(0x05060708, memory.readInt(3));
        assertEquals(0x0708, memory.readShort(3));
        assertEquals(8, memory.readByte(3));
        assertEquals(0x0102030405060708L, memory.readLong(3));
        memory.writeFloat(100, 1.5f);
        memory.writeDouble(104, -2.25);
        memory.writeShort(112, (short) -2);
        memory.writeByte(114, (byte) 7);
        memory.writeInt(116, Integer.MIN_VALUE);
        assertEquals(1.5f, memory.readFloat(100));
        assertEquals(-2.25, memory.readDouble(104));
        assertEquals(-2, memory.readShort(112));
        assertEquals(7, memory.readByte(114));
        assertEquals(Integer.MIN_VALUE, memory.readInt(116));
    }

    @Test
    void largeMemoriesAnswerLikeOrdinaryOnes() {
        try (Engine large = Engine.create(builder().largeMemories(true).build()); Store<Void> other = Store.create(large)) {
            Memory memory = Memory.create(other, MemoryType.of(1));
            memory.writeLong(PAGE - 8, -5);
            memory.writeInt(0, 77);
            memory.writeByte(9, (byte) 3);
            assertEquals(-5, memory.readLong(PAGE - 8));
            assertEquals(77, memory.readInt(0));
            assertEquals(3, memory.readByte(9));
            assertThrows(IndexOutOfBoundsException.class, () -> memory.readLong(PAGE - 7));
            assertEquals(1, memory.grow(1));
            assertEquals(-5, memory.readLong(PAGE - 8));
        }
    }

    @Test
    void accessOutsideIsNamedAndChangesNothing() {
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        assertEquals("memory access at 0xfffd of 4 bytes: the memory has 65536 bytes",
                assertThrows(IndexOutOfBoundsException.class, () -> memory.writeInt(PAGE - 3, -1)).getMessage());
        assertEquals(0, memory.readByte(PAGE - 1));
        for (Executable outside : List.<Executable>of(() -> memory.readByte(PAGE), () -> memory.readByte(-1),
                () -> memory.readLong(Long.MAX_VALUE), () -> memory.readLong(PAGE - 7),
                () -> memory.readBytes(0, PAGE + 1), () -> memory.readBytes(0, -1), () -> memory.writeBytes(PAGE - 1, new byte[2]),
                        () -> memory.fill(0, (byte) 1, PAGE + 1L),
                () -> memory.readUtf8(PAGE - 1, 2), () -> memory.view(PAGE, 1), () -> memory.readBytes(0, new byte[4], 2, 3))) {
            assertThrows(IndexOutOfBoundsException.class, outside);
        }
        assertEquals(0, memory.readBytes(PAGE, 0).length);
    }

    @Test
    void textIsUtf8() {
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        int length = memory.writeUtf8(5, "grün €");
        assertEquals(9, length);
        assertEquals("grün €", memory.readUtf8(5, length));
        memory.writeByte(0, (byte) 0xff);
        assertEquals("text at 0x0 of 1 bytes: expected UTF-8, found other bytes",
                assertThrows(IllegalArgumentException.class, () -> memory.readUtf8(0, 1)).getMessage());
        assertEquals(4, memory.writeUtf8(5, "\ud83d\ude00"));
        assertEquals("\ud83d\ude00", memory.readUtf8(5, 4));
    }

    @Test
    void halvesOfSurrogatePairsAreNoText() {
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        for (String none : List.of("ab\ud83d", "ab\ud83dc", "ab\ud83d\ud83d\ude00", "ab\ude00\ud83d", "\ud83d\ude00\ude00")) {
            String message = assertThrows(IllegalArgumentException.class, () -> memory.writeUtf8(5, none)).getMessage();
            assertEquals("text to write: expected surrogates in pairs, found U+" + (none.charAt(2) == '\ud83d' ? "D83D" : "DE00")
                    + " alone at index 2", message);
            assertEquals(0, memory.readLong(5), "nothing is written");
        }
    }

    @Test
    void growthGivesTheOldSizeOrAnError() {
        Memory memory = Memory.create(store, MemoryType.of(1, 3));
        memory.writeInt(0, 5);
        assertEquals(1, memory.grow(1));
        assertEquals(2, memory.size());
        assertEquals(2L * PAGE, memory.dataSize());
        assertEquals(PAGE, memory.pageSize());
        assertEquals(5, memory.readInt(0));
        assertEquals(0, memory.readInt(2 * PAGE - 4));
        String message = assertThrows(LimitException.class, () -> memory.grow(2)).getMessage();
        assertTrue(message.contains("memory of 2 pages") && message.contains("2 more pages"), message);
        assertEquals(2, memory.size());
        assertThrows(IllegalArgumentException.class, () -> memory.grow(-1));
        assertEquals(2, memory.grow(0));
    }

    @Test
    void aViewStaysRightWhenTheMemoryGrows() {
        Memory memory = Memory.create(store, MemoryType.of(1, 100));
        MemoryView view = memory.view(16, 8);
        view.writeInt(0, 42);
        memory.grow(50);
        assertEquals(42, memory.readInt(16));
        memory.writeInt(20, 43);
        assertEquals(43, view.readInt(4));
        assertEquals(8, view.length());
        assertEquals("view access at 0x5 of 4 bytes: the view has 8 bytes",
                assertThrows(IndexOutOfBoundsException.class, () -> view.readInt(5)).getMessage());
    }

    @Test
    void aBufferInPlaceIsTheMemoryWhereItIsOneArray() {
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        memory.writeInt(100, 7);
        ByteBuffer place = memory.view(90, 50).inPlace(10, 8);
        assertEquals(8, place.remaining());
        assertEquals(7, place.array()[place.arrayOffset() + place.position()]);
        place.put(place.position() + 1, (byte) 1);
        assertEquals(7 + 256, memory.readInt(100));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.view(90, 50).inPlace(43, 8));
        assertNull(SharedMemory.create(engine, new MemoryType(Limits.between(1, 1), NumType.I32, true)).data().inPlace(0, 1));
    }

    @Test
    void guestAndHostSeeTheSameBytes() {
        Wasm wasm = new Wasm().memory(1).export("memory", 2, 0).data(8, "hello");
        int load = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.exported("load", load, Wasm.LOCAL_GET, 0, Wasm.I32_LOAD, 2, 0);
        wasm.exported("grow", load, Wasm.LOCAL_GET, 0, Wasm.MEMORY_GROW, 0);
        Instance instance = Instance.create(store, engine.compile(wasm.bytes()), List.of());
        Memory memory = instance.memory("memory");
        assertEquals("hello", memory.readUtf8(8, 5));
        assertEquals(1, instance.func("grow").call(2)[0]);
        memory.writeInt(3 * PAGE - 4, 99);
        assertEquals(99, instance.func("load").call(3 * PAGE - 4)[0]);
        memory.grow(1);
        memory.writeInt(4 * PAGE - 4, 100);
        assertEquals(100, instance.func("load").call(4 * PAGE - 4)[0]);
    }

    @Test
    void boundsHoldWhateverFormTheMemoryTakes() {
        Wasm wasm = new Wasm().memory(1).export("memory", 2, 0);
        int load = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.exported("load", load, Wasm.LOCAL_GET, 0, Wasm.I32_LOAD, 2, 0);
        wasm.exported("grow", load, Wasm.LOCAL_GET, 0, Wasm.MEMORY_GROW, 0);
        Instance instance = Instance.create(store, engine.compile(wasm.bytes()), List.of());
        Func load0 = instance.func("load");
        for (int round = 0; round < 20; round++) {
            instance.func("grow").call(1);
            for (int quiet = 0; quiet < round; quiet++) {
                int end = (int) instance.memory("memory").dataSize();
                assertEquals(0, load0.call(end - 4)[0]);
                assertThrows(org.granary.engine.Trap.class, () -> load0.call(end - 3));
            }
        }
    }

    @Test
    void typesThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Memory.create(store, MemoryType.of(2, 1)));
        assertThrows(IllegalArgumentException.class, () -> Memory.create(store, MemoryType.of(1, 65_537)));
        assertThrows(IllegalArgumentException.class, () -> Memory.create(store, MemoryType.shared(1, 1)));
    }
}
