package org.granary.store;

import static org.granary.store.Wasm.BR_IF;
import static org.granary.store.Wasm.END;
import static org.granary.store.Wasm.GLOBAL_GET;
import static org.granary.store.Wasm.GLOBAL_SET;
import static org.granary.store.Wasm.I32;
import static org.granary.store.Wasm.I32_ADD;
import static org.granary.store.Wasm.I32_CONST;
import static org.granary.store.Wasm.I32_LOAD;
import static org.granary.store.Wasm.I32_STORE;
import static org.granary.store.Wasm.LOCAL_GET;
import static org.granary.store.Wasm.LOOP;
import static org.granary.store.Wasm.VOID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletionException;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counted loops run in strips where fuel lasts: they end and spend as when they are interpreted, wherever fuel runs out. */
@Timeout(240)
class CountedFuelTest {
    private static final int LOCAL_TEE = 0x22;
    private static final int I32_NE = 0x47;
    private static final int I32_LT_U = 0x49;
    private static final int I32_SUB = 0x6b;
    private static final int I32_AND = 0x71;
    private static final int PAGE = 65_536;

    private final Engine compiling = Engine.create(builder().build());
    private final Engine interpreting = Engine.create(builder().interpreter(true).build());
    private final WasmModule compiled = compiling.compile(module());
    private final WasmModule interpreted = interpreting.compile(module());

    @AfterEach
    void close() {
        compiling.close();
        interpreting.close();
    }

    private static EngineConfig.Builder builder() {
        return EngineConfig.builder().consumeFuel(true).async(true);
    }

    /**
     * Exports {@code run(from, to)}, which stores at every fourth address, and {@code jump}, whose way is not counted; both count rounds in
     * the global {@code g}.
     */
    private static byte[] module() {
        Wasm wasm = new Wasm().memory(1).global(I32, true, I32_CONST, 0).export("g", 3, 0);
        wasm.exported("run", wasm.type(new int[] {I32, I32}, Wasm.NONE), LOOP, VOID,
                LOCAL_GET, 0, LOCAL_GET, 1, I32_STORE, 2, 0,
                GLOBAL_GET, 0, I32_CONST, 1, I32_ADD, GLOBAL_SET, 0,
                LOCAL_GET, 0, I32_CONST, 4, I32_ADD, LOCAL_TEE, 0, LOCAL_GET, 1, I32_NE, BR_IF, 0, END);
        // goes on from several places, and steps by what it has stored
        wasm.exported("jump", wasm.type(new int[] {I32, I32}, Wasm.NONE), LOOP, VOID,
                GLOBAL_GET, 0, I32_CONST, 1, I32_ADD, GLOBAL_SET, 0,
                LOCAL_GET, 0, I32_CONST, 1, I32_STORE, 2, 0,
                LOCAL_GET, 0, LOCAL_GET, 0, I32_LOAD, 2, 0, I32_ADD, LOCAL_TEE, 0, I32_CONST, 7, I32_AND, BR_IF, 0,
                LOCAL_GET, 0, I32_CONST, 1, I32_ADD, LOCAL_TEE, 0, LOCAL_GET, 1, I32_LT_U, BR_IF, 0, END);
        int[] relations = {0x48, 0x49, 0x4c, 0x4d};
        for (int relation : relations) {
            wasm.exported("up " + relation, wasm.type(new int[] {I32, I32}, Wasm.NONE), LOOP, VOID,
                    GLOBAL_GET, 0, I32_CONST, 1, I32_ADD, GLOBAL_SET, 0,
                    LOCAL_GET, 0, I32_CONST, 4, I32_ADD, LOCAL_TEE, 0, LOCAL_GET, 1, relation, BR_IF, 0, END);
            // the relation's mirror, whose opcode is two higher
            wasm.exported("down " + relation, wasm.type(new int[] {I32, I32}, Wasm.NONE), LOOP, VOID,
                    GLOBAL_GET, 0, I32_CONST, 1, I32_ADD, GLOBAL_SET, 0,
                    LOCAL_GET, 1, I32_CONST, 4, I32_SUB, LOCAL_TEE, 1, LOCAL_GET, 0, relation + 2, BR_IF, 0, END);
        }
        return wasm.bytes();
    }

    /** What comes of a run: how it ended and where, how many rounds began, what was spent, what is left. */
    private record Outcome(String end, int offset, Object rounds, long spent, long left) {
    }

    private static Outcome run(WasmModule module, String function, long fuel, int injections, int from, int to) {
        try (Store<Void> store = Store.create(module.engine())) {
            Instance instance = Instance.create(store, module, List.of());
            store.setFuel(fuel);
            if (injections > 0) {
                store.outOfFuelAsyncYield(injections, fuel);
            }
            String end = "returned";
            int offset = -1;
            try {
                instance.func(function).callAsync(from, to).toCompletableFuture().join();
            } catch (CompletionException e) {
                Trap trap = (Trap) e.getCause();
                end = trap.code().name();
                offset = trap.frames().get(0).offset();
            }
            return new Outcome(end, offset, instance.global("g").get(), store.fuelConsumed().orElseThrow(), store.getFuel());
        }
    }

    private Outcome same(long fuel, int injections, int from, int to) {
        return same("run", fuel, injections, from, to);
    }

