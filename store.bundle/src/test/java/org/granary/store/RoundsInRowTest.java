package org.granary.store;

import static org.granary.store.Wasm.BR_IF;
import static org.granary.store.Wasm.END;
import static org.granary.store.Wasm.GLOBAL_GET;
import static org.granary.store.Wasm.GLOBAL_SET;
import static org.granary.store.Wasm.I32;
import static org.granary.store.Wasm.I32_ADD;
import static org.granary.store.Wasm.I32_CONST;
import static org.granary.store.Wasm.LOCAL_GET;
import static org.granary.store.Wasm.LOOP;
import static org.granary.store.Wasm.VOID;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counted loops with an address that walks beside the counter do the same as when they are interpreted, wherever they begin and end. */
@Timeout(240)
class RoundsInRowTest {
    private static final int LOCAL_SET = 0x21;
    private static final int LOCAL_TEE = 0x22;
    private static final int I32_STORE8 = 0x3a;
    private static final int I32_XOR = 0x73;
    private static final int I32_NE = 0x47;
    private static final int LT_S = 0x48;
    private static final int STRIDE = 4;
    private static final int WALK = 3;
    private static final int PAGE = 65_536;

    /**
     * Exports loops over local 0 towards local 1 that write three bytes by local 2, which moves by three: {@code up R} for each relation
     * that goes up, {@code down R} for its mirror. The global {@code g} counts rounds.
     */
    private static byte[] module() {
        Wasm wasm = new Wasm().memory(1).global(I32, true, I32_CONST, 0).export("g", 3, 0).export("m", 2, 0);
        // not equal, less than and less or equal, each with and without signs
        for (int relation : new int[] {I32_NE, LT_S, LT_S + 1, LT_S + 4, LT_S + 5}) {
            wasm.exported("up " + relation, wasm.type(new int[] {I32, I32, I32}, Wasm.NONE), code(STRIDE, relation));
            wasm.exported("down " + relation, wasm.type(new int[] {I32, I32, I32}, Wasm.NONE), code(-STRIDE, relation == I32_NE ? I32_NE
                    : relation + 2));
        }
        return wasm.bytes();
    }

    private static int[] code(int by, int relation) {
        List<Integer> code = new ArrayList<>(List.of(LOOP, VOID, GLOBAL_GET, 0, I32_CONST, 1, I32_ADD, GLOBAL_SET, 0));
        for (int i = 0; i < WALK; i++) {
            code.addAll(List.of(LOCAL_GET, 2, I32_CONST, i, I32_ADD, LOCAL_GET, 0, LOCAL_GET, 2, I32_XOR, I32_CONST, i, I32_ADD, I32_STORE8,
                    0, 0));
        }
        code.addAll(List.of(LOCAL_GET, 2, I32_CONST, WALK, I32_ADD, LOCAL_SET, 2, LOCAL_GET, 0, I32_CONST, by & 0x7f, I32_ADD, LOCAL_TEE,
                0, LOCAL_GET, 1, relation, BR_IF, 0, END));
        return code.stream().mapToInt(Integer::intValue).toArray();
    }

    /** How a run ended, how many rounds began, what is in the memory, which fuel is left. */
    private record Outcome(String end, Object rounds, int memory, long fuel) {
    }

    private static Outcome run(WasmModule module, String function, int[] given, long fuel) {
        Engine engine = module.engine();
        try (Store<Void> store = Store.create(engine)) {
            Instance instance = Instance.create(store, module, List.of());
            store.setEpochDeadline(1);
            boolean metered = engine.config().consumeFuel();
            if (metered) {
                store.setFuel(fuel);
            }
            String end = "returned";
            try {
                instance.func(function).call(given[0], given[1], given[2]);
            } catch (Trap e) {
                end = e.code().name();
            }
            byte[] memory = instance.memory("m").readBytes(0, PAGE);
            return new Outcome(end, instance.global("g").get(), Arrays.hashCode(memory), metered ? store.getFuel() : 0);
        }
    }

    /** Compares all loops under two settings that differ in who runs them. */
    private static void same(EngineConfig.Builder compiled, EngineConfig.Builder interpreted, long[] fuel) {
        int[] walkers = {0, PAGE - 3 * WALK, PAGE - 3 * WALK - 1, -WALK};
        try (Engine compiling = Engine.create(compiled.build()); Engine other = Engine.create(interpreted.interpreter(true).build())) {
            WasmModule ours = compiling.compile(module());
            WasmModule theirs = other.compile(module());
            for (int relation : new int[] {I32_NE, LT_S, LT_S + 1, LT_S + 4, LT_S + 5}) {
                for (int rounds = 1; rounds < 12; rounds++) {
                    for (int from : new int[] {0, 40, -STRIDE * 5, Integer.MIN_VALUE, Integer.MAX_VALUE - 20, 1 << 30}) {
                        int[] given = {from, from + STRIDE * rounds, walkers[rounds & 3]};
                        same(ours, theirs, "up " + relation, given, fuel);
                        int[] back = {from + STRIDE * rounds, from, walkers[rounds & 3]};
                        same(ours, theirs, "down " + relation, back, fuel);
                    }
                }
            }
        }
    }

    private static void same(WasmModule ours, WasmModule theirs, String function, int[] given, long[] fuel) {
        for (long units : fuel) {
            assertEquals(run(theirs, function, given, units), run(ours, function, given, units), () -> function + Arrays.toString(given)
                    + ", fuel " + units);
        }
    }

    @Test
    void roundsInARowAreTheSameRounds() {
        same(EngineConfig.builder(), EngineConfig.builder(), new long[] {0});
    }

    @Test
    void theyAreSoInStripsBetweenLooksAtTheEpoch() {
        same(EngineConfig.builder().epochInterruption(true), EngineConfig.builder().epochInterruption(true), new long[] {0});
    }

    @Test
    void theySpendTheSameFuel() {
        same(EngineConfig.builder().consumeFuel(true), EngineConfig.builder().consumeFuel(true), new long[] {150, 1_000_000});
    }

    @Test
    void aWalkerThatLeavesTheMemoryTrapsInItsRound() {
        try (Engine engine = Engine.create()) {
            Outcome outcome = run(engine.compile(module()), "up " + LT_S, new int[] {0, 4 * PAGE, PAGE - 1_000 * WALK + 1}, 0);
            assertEquals("MEMORY_OUT_OF_BOUNDS", outcome.end());
            assertEquals(1_000, outcome.rounds());
        }
    }
}
