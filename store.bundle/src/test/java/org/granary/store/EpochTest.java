package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.type.FuncType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class EpochTest {
    private static final int LOCAL_SET = 0x21;
    private static final int LOCAL_TEE = 0x22;
    private static final int I32_EQZ = 0x45;
    private static final int I32_NE = 0x47;
    private static final int I32_AND = 0x71;
    private static final int RETURN_CALL = 0x12;
    private static final int I64_CONST = 0x42;
    private static final int I64_EQZ = 0x50;
    private static final int I64_ADD = 0x7c;
    private static final int I64_MUL = 0x7e;
    /** A tenth of a second. */
    private static final long INLINED_ROUNDS = 1 << 26;
    /** Some seconds. */
    private static final long ENDLESS_ROUNDS = 1L << 33;

    private final Engine engine = Engine.create(builder().build());
    private final Store<String> store = Store.create(engine, "data");

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder().epochInterruption(true);
    }

    private Instance instance(byte[] bytes, Extern... imports) {
        return Instance.create(store, engine.compile(bytes), List.of(imports));
    }

    private static void interrupted(org.junit.jupiter.api.function.Executable call) {
        assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, call).code());
    }

    /** A guest that calls the host for ever, which counts and increments the epoch each time. */
    private Func ticking(List<Integer> ticks) {
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            ticks.add(ticks.size());
            engine.incrementEpoch();
            return null;
        });
        return instance(Modules.calling(), host).func("spin");
    }

    @Test
    void aDeadlineThatWasNeverSetHasBeenReached() {
        Instance instance = instance(Modules.troubles());
        interrupted(() -> instance.func("answer").call());
        store.setEpochDeadline(0);
        interrupted(() -> instance.func("answer").call());
        store.setEpochDeadline(1);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
        engine.incrementEpoch();
        interrupted(() -> instance.func("answer").call());
        engine.incrementEpoch();
        interrupted(() -> instance.func("answer").call());
        store.setEpochDeadline(1);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
    }

    @Test
    void theDeadlineIsInTicksBeyondThePresentOne() {
        List<Integer> ticks = new ArrayList<>();
        Func spin = ticking(ticks);
        store.setEpochDeadline(5);
        interrupted(spin::call);
        assertEquals(5, ticks.size());
        store.setEpochDeadline(3);
        interrupted(spin::call);
        assertEquals(8, ticks.size());
    }

    @Test
    void ticksAreUnsignedAndStayBelowTheEnd() {
        engine.incrementEpoch();
        Instance instance = instance(Modules.troubles());
        store.setEpochDeadline(-1);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
        store.setEpochDeadline(Long.MAX_VALUE);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
    }

    @Test
    void endlessLoopsAndRecursionsEndFromAnotherThread() throws Exception {
        endsFromAnotherThread(Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.BR, 0, Wasm.END);
    }

    /** Runs a function of one parameter that calls its import first, and has the epoch pass then. */
    private void endsFromAnotherThread(int... body) throws InterruptedException {
        Running running = new Running();
        Wasm wasm = new Wasm().memory(1);
        wasm.importFunc("env", "f", wasm.type(Wasm.NONE, Wasm.NONE));
        wasm.exported("run", wasm.type(new int[] {Wasm.I32}, Wasm.NONE), body);
        endsWhenTheEpochPasses(running, instance(wasm.bytes(), running.told(store)).func("run"), 8);
    }

    private void endsWhenTheEpochPasses(Running running, Func run, Object... arguments) throws InterruptedException {
        store.setEpochDeadline(1);
        Thread ticker = new Thread(() -> {
            running.await();
            engine.incrementEpoch();
        });
        ticker.start();
        interrupted(() -> run.call(arguments));
        ticker.join();
    }

    @Test
    void functionsThatCallNothingButThemselvesEnd() throws Exception {
        Running running = new Running();
        Wasm wasm = new Wasm();
        wasm.importFunc("env", "f", wasm.type(Wasm.NONE, Wasm.NONE));
        int unary = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        // if (n) for (;;) itself(n - 1)
        wasm.func(unary, Wasm.LOCAL_GET, 0, 0x04, Wasm.VOID, Wasm.LOOP, Wasm.VOID, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 0x7f, Wasm.I32_ADD,
                Wasm.CALL, 1, Wasm.BR, 0, Wasm.END, Wasm.END);
        wasm.exported("run", unary, Wasm.CALL, 0, Wasm.LOCAL_GET, 0, Wasm.CALL, 1);
        Instance instance = instance(wasm.bytes(), running.told(store));
        for (int depth = 1; depth <= 3; depth++) {
            endsWhenTheEpochPasses(running, instance.func("run"), depth);
        }
    }

    @Test
    void searchesEnd() throws Exception {
        // while (mem[p & 65532] == 0) p += 4
        endsFromAnotherThread(Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 4, Wasm.I32_ADD, LOCAL_TEE, 0,
                Wasm.I32_CONST, 0xfc, 0xff, 3, I32_AND, 0x28, 2, 0, I32_EQZ, Wasm.BR_IF, 0, Wasm.END);
    }

    @Test
    void loopsAroundShortLoopsEnd() throws Exception {
        // for (;;) { p = 0; do mem[p] = 1; while ((p += 4) != 8); }
        endsFromAnotherThread(Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.I32_CONST, 0, LOCAL_SET, 0, Wasm.LOOP, Wasm.VOID,
                Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, Wasm.I32_STORE, 2, 0,
                Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 4, Wasm.I32_ADD, LOCAL_TEE, 0, Wasm.I32_CONST, 8, I32_NE, Wasm.BR_IF, 0, Wasm.END,
                Wasm.BR, 0, Wasm.END);
    }

    /**
     * The JIT compiler puts the function into the loop, in which nothing is left that could let the epoch pass. It has done so when another
     * guest has been in the same loop for a while. Where nobody looks, all rounds are gone through in some seconds.
     */
    @Test
    void loopsAroundWhatIsInlinedEnd() throws Exception {
        Wasm wasm = new Wasm();
        wasm.importFunc("env", "f", wasm.type(Wasm.NONE, Wasm.NONE));
        int unary = wasm.type(new int[] {Wasm.I64}, new int[] {Wasm.I64});
        // p * 5 + 1: no compiler knows what comes of that before it has been done so many times
        int step = wasm.func(unary, Wasm.LOCAL_GET, 0, I64_CONST, 5, I64_MUL, I64_CONST, 1, I64_ADD);
        // do p = step(p); while (--n != 0);
        wasm.exported("run", wasm.type(new int[] {Wasm.I64, Wasm.I64}, new int[] {Wasm.I64}), Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID,
                Wasm.LOCAL_GET, 1, Wasm.CALL, step, LOCAL_SET, 1, Wasm.LOCAL_GET, 0, I64_CONST, 0x7f, I64_ADD, LOCAL_TEE, 0,
                I64_EQZ, I32_EQZ, Wasm.BR_IF, 0, Wasm.END, Wasm.LOCAL_GET, 1);
        WasmModule module = engine.compile(wasm.bytes());
        Running running = new Running();
        Func run = Instance.create(store, module, List.of(running.told(store))).func("run");
        store.setEpochDeadline(1);
        Thread ticker = new Thread(() -> {
            running.await();
            try (Store<Void> other = Store.create(engine)) {
                other.setEpochDeadline(1);
                Func same = Instance.create(other, module, List.of(new Running().told(other))).func("run");
                same.call(engine.isInterpreter() ? 1L : INLINED_ROUNDS, 0L);
            } finally {
                engine.incrementEpoch();
            }
        });
        ticker.start();
        interrupted(() -> run.call(ENDLESS_ROUNDS, 0L));
        ticker.join();
    }

    /** Where a local tells how many rounds have gone by, whatever it counts, from and to where, and whether anybody else changes it. */
    @Test
    void loopsThatTellTheirRoundsEnd() throws Exception {
        for (int stride : new int[] {1, 3, 0x40, 0x7f, 0x70}) {
            // while (mem[0] == mem[4]) p += stride
            endsFromAnotherThread(Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, stride, Wasm.I32_ADD, LOCAL_SET, 0,
                    Wasm.I32_CONST, 0, 0x28, 2, 0, Wasm.I32_CONST, 4, 0x28, 2, 0, 0x46, Wasm.BR_IF, 0, Wasm.END);
            // for (;;) { if (mem[0] == mem[4]) continue; p += stride; }
            endsFromAnotherThread(Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID, Wasm.I32_CONST, 0, 0x28, 2, 0, Wasm.I32_CONST, 4, 0x28, 2, 0, 0x46,
                    Wasm.BR_IF, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, stride, Wasm.I32_ADD, LOCAL_SET, 0, Wasm.BR, 0, Wasm.END);
        }
    }

    /** None of the loops goes round often enough, each time it is entered, for its local to tell; all of them together take hours. */
    @Test
    void loopsInLoopsThatEndBeforeTheirLocalsTellEnd() throws Exception {
        int inner = 9;
        List<Integer> code = new ArrayList<>(List.of(Wasm.CALL, 0, Wasm.BLOCK, Wasm.VOID));
        for (int p = 0; p < inner; p++) {
            code.addAll(List.of(Wasm.I32_CONST, 0, LOCAL_SET, p, Wasm.LOOP, Wasm.VOID, Wasm.LOCAL_GET, p, Wasm.I32_CONST, 1, Wasm.I32_ADD,
                    LOCAL_SET, p));
        }
        // a search by a key, which is never in strips: p = 0; while (mem[0] == key && ++p != 512) { }
        code.addAll(List.of(Wasm.I32_CONST, 0, LOCAL_SET, inner, Wasm.LOOP, Wasm.VOID,
                Wasm.LOCAL_GET, inner, Wasm.I32_CONST, 1, Wasm.I32_ADD, LOCAL_SET, inner,
                Wasm.I32_CONST, 0, 0x28, 2, 0, Wasm.LOCAL_GET, inner + 1, I32_NE, Wasm.BR_IF, inner + 1,
                Wasm.LOCAL_GET, inner, Wasm.I32_CONST, 0x80, 4, I32_NE, Wasm.BR_IF, 0, Wasm.END));
        for (int p = inner - 1; p >= 0; p--) {
            code.addAll(List.of(Wasm.LOCAL_GET, p, Wasm.I32_CONST, 16, I32_NE, Wasm.BR_IF, 0, Wasm.END));
        }
        code.add(Wasm.END);
        Running running = new Running();
        Wasm wasm = new Wasm().memory(1);
        wasm.importFunc("env", "f", wasm.type(Wasm.NONE, Wasm.NONE));
        int nested = wasm.func(wasm.type(IntStream.range(0, inner + 2).map(i -> Wasm.I32).toArray(), Wasm.NONE),
                code.stream().mapToInt(Integer::intValue).toArray());
        int[] call = IntStream.range(0, 2 * (inner + 2)).map(i -> i % 2 == 0 ? Wasm.I32_CONST : 0).toArray();
        List<Integer> run = new ArrayList<>(IntStream.of(call).boxed().toList());
        run.addAll(List.of(Wasm.CALL, nested));
        wasm.exported("run", wasm.type(new int[] {Wasm.I32}, Wasm.NONE), run.stream().mapToInt(Integer::intValue).toArray());
        endsWhenTheEpochPasses(running, instance(wasm.bytes(), running.told(store)).func("run"), 0);
    }

    /** Such a loop is cut into methods, and its check point stands in one of them. */
    @Test
    void loopsThatAreTooLongForAMethodEnd() throws Exception {
        int[] store = {Wasm.I32_CONST, 0, Wasm.I32_CONST, 1, Wasm.I32_STORE, 2, 0};
        int[] stores = IntStream.range(0, 1_000 * store.length).map(i -> store[i % store.length]).toArray();
        int[] loop = IntStream.concat(IntStream.of(Wasm.CALL, 0, Wasm.LOOP, Wasm.VOID), IntStream.of(stores)).toArray();
        endsFromAnotherThread(IntStream.concat(IntStream.of(loop), IntStream.of(Wasm.BR, 0, Wasm.END)).toArray());
    }

    @Test
    void functionsThatGoOnAtTheirOwnStartEnd() throws Exception {
        endsFromAnotherThread(Wasm.LOCAL_GET, 0, 0x04, Wasm.VOID, Wasm.CALL, 0, Wasm.END, Wasm.I32_CONST, 0, RETURN_CALL, 1);
    }

    @Test
    void aLoopLooksOnTheWayInWhenTheHostHasBeenCalledBefore() {
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            engine.incrementEpoch();
            return null;
        });
        Wasm wasm = new Wasm();
        wasm.importFunc("env", "f", wasm.type(Wasm.NONE, Wasm.NONE));
        int unary = wasm.type(new int[] {Wasm.I32}, Wasm.NONE);
        int[] loop = {Wasm.LOOP, Wasm.VOID, Wasm.CALL, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 0x7f, Wasm.I32_ADD, LOCAL_TEE, 0,
                Wasm.BR_IF, 0, Wasm.END};
        int[] called = IntStream.concat(IntStream.of(Wasm.CALL, 0), IntStream.of(loop)).toArray();
        wasm.exported("fresh", unary, loop);
        wasm.exported("called", unary, called);
        // one of the ways to the loop comes from the host
        wasm.exported("perhaps", unary, IntStream.concat(IntStream.of(Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 3, I32_NE, 0x04, Wasm.VOID,
                Wasm.CALL, 0, Wasm.END), IntStream.of(loop)).toArray());
        Instance instance = instance(wasm.bytes(), host);
        int[] asked = {0};
        store.epochDeadlineCallback(context -> {
            asked[0]++;
            return UpdateDeadline.continueWith(1);
        });
        for (Map.Entry<String, Integer> expected : Map.of("fresh", 3, "called", 4, "perhaps", 4).entrySet()) {
            store.setEpochDeadline(1);
            asked[0] = 0;
            instance.func(expected.getKey()).call(4);
            assertEquals(expected.getValue(), asked[0], expected.getKey());
        }
        store.setEpochDeadline(1);
        asked[0] = 0;
        instance.func("perhaps").call(3);
        assertEquals(2, asked[0]);
    }

    @Test
    void aCallbackGivesANewDeadline() {
        List<Integer> ticks = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        Func spin = ticking(ticks);
        store.epochDeadlineCallback(context -> {
            assertSame(store.context(), context);
            asked.add(context.data() + " after " + ticks.size());
            if (asked.size() == 3) {
                throw new IOException("enough");
            }
            return UpdateDeadline.continueWith(2);
        });
        store.setEpochDeadline(1);
        assertEquals("enough", assertThrows(IOException.class, spin::call).getMessage());
        assertEquals(List.of("data after 1", "data after 3", "data after 5"), asked);
    }

    @Test
    void aCallbackMayTrap() {
        Instance instance = instance(Modules.troubles());
        store.epochDeadlineCallback(context -> {
            throw new Trap(TrapCode.DEADLINE);
        });
        Trap trap = assertThrows(Trap.class, () -> instance.func("spin").call());
        assertEquals(TrapCode.DEADLINE, trap.code());
        assertEquals("spin", trap.frames().get(0).name().orElseThrow());
        store.epochDeadlineTrap();
        interrupted(() -> instance.func("spin").call());
    }

    @Test
    void theFinaliserOfACallbackRunsOnce() {
        List<String> finalised = new ArrayList<>();
        store.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1), () -> finalised.add("first"));
        store.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1), () -> finalised.add("second"));
        assertEquals(List.of("first"), finalised);
        store.epochDeadlineTrap();
        assertEquals(List.of("first", "second"), finalised);
        store.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1), () -> finalised.add("third"));
        store.close();
        assertEquals(List.of("first", "second", "third"), finalised);
    }

    @Test
    void yieldsNeedAnAsynchronousEngine() {
        assertThrows(IllegalStateException.class, () -> store.epochDeadlineAsyncYieldAndUpdate(1));
        Instance instance = instance(Modules.troubles());
        store.epochDeadlineCallback(context -> UpdateDeadline.yieldWith(1));
        assertTrue(assertThrows(IllegalStateException.class, () -> instance.func("spin").call()).getMessage().contains("async(true)"));
    }

    @Test
    void yieldsGoOn() {
        try (Engine async = Engine.create(builder().async(true).build()); Store<Void> given = Store.create(async)) {
            Instance instance = Instance.create(given, async.compile(Modules.troubles()), List.of());
            given.epochDeadlineAsyncYieldAndUpdate(1);
            assertArrayEquals(new Object[] {42}, instance.func("answer").call());
            int[] rounds = {0};
            given.epochDeadlineCallback(context -> {
                if (++rounds[0] == 4) {
                    throw new IllegalArgumentException("four");
                }
                return UpdateDeadline.yieldWith(0);
            });
            given.setEpochDeadline(0);
            assertEquals("four", assertThrows(IllegalArgumentException.class, () -> instance.func("spin").call()).getMessage());
        }
    }

    @Test
    void enginesThatDoNotLookAreNotDisturbed() {
        try (Engine plain = Engine.create(); Store<Void> other = Store.create(plain)) {
            Instance instance = Instance.create(other, plain.compile(Modules.troubles()), List.of());
            List<String> ended = new ArrayList<>();
            List<Runnable> settings = List.of(() -> other.setEpochDeadline(0), other::epochDeadlineTrap,
                    () -> other.epochDeadlineCallback(context -> {
                        throw new IllegalStateException("nobody asks");
                    }, () -> ended.add("first")), () -> other.epochDeadlineCallback(context -> null, () -> ended.add("second")));
            for (Runnable setting : settings) {
                setting.run();
                plain.incrementEpoch();
                assertArrayEquals(new Object[] {42}, instance.func("answer").call());
            }
            assertEquals(List.of("first"), ended);
            other.close();
            assertEquals(List.of("first", "second"), ended);
        }
    }

    /** A loop that only counts looks more seldom than any other one. */
    @Test
    void aDeadlineThatIsDueAgainIsMetAtEachLook() {
        Wasm wasm = new Wasm();
        wasm.exported("count", wasm.type(new int[] {Wasm.I32}, Wasm.NONE), Wasm.LOOP, Wasm.VOID, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 0x7f,
                Wasm.I32_ADD, LOCAL_TEE, 0, 0x0d, 0, Wasm.END);
        Func count = instance(wasm.bytes()).func("count");
        int[] asked = {0};
        store.setEpochDeadline(0);
        store.epochDeadlineCallback(context -> {
            asked[0]++;
            return UpdateDeadline.continueWith(0);
        });
        for (int i = 1; i <= 50; i++) {
            asked[0] = 0;
            count.call(1_000_000);
            assertTrue(asked[0] >= 100, "asked " + asked[0] + " times in call " + i);
        }
    }

    /** Exports a memory and {@code count}, which counts to its argument in the first bytes of the memory, and {@code fill}. */
    private static byte[] writing(int pages) {
        Wasm wasm = new Wasm().memory(pages).export("memory", 2, 0);
        int unary = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        int load = 0x28;
        wasm.exported("count", unary, Wasm.LOOP, Wasm.VOID,
                Wasm.I32_CONST, 0, Wasm.I32_CONST, 0, load, 2, 0, Wasm.I32_CONST, 1, Wasm.I32_ADD, Wasm.I32_STORE, 2, 0,
                Wasm.I32_CONST, 0, load, 2, 0, Wasm.LOCAL_GET, 0, 0x49, 0x0d, 0, Wasm.END,
                Wasm.I32_CONST, 0, load, 2, 0);
        wasm.exported("fill", unary, Wasm.I32_CONST, 0, Wasm.I32_CONST, 1, Wasm.LOCAL_GET, 0, 0xfc, 0x0b, 0,
                Wasm.I32_CONST, 0, Wasm.I32_CONST, 7, Wasm.I32_STORE, 2, 0, Wasm.I32_CONST, 4, load, 2, 0);
        wasm.exported("move", unary, Wasm.I32_CONST, 4, Wasm.I32_CONST, 0, Wasm.LOCAL_GET, 0, 0xfc, 0x0a, 0, 0,
                Wasm.I32_CONST, 0, Wasm.I32_CONST, 9, Wasm.I32_STORE, 2, 0, Wasm.I32_CONST, 4, load, 2, 0);
        return wasm.bytes();
    }

    @Test
    void aCallbackMayGrowTheMemoryThatTheGuestWrites() {
        Instance instance = instance(writing(1));
        Memory memory = instance.memory("memory");
        store.epochDeadlineCallback(context -> {
            if (memory.size() < 8) {
                memory.grow(1);
            }
            return UpdateDeadline.continueWith(0);
        });
        assertArrayEquals(new Object[] {200_000}, instance.func("count").call(200_000));
        assertEquals(200_000, memory.readInt(0));
        assertEquals(8, memory.size());
    }

    @Test
    void whatMovesMuchLooksAfterEachPiece() {
        int length = 64 << 20;
        Instance instance = instance(writing(length / 65_536 + 1));
        Memory memory = instance.memory("memory");
        List<Long> sizes = new ArrayList<>();
        store.epochDeadlineCallback(context -> {
            sizes.add(memory.size());
            memory.grow(1);
            return UpdateDeadline.continueWith(0);
        });
        assertArrayEquals(new Object[] {0x01010101}, instance.func("fill").call(length));
        assertEquals(5, sizes.size(), sizes::toString);
        assertEquals(7, memory.readInt(0));
        assertArrayEquals(new Object[] {7}, instance.func("move").call(length));
        assertEquals(10, sizes.size(), sizes::toString);
        assertEquals(9, memory.readInt(0));
    }

    @Test
    void aDeadlineEndsWhatMovesMuch() {
        int length = 64 << 20;
        Instance instance = instance(writing(length / 65_536));
        Memory memory = instance.memory("memory");
        int[] looks = {0};
        store.epochDeadlineCallback(context -> {
            if (++looks[0] == 3) {
                store.epochDeadlineTrap();
            }
            return UpdateDeadline.continueWith(0);
        });
        interrupted(() -> instance.func("fill").call(length));
        assertEquals(1, memory.readByte((32 << 20) - 1));
        assertEquals(0, memory.readByte(32 << 20));
    }

    /** Many ticks at once: the deadline was never the epoch itself. */
    @Test
    void aDeadlineThatWasPassedIsDue() {
        Instance instance = instance(Modules.troubles());
        store.setEpochDeadline(3);
        for (int i = 0; i < 2; i++) {
            engine.incrementEpoch();
        }
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
        for (int i = 0; i < 10; i++) {
            engine.incrementEpoch();
        }
        interrupted(() -> instance.func("answer").call());
        store.setEpochDeadline(Long.MIN_VALUE);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
    }

    @Test
    void aHostFunctionThatWasToldOfTheEpochEndsTheGuestWhenItComesBack() {
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            assertFalse(caller.stopRequested());
            engine.incrementEpoch();
            assertTrue(caller.stopRequested());
            return null;
        });
        Func run = instance(Modules.calling(), host).func("run");
        store.setEpochDeadline(1);
        interrupted(run::call);
        store.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1));
        Func asked = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            engine.incrementEpoch();
            assertFalse(caller.stopRequested(), "a callback may let it go on");
            return null;
        });
        instance(Modules.calling(), asked).func("run").call();
    }

    @Test
    void aGuestThatTheCallbackCallsTrapsUnlessTheDeadlineWasSetBefore() {
        Func answer = instance(Modules.troubles()).func("answer");
        List<Object> answers = new ArrayList<>();
        store.epochDeadlineCallback(context -> {
            interrupted(answer::call);
            context.setEpochDeadline(1);
            answers.add(answer.call()[0]);
            return UpdateDeadline.continueWith(1);
        });
        store.setEpochDeadline(0);
        assertArrayEquals(new Object[] {42}, answer.call());
        assertEquals(List.of(42), answers);
    }
}
