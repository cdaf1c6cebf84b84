package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LimitsTest extends OneStore {
    private static final long PAGE = MemoryType.PAGE_SIZE;

    /** What a number in an object takes beside itself. */
    int boxBytes() {
        return 0;
    }

    private static byte[] growing() {
        Wasm wasm = new Wasm().memory(1).export("m", 2, 0);
        wasm.exported("grow", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0, Wasm.MEMORY_GROW, 0);
        return wasm.bytes();
    }

    private static void refused(String words, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(LimitException.class, action).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void growthOverTheLimitOfAMemoryGivesMinusOne() {
        store.limiter(3 * PAGE, -1, -1, -1, -1);
        Instance instance = instance(growing());
        assertEquals(Optional.empty(), store.lastRefusal());
        assertEquals(1, instance.func("grow").call(2)[0]);
        assertEquals(-1, instance.func("grow").call(1)[0]);
        assertEquals("implementation limit: size of a memory: expected at most 196608 bytes, found 262144 bytes",
                store.lastRefusal().orElseThrow());
        refused("at most 196608 bytes, found 262144 bytes", () -> instance.memory("m").grow(1));
        assertEquals(3, instance.memory("m").size());
    }

    /**
     * Exports {@code keep(n)}, which makes a list of n nodes that a global holds, and {@code drop(n)}, which makes as many and keeps none.
     */
    private static byte[] listing() {
        Wasm wasm = new Wasm();
        int node = wasm.rawType(0x5f, 2, Wasm.I64, 1, 0x6d, 1);
        int unary = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        wasm.global(0x6d, true, Wasm.REF_NULL, 0x6d);
        int[] loop = {Wasm.LOOP, Wasm.VOID, 0x42, 7, Wasm.GLOBAL_GET, 0, 0xfb, 0x00, node, Wasm.GLOBAL_SET, 0, Wasm.LOCAL_GET, 0,
                Wasm.I32_CONST, 1, 0x6b, 0x22, 0, 0x0d, 0, Wasm.END};
        wasm.exported("keep", unary, loop);
        int[] dropping = loop.clone();
        dropping[4] = Wasm.REF_NULL;
        dropping[5] = 0x6d;
        wasm.exported("drop", unary, dropping);
        return wasm.bytes();
    }

    @Test
    void structuresCountAgainstTheBudgetWhileTheyAreReachable() {
        store.totalBudget(1_000_000);
        Instance instance = instance(listing());
        instance.func("drop").call(200_000);
        instance.func("keep").call(10_000);
        store.gc();
        // each holds a number and the one before
        long used = store.snapshot().usedBytes() - 10_000L * boxBytes();
        assertTrue(used >= 320_000 && used < 400_000, () -> "counted " + used);
        Trap trap = assertThrows(Trap.class, () -> instance.func("keep").call(100_000));
        assertEquals(TrapCode.ALLOCATION_TOO_LARGE, trap.code());
        assertTrue(trap.getCause().getMessage().contains("total budget of the store"), trap.getCause().getMessage());
        instance.func("drop").call(1);
        store.gc();
        instance.func("keep").call(10_000);
        store.totalBudget(-1);
        instance.func("keep").call(100_000);
        assertEquals(0, store.snapshot().usedBytes());
    }

    /**
     * Exports {@code keep(n)}, which makes a list of n large structures that a global holds, and {@code both(d)}, which divides by d and
     * then makes one.
     */
    private static byte[] dividing() {
        Wasm wasm = new Wasm();
        int[] fields = new int[2 + 2 * 101];
        fields[0] = 0x5f;
        fields[1] = 101;
        for (int i = 2; i < fields.length; i += 2) {
            fields[i] = i == 2 ? 0x6d : Wasm.I64;
            fields[i + 1] = 1;
        }
        int node = wasm.rawType(fields);
        int unary = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        wasm.global(0x6d, true, Wasm.REF_NULL, 0x6d);
        wasm.exported("keep", wasm.rawType(0x60, 2, Wasm.I32, 0x63, node, 0), Wasm.LOOP, Wasm.VOID, 0xfb, 0x01, node, 0x22, 1,
                Wasm.GLOBAL_GET, 0, 0xfb, 0x05, node, 0, Wasm.LOCAL_GET, 1, Wasm.GLOBAL_SET, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b,
                0x22, 0, 0x0d, 0, Wasm.END);
        wasm.exported("both", unary, Wasm.I32_CONST, 1, Wasm.LOCAL_GET, 0, Wasm.I32_DIV_S, 0xfb, 0x01, node, Wasm.DROP, Wasm.DROP);
        return wasm.bytes();
    }

    @Test
    void whatTrapsBeforeAnObjectIsMadeIsToldWhenTheBudgetIsUsedUp() {
        store.totalBudget(1 << 20);
        Instance instance = instance(dividing());
        Trap full = assertThrows(Trap.class, () -> instance.func("keep").call(10_000, null));
        assertEquals(TrapCode.ALLOCATION_TOO_LARGE, full.code());
        for (int i = 0; i < 200; i++) {
            Trap trap = assertThrows(Trap.class, () -> instance.func("both").call(0));
            assertEquals(TrapCode.INTEGER_DIVIDE_BY_ZERO, trap.code());
        }
    }

    /**
     * Exports {@code keep(n)}, which throws and catches n exceptions that carry the one before, and {@code drop(n)}, whose carry none; a
     * global holds the last.
     */
    private static byte[] throwing() {
        Wasm wasm = new Wasm();
        int unary = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        wasm.tag(wasm.type(new int[] {Wasm.EXNREF, Wasm.I64}, Wasm.NONE));
        wasm.global(Wasm.EXNREF, true, Wasm.REF_NULL, Wasm.EXNREF);
        int[] loop = {Wasm.LOOP, Wasm.VOID, Wasm.BLOCK, Wasm.EXNREF, Wasm.TRY_TABLE, Wasm.VOID, 1, 0x03, 0, Wasm.GLOBAL_GET, 0,
            0x42, 7, Wasm.THROW, 0, Wasm.END, Wasm.UNREACHABLE,
                Wasm.END, Wasm.GLOBAL_SET, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b, 0x22, 0, 0x0d, 0, Wasm.END};
        wasm.exported("keep", unary, loop);
        int[] dropping = loop.clone();
        dropping[9] = Wasm.REF_NULL;
        dropping[10] = Wasm.EXNREF;
        wasm.exported("drop", unary, dropping);
        return wasm.bytes();
    }

    @Test
    void exceptionsCountAgainstTheBudgetWhileTheyAreReachable() {
        store.totalBudget(1_000_000);
        Instance instance = instance(throwing());
        instance.func("drop").call(50_000);
        instance.func("keep").call(5_000);
        store.gc();
        long used = store.snapshot().usedBytes() - 5_000L * boxBytes();
        assertTrue(used >= 400_000 && used < 500_000, () -> "counted " + used);
        assertEquals(TrapCode.ALLOCATION_TOO_LARGE, assertThrows(Trap.class, () -> instance.func("keep").call(50_000)).code());
        Tag tag = Tag.create(store, new TagType(FuncType.taking(ValType.I64)));
        List<ThrownException> made = new ArrayList<>();
        refused("total budget of the store", () -> {
            while (made.size() < 50_000) {
                made.add(new ThrownException(tag, 7L));
            }
        });
        made.clear();
        instance.func("drop").call(1);
        store.gc();
        instance.func("keep").call(5_000);
    }

    @Test
    void refusedGrowthTrapsWhereSoConfigured() {
        store.limiter(3 * PAGE, -1, -1, -1, -1);
        store.trapOnRefusedGrowth(true);
        Instance instance = instance(growing());
        assertEquals(1, instance.func("grow").call(2)[0]);
        Trap trap = assertThrows(Trap.class, () -> instance.func("grow").call(1));
        assertEquals(TrapCode.ALLOCATION_TOO_LARGE, trap.code());
        assertTrue(trap.getCause().getMessage().contains("at most 196608 bytes, found 262144 bytes"), trap.getCause().getMessage());
        refused("at most 196608 bytes, found 262144 bytes", () -> instance.memory("m").grow(1));
        store.trapOnRefusedGrowth(false);
        assertEquals(-1, instance.func("grow").call(1)[0]);
    }

    @Test
    void creationOverTheLimitOfAMemoryIsNamed() {
        store.limiter(PAGE, 5, -1, -1, -1);
        refused("size of a memory: expected at most 65536 bytes, found 131072 bytes", () -> Memory.create(store, MemoryType.of(2)));
        refused("size of a memory: expected at most 65536 bytes, found 131072 bytes", () -> instance(new Wasm().memory(2).bytes()));
        refused("size of a table: expected at most 5 elements, found 6 elements",
                () -> Table.create(store, TableType.of(RefType.FUNCREF, 6), null));
        refused("size of a table: expected at most 5 elements, found 6 elements",
                () -> instance(new Wasm().table(Wasm.FUNCREF, 6).bytes()));
    }

    @Test
    void limitsAreNotRetroactive() {
        Memory memory = Memory.create(store, MemoryType.of(4));
        store.limiter(PAGE, -1, -1, -1, -1);
        assertEquals(4, memory.size());
        memory.writeInt(0, 1);
        assertThrows(LimitException.class, () -> memory.grow(1));
        store.limiter(-1, -1, -1, -1, -1);
        assertEquals(4, memory.grow(1));
    }

    @Test
    void kindsAreCounted() {
        store.limiter(-1, -1, 1, 1, 1);
        byte[] both = new Wasm().memory(1).table(Wasm.FUNCREF, 1).bytes();
        Instance first = instance(both);
        refused("instances of the store: expected at most 1, found 2", () -> instance(new Wasm().bytes()));
        refused("memories of the store: expected at most 1, found 2", () -> Memory.create(store, MemoryType.of(0)));
        refused("tables of the store: expected at most 1, found 2", () -> Table.create(store, TableType.of(RefType.FUNCREF, 0), null));
        first.close();
        store.limiter(-1, -1, 1, 2, 2);
        instance(both);
    }

    @Test
    void tenThousandOfEachKindIsTheDefault() {
        List<Extern> kept = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            kept.add(Table.create(store, TableType.of(RefType.FUNCREF, 0)));
            kept.add(Memory.create(store, MemoryType.of(0)));
        }
        refused("tables of the store: expected at most 10000, found 10001",
                () -> Table.create(store, TableType.of(RefType.FUNCREF, 0), null));
        refused("memories of the store: expected at most 10000, found 10001", () -> Memory.create(store, MemoryType.of(0)));
        byte[] empty = new Wasm().bytes();
        WasmModule module = store.engine().compile(empty);
        for (int i = 0; i < 10_000; i++) {
            Instance.create(store, module, List.of());
        }
        refused("instances of the store: expected at most 10000, found 10001", () -> Instance.create(store, module, List.of()));
        store.limiter(-1, -1, -1, 10_001, -1);
        Table.create(store, TableType.of(RefType.FUNCREF, 0), null);
        assertEquals(20_000, kept.size());
    }

    @Test
    void whatTheHostHasMadeAndDroppedCountsUntilTheStoreLooks() {
        store.limiter(-1, -1, -1, 20, 20);
        for (int i = 0; i < 20; i++) {
            Table.create(store, TableType.of(RefType.FUNCREF, 0));
            Memory.create(store, MemoryType.of(0));
        }
        System.gc();
        refused("tables of the store: expected at most 20, found 21", () -> Table.create(store, TableType.of(RefType.FUNCREF, 0)));
        refused("memories of the store: expected at most 20, found 21", () -> Memory.create(store, MemoryType.of(0)));
        refused("memories of the store: expected at most 20, found 21", () -> instance(new Wasm().memory(0).bytes()));
        store.gc();
        Table.create(store, TableType.of(RefType.FUNCREF, 0));
        Memory.create(store, MemoryType.of(0));
    }

    @Test
    void theBudgetIsASumOverMemoriesAndTables() {
        store.totalBudget(3 * PAGE);
        Memory memory = Memory.create(store, MemoryType.of(1));
        Table table = Table.create(store, TableType.of(RefType.EXTERNREF, PAGE / 8), null);
        Instance instance = instance(growing());
        assertEquals(-1, instance.func("grow").call(1)[0]);
        refused("total budget of the store: expected at most 196608 bytes, found 262144 bytes", () -> memory.grow(1));
        refused("found 196616 bytes", () -> table.grow(1, null));
        refused("total budget of the store", () -> instance(new Wasm().memory(1).bytes()));
        store.totalBudget(4 * PAGE);
        assertEquals(1, memory.grow(1));
    }

    @Test
    void anInstanceThatFailsLeavesTheAccountAsItWas() {
        store.totalBudget(2 * PAGE);
        for (int i = 0; i < 5; i++) {
            refused("total budget of the store", () -> instance(new Wasm().table(Wasm.FUNCREF, (int) PAGE / 8).memory(2).bytes()));
        }
        assertEquals(0, Memory.create(store, MemoryType.of(1)).grow(1) - 1);
    }

    @Test
    void theHostsLimiterIsAskedWithCurrentWantedMaximum() {
        List<String> asked = new ArrayList<>();
        store.limiter(new ResourceLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                asked.add("memory " + currentBytes / PAGE + " " + wantedBytes / PAGE + " " + maximumBytes.orElse(-PAGE) / PAGE);
                return wantedBytes <= 2 * PAGE;
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                asked.add("table " + current + " " + wanted + " " + maximum.orElse(-1));
                return false;
            }
        });
        Memory memory = Memory.create(store, MemoryType.of(1, 9));
        memory.grow(1);
        refused("the host's resource limiter refuses a memory of 196608 bytes", () -> memory.grow(1));
        refused("the host's resource limiter refuses a table of 3 elements",
                () -> Table.create(store, TableType.of(RefType.FUNCREF, 3), null));
        assertEquals(List.of("memory 0 1 9", "memory 1 2 9", "memory 2 3 9", "table 0 3 -1"), asked);
        store.limiter((ResourceLimiter) null);
        assertEquals(2, memory.grow(1));
    }

    @Test
    void whatALimiterThrowsEndsTheCall() {
        Instance instance = instance(growing());
        store.limiter(new ResourceLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                throw new ArithmeticException("the limiter's own");
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                return true;
            }
        });
        assertEquals("the limiter's own", assertThrows(ArithmeticException.class, () -> instance.func("grow").call(1)).getMessage());
        assertEquals("the limiter's own", assertThrows(ArithmeticException.class, () -> instance.memory("m").grow(1)).getMessage());
    }

    private void leavesTheStoreAsItWas(byte[] bytes, Runnable limit) {
        WasmModule module = engine.compile(bytes);
        store.gc();
        limit.run();
        StoreSnapshot before = store.snapshot();
        assertThrows(LimitException.class, () -> Instance.create(store, module, List.of()));
        assertEquals(before, store.snapshot());
        store.limiter(-1, -1, -1, -1, -1);
        store.limiter((ResourceLimiter) null);
        store.totalBudget(-1);
        Instance.create(store, module, List.of()).close();
    }

    private static ResourceLimiter atMost(long bytes) {
        return new ResourceLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                return wantedBytes <= bytes;
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                return true;
            }
        };
    }

    /** What the instance had made before the limit was met is gone at once, and not when the JVM collects. */
    @Test
    void aRefusedInstanceLeavesTheStoreAsItWas() {
        for (byte[] bytes : List.of(new Wasm().table(Wasm.FUNCREF, 1).table(Wasm.FUNCREF, 2).memory(1).memory(2).bytes(),
                new Wasm().table(Wasm.FUNCREF, 1).table(Wasm.FUNCREF, 2).shared(1, 1).memory(2).bytes())) {
            leavesTheStoreAsItWas(bytes, () -> store.limiter(PAGE, -1, -1, -1, -1));
            leavesTheStoreAsItWas(bytes, () -> store.limiter(-1, 1, -1, -1, -1));
            leavesTheStoreAsItWas(bytes, () -> store.limiter(-1, -1, 0, -1, -1));
            leavesTheStoreAsItWas(bytes, () -> store.limiter(-1, -1, -1, 1, -1));
            leavesTheStoreAsItWas(bytes, () -> store.limiter(-1, -1, -1, -1, 1));
            leavesTheStoreAsItWas(bytes, () -> store.limiter(atMost(PAGE)));
            leavesTheStoreAsItWas(bytes, () -> store.totalBudget(2 * PAGE));
        }
    }

    /** A constant that the budget has no room for: an array of a million i64 in a global. */
    @Test
    void aConstantThatTheBudgetRefusesIsACreationThatIsRefused() {
        Wasm wasm = new Wasm().memory(1);
        int array = wasm.rawType(0x5e, Wasm.I64, 1);
        wasm.global(0x6a, false, Wasm.I32_CONST, 0x80, 0x80, 0xc0, 0x00, 0xfb, 0x07, array);
        leavesTheStoreAsItWas(wasm.bytes(), () -> store.totalBudget(3 * PAGE));
    }

    @Test
    void whatWasClosedCountsNoMoreWhenALimitAsks() {
        byte[] both = new Wasm().memory(2).table(Wasm.FUNCREF, 1).bytes();
        store.limiter(-1, -1, 1, 1, 1);
        for (int i = 0; i < 3; i++) {
            instance(both).close();
        }
        store.limiter(-1, -1, -1, -1, -1);
        store.totalBudget(3 * PAGE);
        for (int i = 0; i < 3; i++) {
            instance(both).close();
        }
        Memory.create(store, MemoryType.of(2));
        refused("total budget of the store", () -> instance(both));
    }

    @Test
    void aNegativeNumberIsTheDefaultWhateverWasSetBefore() {
        store.limiter(PAGE, 1, 0, 0, 0);
        store.limiter(-1, Long.MIN_VALUE, -5, -1, -1);
        assertEquals(new StoreSnapshot.Limits(-1, Long.MIN_VALUE, 10_000, 10_000, 10_000, -1), store.snapshot().limits());
        instance(new Wasm().memory(2).table(Wasm.FUNCREF, 2).bytes());
    }

    /** Exports {@code grow}, which grows a table. */
    private static byte[] growingTable() {
        Wasm wasm = new Wasm().table(Wasm.FUNCREF, 1).export("t", 1, 0);
        wasm.exported("grow", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.REF_NULL, Wasm.FUNCREF, Wasm.LOCAL_GET, 0, 0xfc,
                0x0f, 0);
        return wasm.bytes();
    }

    @Test
    void growthOfATableOverALimitGivesMinusOneToo() {
        Func grow = instance(growingTable()).func("grow");
        store.limiter(-1, 3, -1, -1, -1);
        assertEquals(1, grow.call(2)[0]);
        assertEquals(-1, grow.call(1)[0]);
        assertEquals("implementation limit: size of a table: expected at most 3 elements, found 4 elements",
                store.lastRefusal().orElseThrow());
        store.limiter(-1, -1, -1, -1, -1);
        store.totalBudget(4 * 8);
        assertEquals(3, grow.call(1)[0]);
        assertEquals(-1, grow.call(1)[0]);
        assertTrue(store.lastRefusal().orElseThrow().contains("total budget of the store: expected at most 32 bytes, found 40 bytes"));
        store.totalBudget(-1);
        store.limiter(new ResourceLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                return true;
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                return wanted < 6;
            }
        });
        assertEquals(4, grow.call(1)[0]);
        assertEquals(-1, grow.call(1)[0]);
        store.trapOnRefusedGrowth(true);
        assertEquals(TrapCode.ALLOCATION_TOO_LARGE, assertThrows(Trap.class, () -> grow.call(1)).code());
        assertEquals(5, store.snapshot().tables().get(0).elements());
    }

    @Test
    void toGrowByNothingIsAskedOfNobody() {
        Wasm wasm = new Wasm().memory(2).table(Wasm.FUNCREF, 2).export("m", 2, 0).export("t", 1, 0);
        wasm.exported("grow", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0, Wasm.MEMORY_GROW, 0);
        Instance instance = instance(wasm.bytes());
        SharedMemory shared = SharedMemory.create(engine, MemoryType.shared(1, 2));
        instance(new Wasm().importShared("", "", 1, 2).bytes(), shared);
        store.limiter(PAGE, 1, -1, -1, -1);
        store.totalBudget(0);
        store.limiter(new ResourceLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                throw new AssertionError("asked");
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                throw new AssertionError("asked");
            }
        });
        assertEquals(2, instance.func("grow").call(0)[0]);
        assertEquals(2, instance.memory("m").grow(0));
        assertEquals(2, instance.table("t").grow(0, null));
        assertEquals(1, shared.grow(0));
        assertEquals(-1, instance.func("grow").call(1)[0]);
    }
}
