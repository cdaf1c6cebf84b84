package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class FuelTest extends OneStore {
    private static final int BLOCK = 0x02;
    private static final int BR_IF = 0x0d;
    private static final int IF = 0x04;
    private static final int ELSE = 0x05;
    private static final int I32_SUB = 0x6b;
    private static final int LOCAL_TEE = 0x22;
    private static final int NOP = 0x01;
    private static final int BULK = 0xfc;

    @Override
    EngineConfig.Builder builder() {
        return super.builder().consumeFuel(true);
    }

    private static void outOfFuel(org.junit.jupiter.api.function.Executable call) {
        Trap trap = assertThrows(Trap.class, call);
        assertEquals(TrapCode.OUT_OF_FUEL, trap.code());
        assertEquals("wasm trap: all fuel consumed by WebAssembly", trap.getMessage());
    }

    /** What a call spends. */
    private long spent(Instance instance, String name, Object... arguments) {
        store.setFuel(1_000_000);
        instance.func(name).call(arguments);
        return 1_000_000 - store.getFuel();
    }

    @Test
    void aStoreStartsWithoutFuelAndTrapsAtOnce() {
        Instance instance = instance(Modules.arithmetic());
        outOfFuel(() -> instance.func("nothing").call());
        assertEquals(0, store.getFuel());
        assertEquals(OptionalLong.of(0), store.fuelConsumed());
        store.addFuel(1);
        instance.func("nothing").call();
        assertEquals(OptionalLong.of(1), store.fuelConsumed());
        outOfFuel(() -> instance.func("nothing").call());
    }

    @Test
    void withoutFuelInTheEngineItsMethodsAreErrors() {
        try (Store<Void> plain = Store.create()) {
            assertTrue(assertThrows(IllegalStateException.class, () -> plain.addFuel(1)).getMessage().contains("consumeFuel(true)"));
            assertThrows(IllegalStateException.class, () -> plain.consumeFuel(0));
            assertThrows(IllegalStateException.class, () -> plain.setFuel(1));
            assertThrows(IllegalStateException.class, plain::getFuel);
            assertEquals(OptionalLong.empty(), plain.fuelConsumed());
        }
    }

    @Test
    void theHostSpendsToo() {
        store.addFuel(10);
        store.addFuel(5);
        assertEquals(15, store.getFuel());
        assertEquals(8, store.consumeFuel(7));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> store.consumeFuel(9)).getMessage().contains("at most 8"));
        assertEquals(8, store.getFuel());
        assertEquals(OptionalLong.of(7), store.fuelConsumed());
        store.setFuel(3);
        assertEquals(OptionalLong.of(7), store.fuelConsumed());
        assertEquals(0, store.consumeFuel(3));
        assertEquals(OptionalLong.of(10), store.fuelConsumed());
    }

    @Test
    void amountsAreUnsigned() {
        store.setFuel(-1);
        Instance instance = instance(Modules.arithmetic());
        assertArrayEquals(new Object[] {5}, instance.func("add").call(2, 3));
        assertEquals(-1L - 4, store.getFuel());
        String message = assertThrows(IllegalArgumentException.class, () -> store.addFuel(5)).getMessage();
        assertTrue(message.contains("at most 4 more"), message);
        assertEquals(-5, store.getFuel());
        store.addFuel(4);
        assertEquals(-1, store.getFuel());
        assertEquals(Long.MAX_VALUE, store.consumeFuel(Long.MIN_VALUE));
        assertEquals(OptionalLong.of(4L + Long.MIN_VALUE), store.fuelConsumed());
    }

    @Test
    void instructionsCostOneAndFormCostsNothing() {
        Wasm wasm = new Wasm();
        int none = wasm.type(Wasm.NONE, Wasm.NONE);
        int unary = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.exported("empty", none);
        wasm.exported("free", none, NOP, Wasm.BLOCK, Wasm.VOID, Wasm.LOOP, Wasm.VOID, NOP, Wasm.END, Wasm.END, Wasm.RETURN);
        wasm.exported("dropped", none, Wasm.I32_CONST, 1, Wasm.DROP);
        wasm.exported("choose", unary, Wasm.LOCAL_GET, 0, IF, Wasm.I32, Wasm.I32_CONST, 1, ELSE, Wasm.I32_CONST, 1, Wasm.I32_CONST, 1,
                Wasm.I32_ADD, Wasm.END);
        wasm.exported("call", none, Wasm.CALL, 2, Wasm.CALL, 2);
        wasm.exported("count", unary, Wasm.LOOP, Wasm.VOID, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, I32_SUB, LOCAL_TEE, 0, BR_IF, 0, Wasm.END,
                Wasm.I32_CONST, 7);
        Instance instance = instance(wasm.bytes());
        assertEquals(1, spent(instance, "empty"));
        assertEquals(1, spent(instance, "free"));
        assertEquals(2, spent(instance, "dropped"));
        assertEquals(1 + 2 + 1, spent(instance, "choose", 1));
        assertEquals(1 + 2 + 3, spent(instance, "choose", 0));
        assertEquals(1 + 2 + 2 * 2, spent(instance, "call"));
        assertEquals(1 + 5 * 10 + 1, spent(instance, "count", 10));
        assertEquals(1 + 5 * 1_000 + 1, spent(instance, "count", 1_000));
    }

    @Test
    void endlessLoopsAndRecursionsEnd() {
        Instance instance = instance(Modules.troubles());
        store.setFuel(100_000);
        outOfFuel(() -> instance.func("spin").call());
        assertEquals(0, store.getFuel());
        assertEquals(OptionalLong.of(100_000), store.fuelConsumed());
        store.setFuel(1_000);
        outOfFuel(() -> instance.func("recurse").call());
        assertEquals(OptionalLong.of(101_000), store.fuelConsumed());
        store.setFuel(2);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
    }

    @Test
    void nothingRunsThatIsNotPaidFor() {
        Wasm wasm = new Wasm().memory(1).export("m", 2, 0);
        wasm.exported("write", wasm.type(Wasm.NONE, Wasm.NONE), Wasm.I32_CONST, 0, Wasm.I32_CONST, 9, Wasm.I32_STORE, 2, 0);
        Instance instance = instance(wasm.bytes());
        store.setFuel(3);
        outOfFuel(() -> instance.func("write").call());
        assertEquals(0, instance.memory("m").readInt(0));
        store.setFuel(4);
        instance.func("write").call();
        assertEquals(9, instance.memory("m").readInt(0));
    }

    /** Loops that count run many rounds between two looks at the fuel; that is not seen. */
    @Test
    void aLoopEndsInTheRoundThatIsNotPaidFor() {
        Wasm wasm = new Wasm().memory(1).export("m", 2, 0);
        wasm.exported("count", wasm.type(new int[] {Wasm.I32}, Wasm.NONE), Wasm.LOOP, Wasm.VOID, Wasm.I32_CONST, 0, Wasm.I32_CONST, 0,
                Wasm.I32_LOAD, 2, 0, Wasm.I32_CONST, 1,
                Wasm.I32_ADD, Wasm.I32_STORE, 2, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, I32_SUB, LOCAL_TEE, 0, BR_IF, 0, Wasm.END);
        for (int rounds : new int[] {0, 1, 7, 499, 500, 501, 502, 1_000, 1_777}) {
            Instance instance = instance(wasm.bytes());
            store.setFuel(1 + 11L * rounds + rounds % 11);
            outOfFuel(() -> instance.func("count").call(100_000));
            assertEquals(rounds, instance.memory("m").readInt(0));
            assertEquals(0, store.getFuel());
            store.setFuel(1_000_000);
            instance.memory("m").writeInt(0, 0);
            instance.func("count").call(rounds + 1);
            assertEquals(rounds + 1, instance.memory("m").readInt(0));
            assertEquals(1_000_000 - 1 - 11L * (rounds + 1), store.getFuel());
        }
    }

    /** Such a loop is cut into methods, with its check point; the loop around it is none around a strip, and pays by itself. */
    @Test
    void aLoopAroundOneThatIsTooLongForAMethodPaysEachRound() {
        Wasm wasm = new Wasm().memory(1).export("m", 2, 0);
        int[] count = {Wasm.LOOP, Wasm.VOID, Wasm.I32_CONST, 0, Wasm.I32_CONST, 0, Wasm.I32_LOAD, 2, 0, Wasm.I32_CONST, 1, Wasm.I32_ADD,
                Wasm.I32_STORE, 2, 0};
        int[] passing = {BLOCK, Wasm.VOID, Wasm.LOCAL_GET, 0, BR_IF, 0, Wasm.LOOP, Wasm.VOID};
        int[] write = {Wasm.I32_CONST, 4, Wasm.I32_CONST, 1, Wasm.I32_STORE, 2, 0};
        int[] again = {Wasm.LOCAL_GET, 0, BR_IF, 0, Wasm.END, Wasm.END, Wasm.BR, 0, Wasm.END};
        int[] writes = IntStream.range(0, 1_200 * write.length).map(i -> write[i % write.length]).toArray();
        wasm.exported("run", wasm.type(new int[] {Wasm.I32}, Wasm.NONE),
                Stream.of(count, passing, writes, again).flatMapToInt(IntStream::of).toArray());
        Instance instance = instance(wasm.bytes());
        for (int rounds : new int[] {0, 1, 50}) {
            store.setFuel(1 + 9L * rounds);
            instance.memory("m").writeInt(0, 0);
            outOfFuel(() -> instance.func("run").call(1));
            assertEquals(rounds, instance.memory("m").readInt(0));
            assertEquals(0, store.getFuel());
        }
    }

    @Test
    void trapsPayForTheirRun() {
        Instance instance = instance(Modules.troubles());
        store.setFuel(100);
        assertEquals(TrapCode.UNREACHABLE, assertThrows(Trap.class, () -> instance.func("fail").call()).code());
        assertEquals(OptionalLong.of(3), store.fuelConsumed());
        Instance division = instance(Modules.arithmetic());
        assertThrows(Trap.class, () -> division.func("div").call(1, 0));
        assertEquals(OptionalLong.of(7), store.fuelConsumed());
    }

    @Test
    void hostFunctionsSeeWhatHasBeenSpent() {
        List<Long> seen = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            seen.add(caller.getFuel());
            seen.add(caller.consumeFuel(10));
            return null;
        });
        Instance instance = instance(Modules.calling(), host);
        store.setFuel(100);
        instance.func("run").call();
        assertEquals(List.of(98L, 88L), seen);
        assertEquals(88, store.getFuel());
    }

    @Test
    void bulkInstructionsCostBySize() {
        Wasm wasm = new Wasm().memory(1).table(Wasm.FUNCREF, 0);
        int unary = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        wasm.exported("fill", unary, Wasm.I32_CONST, 0, Wasm.I32_CONST, 0, Wasm.LOCAL_GET, 0, BULK, 0x0b, 0);
        wasm.exported("copy", unary, Wasm.I32_CONST, 0, Wasm.I32_CONST, 0, Wasm.LOCAL_GET, 0, BULK, 0x0a, 0, 0);
        wasm.exported("grow", unary, Wasm.LOCAL_GET, 0, Wasm.MEMORY_GROW, 0, Wasm.DROP);
        wasm.exported("growTable", unary, Wasm.REF_NULL, Wasm.FUNCREF, Wasm.LOCAL_GET, 0, BULK, 0x0f, 0, Wasm.DROP);
        Instance instance = instance(wasm.bytes());
        assertEquals(5, spent(instance, "fill", 63));
        assertEquals(5 + 1, spent(instance, "fill", 64));
        assertEquals(5 + 1_000, spent(instance, "copy", 64_000));
        assertEquals(3 + 1_024, spent(instance, "grow", 1));
        assertEquals(4 + 100, spent(instance, "growTable", 800));
        store.setFuel(10);
        outOfFuel(() -> instance.func("fill").call(64_000));
    }

    @Test
    void artefactsSpendTheSame() {
        EngineConfig config = builder().epochInterruption(true).interruptable(true)
                .artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build()).build();
        try (Engine other = Engine.create(config); Store<Void> loaded = Store.create(other)) {
            Instance instance = Instance.create(loaded, other.deserialize(other.precompileModule(Modules.troubles())), List.of());
            loaded.setEpochDeadline(-1);
            loaded.setFuel(1_000);
            outOfFuel(() -> instance.func("spin").call());
            outOfFuel(() -> instance.func("recurse").call());
            loaded.setFuel(2);
            assertArrayEquals(new Object[] {42}, instance.func("answer").call());
            assertEquals(OptionalLong.of(1_002), loaded.fuelConsumed());
        }
    }

    @Test
    void costsCanBeGiven() {
        EngineConfig config = builder().fuelCosts(Map.of("i32.add", 50, "func", 0, "nop", 3)).build();
        try (Engine dear = Engine.create(config); Store<Void> given = Store.create(dear)) {
            Instance instance = Instance.create(given, dear.compile(Modules.arithmetic()), List.of());
            instance.func("nothing").call();
            given.setFuel(52);
            instance.func("add").call(1, 2);
            assertEquals(OptionalLong.of(52), given.fuelConsumed());
        }
    }

    @Test
    void wrongCostsAreNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> Engine.create(EngineConfig.builder().consumeFuel(true).fuelCosts(Map.of("i32.plus", 1)).build()))
                .getMessage().contains("i32.plus"));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> Engine.create(EngineConfig.builder().consumeFuel(true).fuelCosts(Map.of("nop", -1)).build()))
                .getMessage().contains("found -1"));
        String both = assertThrows(IllegalArgumentException.class,
                () -> Engine.create(EngineConfig.builder().fuelCosts(Map.of("nop", 1)).build())).getMessage();
        assertTrue(both.contains("fuelCosts") && both.contains("consumeFuel"), both);
    }

    @Test
    void yieldsNeedAnAsynchronousEngine() {
        assertTrue(assertThrows(IllegalStateException.class, () -> store.outOfFuelAsyncYield(1, 1)).getMessage().contains("async(true)"));
        assertThrows(IllegalStateException.class, () -> store.fuelAsyncYieldInterval(1));
    }

    @Test
    void injectionsAreLimitedByTheirProduct() {
        try (Engine async = Engine.create(builder().async(true).build()); Store<Void> given = Store.create(async)) {
            Instance instance = Instance.create(given, async.compile(Modules.troubles()), List.of());
            given.outOfFuelAsyncYield(10, 1_000);
            outOfFuel(() -> instance.func("spin").call());
            assertEquals(OptionalLong.of(10_000), given.fuelConsumed());
            given.outOfFuelAsyncYield(5, 7);
            given.outOfFuelTrap();
            outOfFuel(() -> instance.func("spin").call());
            assertEquals(OptionalLong.of(10_000), given.fuelConsumed());
            given.setFuel(500);
            given.fuelAsyncYieldInterval(3);
            outOfFuel(() -> instance.func("spin").call());
            assertEquals(OptionalLong.of(10_500), given.fuelConsumed());
            assertThrows(IllegalArgumentException.class, () -> given.outOfFuelAsyncYield(1, 0));
        }
    }

    @Test
    void theEndsOfTheRangeAreExact() {
        store.addFuel(-1);
        store.addFuel(0);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> store.addFuel(1)).getMessage().contains("at most 0 more"));
        assertThrows(IllegalArgumentException.class, () -> store.addFuel(-1));
        assertEquals(-1, store.getFuel());
        assertEquals(0, store.consumeFuel(-1));
        assertEquals(OptionalLong.of(-1), store.fuelConsumed());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> store.consumeFuel(1)).getMessage().contains("at most 0, the rest"));
        assertEquals(0, store.consumeFuel(0));
        assertEquals(OptionalLong.of(-1), store.fuelConsumed());
    }

    /** More than half of all fuel, all of it spent by a guest: what it may count down at once is signed. */
    @Test
    void guestsSpendAcrossTheSign() {
        Instance instance = instance(Modules.troubles());
        store.setFuel(Long.MIN_VALUE + 1);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
        assertEquals(Long.MAX_VALUE, store.getFuel());
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
        assertEquals(Long.MAX_VALUE - 2, store.getFuel());
        assertEquals(OptionalLong.of(4), store.fuelConsumed());
    }

    /** By the host, by a guest with something left, and by one that spends more than is there. */
    @Test
    void whatIsConsumedStaysAtItsHighestNumber() {
        Instance instance = instance(Modules.troubles());
        store.setFuel(-4);
        store.consumeFuel(-4);
        store.setFuel(3);
        outOfFuel(() -> instance.func("spin").call());
        assertEquals(OptionalLong.of(-1), store.fuelConsumed());
        store.setFuel(2);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
        assertEquals(OptionalLong.of(-1), store.fuelConsumed());
        store.setFuel(1);
        outOfFuel(() -> instance.func("spin").call());
        assertEquals(OptionalLong.of(-1), store.fuelConsumed());
        store.setFuel(Long.MIN_VALUE);
        assertEquals(0, store.consumeFuel(Long.MIN_VALUE));
        assertEquals(OptionalLong.of(-1), store.fuelConsumed());
        assertEquals(0, store.getFuel());
    }

    /** Less at a time than a straight run costs: it takes several injections, and not a unit is lost. */
    @Test
    void injectionsSmallerThanARunAddUp() {
        try (Engine async = Engine.create(builder().async(true).build()); Store<Void> given = Store.create(async)) {
            Func answer = Instance.create(given, async.compile(Modules.troubles()), List.of()).func("answer");
            given.outOfFuelAsyncYield(11, 1);
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(new Object[] {42}, answer.call());
            }
            outOfFuel(answer::call);
            assertEquals(OptionalLong.of(11), given.fuelConsumed());
            given.outOfFuelAsyncYield(-1, -1);
            assertArrayEquals(new Object[] {42}, answer.call());
            assertEquals(-1L - 2, given.getFuel());
        }
    }
}
