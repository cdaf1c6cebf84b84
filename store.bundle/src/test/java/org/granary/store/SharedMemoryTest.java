package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.LinkException;
import org.granary.engine.Proposal;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class SharedMemoryTest extends OneStore {
    private static final int PAGE = MemoryType.PAGE_SIZE;

    private SharedMemory memory(long min, long max) {
        return SharedMemory.create(engine, MemoryType.shared(min, max));
    }

    private Instance sharing(Store<?> in, SharedMemory memory, int min, int max) {
        return Instance.create(in, engine.compile(Modules.sharing(min, max)), List.of(memory));
    }

    private static Object call(Instance instance, String function, Object... arguments) {
        return instance.func(function).call(arguments)[0];
    }

    private void refused(String words, MemoryType type) {
        String message = assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(engine, type)).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void whatIsNoTypeOfASharedMemoryIsRefused() {
        refused("expected a shared one", MemoryType.of(1, 2));
        refused("expected a maximum", new MemoryType(Limits.atLeast(1), NumType.I32, true));
        refused("minimum <= maximum", MemoryType.shared(3, 2));
        refused("<= 65536 pages", MemoryType.shared(1, 65_537));
    }

    @Test
    void anEngineWithoutThreadsMakesNone() {
        try (Engine plain = Engine.create(builder().proposal(Proposal.THREADS, false).build())) {
            assertTrue(assertThrows(IllegalStateException.class, () -> SharedMemory.create(plain, MemoryType.shared(1, 2))).getMessage()
                    .contains("threads"));
        }
        Engine closed = Engine.create(builder().build());
        closed.close();
        assertThrows(IllegalStateException.class, () -> SharedMemory.create(closed, MemoryType.shared(1, 2)));
    }

    @Test
    void theMinimumIsThereAtOnceAndZero() {
        SharedMemory memory = memory(2, 5);
        assertEquals(MemoryType.shared(2, 5), memory.type());
        assertEquals(2, memory.size());
        assertEquals(PAGE, memory.pageSize());
        assertEquals(2L * PAGE, memory.dataSize());
        assertArrayEquals(new byte[2 * PAGE], memory.data().readBytes(0, 2 * PAGE));
        assertEquals(0, memory(0, 0).dataSize());
    }

    @Test
    void aMemoryOfSmallPagesIsMeasuredInThem() {
        SharedMemory memory = SharedMemory.create(engine, new MemoryType(Limits.between(5, 70_000), NumType.I32, true, 0));
        assertEquals(1, memory.pageSize());
        assertEquals(5, memory.dataSize());
        assertEquals(5, memory.grow(65_531));
        memory.data().writeByte(65_535, (byte) 3);
        assertThrows(IndexOutOfBoundsException.class, () -> memory.data().writeByte(65_536, (byte) 3));
        assertEquals(65_536, memory.grow(4));
        assertEquals(65_540, memory.size());
    }

    @Test
    void anImportLikeAnyOtherWithoutNamesToo() {
        SharedMemory memory = memory(1, 2);
        assertEquals(0, call(sharing(store, memory, 1, 2), "add", 8, 5));
        assertEquals(5, memory.data().readInt(8));
        Linker<Void> linker = Linker.create(engine);
        linker.define("", "", memory);
        assertEquals(5, call(linker.instantiate(store, engine.compile(Modules.sharing(1, 2))), "load", 8));
    }

    @Test
    void oneMemoryInSeveralStores() {
        SharedMemory memory = memory(1, 3);
        try (Store<Void> other = Store.create(engine)) {
            Instance here = sharing(store, memory, 1, 3);
            Instance there = sharing(other, memory, 1, 4);
            here.func("write").call(12, 77);
            assertEquals(77, call(there, "read", 12));
            assertEquals(1, call(there, "grow", 1));
            assertEquals(2, call(here, "size"));
            assertEquals(2, memory.size());
            here.func("write").call(PAGE + 4, 3);
            assertEquals(3, memory.data().readInt(PAGE + 4));
        }
        assertEquals(77, memory.data().readInt(12));
    }

    @Test
    void anExportedOneIsGotByItsName() {
        byte[] exporting = new Wasm().shared(1, 2).memory(1).export("s", 2, 0).export("m", 2, 1).bytes();
        Instance instance = Instance.create(store, engine.compile(exporting), List.of());
        SharedMemory memory = instance.sharedMemory("s");
        assertEquals(MemoryType.shared(1, 2), memory.type());
        assertEquals(memory, instance.exports().get("s"));
        assertTrue(assertThrows(NoSuchElementException.class, () -> instance.memory("s")).getMessage().contains("it is a shared memory"));
        assertTrue(assertThrows(NoSuchElementException.class, () -> instance.sharedMemory("m")).getMessage().contains("\"m\""));
        assertThrows(NoSuchElementException.class, () -> instance.sharedMemory("x"));
        memory.data().writeInt(0, 9);
        store.close();
        try (Store<Void> other = Store.create(engine)) {
            assertEquals(9, call(sharing(other, memory, 1, 2), "load", 0));
        }
    }

    @Test
    void handlesAreShallow() {
        Instance instance = Instance.create(store, engine.compile(new Wasm().shared(1, 2).export("s", 2, 0).bytes()), List.of());
        assertEquals(instance.sharedMemory("s"), instance.sharedMemory("s"));
        assertEquals(instance.sharedMemory("s").hashCode(), instance.sharedMemory("s").hashCode());
        assertNotEquals(memory(1, 2), memory(1, 2));
    }

    @Test
    void oneOfAnotherEngineIsRefusedWithBothNamed() {
        try (Engine other = Engine.create(builder().build())) {
            SharedMemory foreign = SharedMemory.create(other, MemoryType.shared(1, 2));
            String message = assertThrows(IllegalArgumentException.class, () -> sharing(store, foreign, 1, 2)).getMessage();
            assertTrue(message.contains(engine.toString()) && message.contains(other.toString()), message);
        }
    }

    @Test
    void sharedAndUnsharedDoNotMatch() {
        assertThrows(LinkException.class,
                () -> Instance.create(store, engine.compile(Modules.sharing(1, 2)), List.of(Memory.create(store, MemoryType.of(1, 2)))));
        assertThrows(LinkException.class,
                () -> Instance.create(store, engine.compile(new Wasm().importMemory("", "", 1).bytes()), List.of(memory(1, 2))));
        assertThrows(LinkException.class, () -> sharing(store, memory(1, 3), 1, 2));
        assertThrows(LinkException.class, () -> sharing(store, memory(1, 3), 2, 3));
        assertThrows(IllegalArgumentException.class, () -> Memory.create(store, MemoryType.shared(1, 1)));
    }

    @Test
    void dataIsAsLongAsTheMemoryWas() {
        SharedMemory memory = memory(1, 2);
        MemoryView before = memory.data();
        memory.grow(1);
        assertEquals(PAGE, before.length());
        assertThrows(IndexOutOfBoundsException.class, () -> before.readByte(PAGE));
        assertEquals(2L * PAGE, memory.data().length());
        before.writeInt(100, 5);
        assertEquals(5, call(sharing(store, memory, 1, 2), "load", 100));
        call(sharing(store, memory, 1, 2), "add", 100, 1);
        assertEquals(6, before.readInt(100));
    }

    @Test
    void plainAccessOfEveryWidthAndAcrossPieces() {
        MemoryView data = memory(2, 2).data();
        for (long address : new long[] {0, 3, PAGE - 5, PAGE - 1, 2L * PAGE - 8}) {
            data.writeLong(address, 0x1122_3344_5566_7788L);
            assertEquals(0x1122_3344_5566_7788L, data.readLong(address));
            assertEquals(0x5566_7788, data.readInt(address));
            assertEquals((short) 0x7788, data.readShort(address));
            assertEquals((byte) 0x88, data.readByte(address));
            data.writeInt(address, -2);
            data.writeShort(address, (short) 0x8001);
            data.writeByte(address, (byte) 7);
            assertEquals(0x1122_3344_ffff_8007L, data.readLong(address));
            data.writeDouble(address, -0.5);
            assertEquals(-0.5, data.readDouble(address));
            data.writeFloat(address, 1.5f);
            assertEquals(1.5f, data.readFloat(address));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> data.readLong(2L * PAGE - 7));
        assertThrows(IndexOutOfBoundsException.class, () -> data.writeByte(-1, (byte) 0));
    }

    @Test
    void copiesInAndOutAcrossPieces() {
        MemoryView data = memory(3, 3).data();
        byte[] text = "across".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        data.writeBytes(PAGE - 3, text);
        assertArrayEquals(text, data.readBytes(PAGE - 3, text.length));
        byte[] part = new byte[10];
        data.readBytes(PAGE - 3, part, 2, 6);
        assertEquals("across", new String(part, 2, 6, StandardCharsets.UTF_8));
        data.writeBytes(0, part, 2, 3);
        assertArrayEquals(new byte[] {'a', 'c', 'r', 0}, data.readBytes(0, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> data.writeBytes(3L * PAGE - 1, new byte[2]));
        assertThrows(IndexOutOfBoundsException.class, () -> data.readBytes(0, part, 8, 3));
        assertEquals(0, data.readByte(3L * PAGE - 1));
    }

    @Test
    void opaqueAndAtomicAccess() {
        MemoryView data = memory(1, 1).data();
        data.writeIntOpaque(4, -7);
        assertEquals(-7, data.readIntOpaque(4));
        data.writeLongOpaque(8, Long.MIN_VALUE);
        assertEquals(Long.MIN_VALUE, data.readLongOpaque(8));
        data.writeIntAtomic(4, 12);
        assertEquals(12, data.getAndAddInt(4, -2));
        assertEquals(10, data.getAndAndInt(4, 6));
        assertEquals(2, data.getAndOrInt(4, 9));
        assertEquals(11, data.getAndXorInt(4, -1));
        assertEquals(-12, data.getAndSetInt(4, 5));
        assertEquals(5, data.compareAndExchangeInt(4, 4, 6));
        assertEquals(5, data.compareAndExchangeInt(4, 5, -6));
        assertEquals(-6, data.readIntAtomic(4));
        data.writeLongAtomic(8, 12);
        assertEquals(12, data.getAndAddLong(8, -2));
        assertEquals(10, data.getAndAndLong(8, 6));
        assertEquals(2, data.getAndOrLong(8, 9));
        assertEquals(11, data.getAndXorLong(8, -1));
        assertEquals(-12, data.getAndSetLong(8, 5));
        assertEquals(5, data.compareAndExchangeLong(8, 4, 6));
        assertEquals(5, data.compareAndExchangeLong(8, 5, -6));
        assertEquals(-6, data.readLongAtomic(8));
        assertThrows(IllegalArgumentException.class, () -> data.readIntAtomic(2));
        assertThrows(IllegalArgumentException.class, () -> data.writeLongOpaque(4, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> data.getAndAddLong(PAGE, 1));
    }

    @Test
    void opaqueAndAtomicAccessToNarrowNumbers() {
        MemoryView data = memory(1, 1).data();
        for (int at = 4; at < 8; at++) {
            data.writeLong(0, 0x5555_5555_5555_5555L);
            data.writeByteOpaque(at, (byte) -7);
            assertEquals(-7, data.readByteOpaque(at));
            data.writeByteAtomic(at, (byte) 12);
            assertEquals(12, data.getAndAddByte(at, (byte) -14));
            assertEquals(-2, data.getAndAddByte(at, (byte) 12));
            assertEquals(10, data.getAndAndByte(at, (byte) 6));
            assertEquals(2, data.getAndOrByte(at, (byte) 9));
            assertEquals(11, data.getAndXorByte(at, (byte) -1));
            assertEquals(-12, data.getAndSetByte(at, (byte) 5));
            assertEquals(5, data.compareAndExchangeByte(at, (byte) 4, (byte) 6));
            assertEquals(5, data.compareAndExchangeByte(at, (byte) 5, (byte) -6));
            assertEquals(-6, data.compareAndExchangeByte(at, (byte) -6, (byte) -8));
            assertEquals(-8, data.readByteAtomic(at));
            data.writeByte(at, (byte) 0x55);
            assertEquals(0x5555_5555_5555_5555L, data.readLong(0), "its neighbours are left alone");
        }
        for (int at = 4; at < 8; at += 2) {
            data.writeShortOpaque(at, (short) -700);
            assertEquals(-700, data.readShortOpaque(at));
            data.writeShortAtomic(at, (short) 1200);
            assertEquals(1200, data.getAndAddShort(at, (short) -1202));
            assertEquals(-2, data.getAndAddShort(at, (short) 12));
            assertEquals(10, data.getAndAndShort(at, (short) 6));
            assertEquals(2, data.getAndOrShort(at, (short) 9));
            assertEquals(11, data.getAndXorShort(at, (short) -1));
            assertEquals(-12, data.getAndSetShort(at, (short) 5));
            assertEquals(5, data.compareAndExchangeShort(at, (short) 4, (short) 6));
            assertEquals(5, data.compareAndExchangeShort(at, (short) 5, (short) -600));
            assertEquals(-600, data.compareAndExchangeShort(at, (short) -600, (short) -800));
            assertEquals(-800, data.readShortAtomic(at));
            data.writeShort(at, (short) 0x5555);
            assertEquals(0x5555_5555_5555_5555L, data.readLong(0), "its neighbours are left alone");
        }
        assertThrows(IllegalArgumentException.class, () -> data.readShortAtomic(1));
        assertThrows(IndexOutOfBoundsException.class, () -> data.getAndAddByte(PAGE, (byte) 1));
        MemoryView own = Memory.create(store, MemoryType.of(1)).view(0, PAGE);
        own.writeShortAtomic(2, (short) -3);
        own.writeByteOpaque(1, (byte) -1);
        assertEquals(-1, own.getAndAddByte(1, (byte) 2));
        assertEquals(-3, own.compareAndExchangeShort(2, (short) -3, (short) 9));
        assertEquals(0x0009_0100, own.readInt(0));
    }

    @Test
    void growthGivesTheOldSizeOrAnErrorPastTheMaximum() {
        SharedMemory memory = memory(1, 3);
        assertEquals(1, memory.grow(1));
        assertEquals(2, memory.grow(0));
        assertThrows(LimitException.class, () -> memory.grow(2));
        assertThrows(LimitException.class, () -> memory.grow(Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> memory.grow(-1));
        assertEquals(2, memory.size());
        Instance guest = sharing(store, memory, 1, 3);
        assertEquals(-1, call(guest, "grow", 2));
        assertEquals(2, call(guest, "grow", 1));
        assertEquals(-1, call(guest, "grow", -1));
        assertEquals(3, memory.size());
    }

    @Test
    void aLargeMaximumCostsNothingBeforeTheMemoryGrows() {
        BufferPoolMXBean direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream().filter(pool -> pool.getName().equals("direct"))
                .findFirst().orElseThrow();
        long before = direct.getTotalCapacity();
        SharedMemory memory = memory(1, 65_536);
        assertTrue(direct.getTotalCapacity() - before <= 2L * PAGE, () -> "took " + (direct.getTotalCapacity() - before));
        memory.grow(2);
        assertEquals(3L * PAGE, memory.dataSize());
    }

    /** In a JVM of its own, which has little room. */
    @Test
    void growthIsRefusedCleanlyWhereTheJvmHasNoMore() throws Exception {
        List<String> options = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=8m");
        assertEquals(List.of("grown to 17 pages, refused 1000 more, still 17 pages and 42, guest told -1, creation refused"),
                OtherJvm.told(TightMain.class, 120, options, engine.isInterpreter()));
    }

    /** What the small JVM does. */
    static final class TightMain {
        private TightMain() {
        }

        public static void main(String[] arguments) {
            EngineConfig config = EngineConfig.builder().interpreter(Boolean.parseBoolean(arguments[0])).build();
            try (Engine engine = Engine.create(config); Store<Void> store = Store.create(engine)) {
                SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 65_536));
                memory.data().writeInt(0, 42);
                memory.grow(16);
                Instance guest = Instance.create(store, engine.compile(Modules.sharing(1, 65_536)), List.of(memory));
                String told = "";
                try {
                    memory.grow(1000);
                } catch (LimitException e) {
                    told = ", refused 1000 more";
                }
                Object grown = guest.func("grow").call(1000)[0];
                String creation = "";
                try {
                    SharedMemory.create(engine, MemoryType.shared(1000, 1000));
                } catch (LimitException e) {
                    creation = ", creation refused";
                }
                System.out.println("grown to 17 pages" + told + ", still " + memory.size() + " pages and " + memory.data().readInt(0)
                        + ", guest told " + grown + creation);
            }
        }
    }

    @Test
    void guestsTrapWhereTheHostGetsErrors() {
        SharedMemory memory = memory(1, 1);
        Instance guest = sharing(store, memory, 1, 1);
        assertEquals(TrapCode.UNALIGNED_ATOMIC, assertThrows(Trap.class, () -> call(guest, "load", 2)).code());
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> call(guest, "load", PAGE)).code());
        assertThrows(IllegalArgumentException.class, () -> memory.atomicNotify(2, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.atomicNotify(PAGE, 1));
    }

    @Test
    void precompiledModulesUseThem() {
        WasmModule module = engine.deserialize(engine.precompileModule(Modules.sharing(1, 2)));
        SharedMemory memory = memory(1, 2);
        Instance guest = Instance.create(store, module, List.of(memory));
        assertEquals(0, call(guest, "add", 4, 3));
        assertEquals(1, call(guest, "grow", 1));
        guest.func("write").call(PAGE, 6);
        assertEquals(3, call(guest, "cmpxchg", 4, 3, 8));
        assertEquals(8, memory.data().readInt(4));
        assertEquals(6, memory.data().readInt(PAGE));
    }

    @Test
    void interpretedGuestsUseThem() {
        try (Engine plain = Engine.create(builder().interpreter(true).build()); Store<Void> other = Store.create(plain)) {
            SharedMemory memory = SharedMemory.create(plain, MemoryType.shared(1, 2));
            Instance guest = Instance.create(other, plain.compile(Modules.sharing(1, 2)), List.of(memory));
            assertEquals(0, call(guest, "add", 4, 3));
            assertEquals(3, memory.data().readInt(4));
            assertEquals(1, call(guest, "grow", 1));
            assertEquals(2, call(guest, "wait32", 4, 3, 0L));
            assertEquals(1, call(guest, "wait32", 4, 4, -1L));
        }
    }
}