    private Outcome same(String function, long fuel, int injections, int from, int to) {
        Outcome outcome = run(compiled, function, fuel, injections, from, to);
        assertEquals(run(interpreted, function, fuel, injections, from, to), outcome, () -> function + ", fuel " + fuel + ", injected "
                + injections);
        return outcome;
    }

    @Test
    void fuelRunsOutInTheSameRound() {
        Outcome whole = same(100_000, 0, 0, 4 * 1_203);
        assertEquals("returned", whole.end());
        assertEquals(1_203, whole.rounds());
        long round = whole.spent() / 1_203;
        assertTrue(round > 5, "a round costs " + round);
        for (long fuel = 0; fuel < 3 * round; fuel++) {
            same(fuel, 0, 0, 4 * 1_203);
        }
        for (long fuel = 498 * round; fuel < 505 * round; fuel += 3) {
            assertEquals("OUT_OF_FUEL", same(fuel, 0, 0, 4 * 1_203).end());
        }
        for (long fuel = whole.spent() - 2 * round; fuel <= whole.spent() + 1; fuel++) {
            assertEquals(fuel < whole.spent() ? "OUT_OF_FUEL" : "returned", same(fuel, 0, 0, 4 * 1_203).end());
        }
    }

    /** A relation that also holds where both sides are equal goes round once more. */
    @Test
    void fuelRunsOutInTheSameRoundWhateverTheRelation() {
        for (String function : List.of("up 72", "up 73", "up 76", "up 77", "down 72", "down 73", "down 76", "down 77")) {
            Outcome whole = same(function, 100_000, 0, 8, 8 + 4 * 603);
            assertEquals("returned", whole.end());
            long round = whole.spent() / (int) whole.rounds();
            for (long fuel = 0; fuel < 4 * round; fuel++) {
                same(function, fuel, 0, 8, 8 + 4 * 603);
            }
            for (long fuel = 498 * round; fuel < 504 * round; fuel += 5) {
                assertEquals("OUT_OF_FUEL", same(function, fuel, 0, 8, 8 + 4 * 603).end());
            }
            for (long fuel = whole.spent() - 2 * round; fuel <= whole.spent() + 1; fuel++) {
                assertEquals(fuel < whole.spent() ? "OUT_OF_FUEL" : "returned", same(function, fuel, 0, 8, 8 + 4 * 603).end());
            }
        }
    }

    @Test
    void whatIsInjectedIsSpentToo() {
        for (long fuel : new long[] {1, 13, 100, 4_999, 5_001, 7_000}) {
            same(fuel, 1, 0, 4 * 1_203);
            same(fuel, 3, 0, 4 * 1_203);
        }
    }

    @Test
    void aTrapInAStripHasPaidForItsRound() {
        Outcome past = same(1_000_000, 0, PAGE - 4 * 700, PAGE + 400);
        assertEquals("MEMORY_OUT_OF_BOUNDS", past.end());
        assertEquals(700, past.rounds());
    }

    @Test
    void aLoopThatIsNotCountedSpendsTheSame() {
        assertEquals("MEMORY_OUT_OF_BOUNDS", same(1_000_000, 0, 2, PAGE - 8).end());
        assertEquals("OUT_OF_FUEL", same(5_000, 0, 2, PAGE - 8).end());
    }

    @Test
    void aLoopThatDoesNotCountGoesInStripsToo() {
        Outcome whole = same("jump", 1_000_000, 0, 0, 3_000);
        assertEquals("returned", whole.end());
        int rounds = (int) whole.rounds();
        assertTrue(rounds > 1_000, "rounds: " + rounds);
        long round = whole.spent() / rounds;
        for (long fuel = 0; fuel < 3 * round; fuel++) {
            same("jump", fuel, 0, 0, 3_000);
        }
        for (long fuel = 498 * round; fuel < 504 * round; fuel += 5) {
            assertEquals("OUT_OF_FUEL", same("jump", fuel, 0, 0, 3_000).end());
        }
        for (long fuel = whole.spent() - 2 * round; fuel <= whole.spent() + 1; fuel++) {
            assertEquals(fuel < whole.spent() ? "OUT_OF_FUEL" : "returned", same("jump", fuel, 0, 0, 3_000).end());
        }
        for (long fuel : new long[] {1, 13, 100, 4_999, 7_000}) {
            same("jump", fuel, 3, 0, 3_000);
        }
        assertEquals("MEMORY_OUT_OF_BOUNDS", same("jump", 1_000_000, 0, PAGE - 1_500, PAGE + 400).end());
    }

    /** Artefacts are looked through for loops that cannot be stopped. */
    @Test
    void stripsAreTakenFromArtefacts() {
        EngineConfig config = builder().interruptable(true).epochInterruption(true)
                .artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build()).build();
        try (Engine engine = Engine.create(config); Store<Void> store = Store.create(engine)) {
            Instance instance = Instance.create(store, engine.deserialize(engine.precompileModule(module())), List.of());
            store.setFuel(1_000_000);
            store.setEpochDeadline(-1);
            instance.func("run").call(0, 4 * 1_203);
            instance.func("jump").call(0, 100);
            assertTrue((int) instance.global("g").get() > 1_203);
        }
    }
}
