package org.granary.store;

import static org.granary.store.Wasm.CALL;
import static org.granary.store.Wasm.DROP;
import static org.granary.store.Wasm.GLOBAL_GET;
import static org.granary.store.Wasm.I32_CONST;
import static org.granary.store.Wasm.I64;
import static org.granary.store.Wasm.NONE;
import static org.granary.store.Wasm.REF_NULL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.TagType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InterruptTest extends OneStore {
    private static final Duration LIMIT = Duration.ofMillis(20);
    /** A call with more time than that comes anywhere. */
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final long LATE_MILLIS = 100;

    @Override
    EngineConfig.Builder builder() {
        return super.builder().interruptable(true);
    }

    /** A guest that tells when it runs and then loops for ever. */
    private Func spinning(Running running) {
        return instance(Modules.calling(), running.told(store)).func("spin");
    }

    private static TrapCode codeOf(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(Trap.class, call).code();
    }

    @Test
    void anEndlessLoopIsInterruptedFromAnotherThread() throws Exception {
        Running running = new Running();
        Func spin = spinning(running);
        InterruptHandle handle = store.interruptHandle();
        Thread other = new Thread(() -> {
            running.await();
            handle.interrupt();
        });
        other.start();
        Trap trap = assertThrows(Trap.class, spin::call);
        assertTrue(trap.getMessage().contains("wasm trap: interrupt"));
        assertEquals("spin", trap.frames().get(0).name().orElseThrow());
        other.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anIdleStoreIsInterruptedAtItsNextCallOnce() {
        Func answer = instance(Modules.troubles()).func("answer");
        InterruptHandle handle = store.interruptHandle();
        handle.interrupt();
        handle.interrupt();
        assertEquals(TrapCode.INTERRUPT, codeOf(answer::call));
        assertArrayEquals(new Object[] {42}, answer.call());
    }

    /** Held by a host function until all have interrupted: the guest looks only then. */
    @Test
    void interruptsOfManyThreadsBeforeARunningGuestLooksAreOneTrap() throws Exception {
        int many = 8;
        InterruptHandle handle = store.interruptHandle();
        Instance troubles = instance(Modules.troubles());
        for (boolean sees : new boolean[] {false, true}) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(many);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Thread thread = new Thread(() -> {
                    await(running);
                    handle.interrupt();
                    interrupted.countDown();
                });
                thread.start();
                threads.add(thread);
            }
            boolean[] first = {true};
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                running.countDown();
                await(interrupted);
                if (first[0] && sees) {
                    // a call within takes the trap, and then nothing is left for the one around it
                    assertEquals(TrapCode.INTERRUPT, codeOf(troubles.func("spin")::call));
                }
                first[0] = false;
                return null;
            });
            Instance guest = instance(Modules.calling(), host);
            if (sees) {
                guest.func("run").call();
            } else {
                assertEquals(TrapCode.INTERRUPT, codeOf(guest.func("spin")::call));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(TrapCode.DEADLINE, codeOf(() -> guest.func("spin").call(LIMIT)), "it runs until something else ends it");
            guest.func("run").call();
            assertArrayEquals(new Object[] {42}, troubles.func("answer").call());
        }
    }

    @Test
    void anInterruptThatWaitsCanBeTakenBack() {
        Func answer = instance(Modules.troubles()).func("answer");
        InterruptHandle handle = store.interruptHandle();
        handle.withdraw();
        handle.interrupt();
        handle.withdraw();
        assertArrayEquals(new Object[] {42}, answer.call());
        handle.interrupt();
        assertEquals(TrapCode.INTERRUPT, codeOf(answer::call));
    }

    @Test
    void anInterruptFromAHostFunctionIsDeliveredToTheGuestThatCalledIt() {
        InterruptHandle handle = store.interruptHandle();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            handle.interrupt();
            return null;
        });
        Instance instance = instance(Modules.calling(), host);
        assertEquals(TrapCode.INTERRUPT, codeOf(() -> instance.func("spin").call()));
        assertArrayEquals(new Object[] {42}, instance(Modules.troubles()).func("answer").call());
    }

    @Test
    void aLoopThatNothingBranchesBackToLooksAtItsHeadToo() {
        InterruptHandle handle = store.interruptHandle();
        AtomicInteger calls = new AtomicInteger();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            calls.incrementAndGet();
            handle.interrupt();
            return null;
        });
        Wasm wasm = new Wasm();
        int none = wasm.type(NONE, NONE);
        wasm.importFunc("env", "f", none);
        wasm.exported("twice", none, CALL, 0, Wasm.LOOP, Wasm.VOID, CALL, 0, Wasm.END);
        Func twice = instance(wasm.bytes(), host).func("twice");
        assertEquals(TrapCode.INTERRUPT, codeOf(twice::call));
        assertEquals(1, calls.get(), "calls of the host function");
    }

    @Test
    void anInterruptThatComesTooLateStandsButMakesNoCheckPointLook() {
        Func answer = instance(Modules.troubles()).func("answer");
        InterruptHandle handle = store.interruptHandle();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            handle.interrupt();
            assertTrue(store.core().stops.looking());
            return null;
        });
        host.call();
        assertFalse(store.core().stops.looking());
        assertEquals(TrapCode.INTERRUPT, codeOf(answer::call));
        assertArrayEquals(new Object[] {42}, answer.call());
    }

    @Test
    void modulesThatComeWhileAnInterruptStandsAreInterruptedToo() {
        InterruptHandle handle = store.interruptHandle();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            handle.interrupt();
            return instance(Modules.troubles()).func("spin").call();
        });
        assertEquals(TrapCode.INTERRUPT, codeOf(host::call));
    }

    @Test
    void otherStoresOfTheModuleGoOn() {
        byte[] bytes = Modules.troubles();
        InterruptHandle handle = store.interruptHandle();
        WasmModule module = engine.compile(bytes);
        try (Store<Void> second = Store.create(engine)) {
            Func answer = Instance.create(second, module, List.of()).func("answer");
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                handle.interrupt();
                return answer.call();
            });
            Instance.create(store, module, List.of());
            Func wrapped = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                handle.interrupt();
                assertArrayEquals(new Object[] {42}, answer.call());
                return null;
            });
            assertEquals(0, wrapped.call().length);
            assertEquals(TrapCode.INTERRUPT, codeOf(host::call));
        }
    }

    @Test
    void aHandleOutlivesItsStore() {
        Store<Void> shortLived = Store.create(engine);
        InterruptHandle handle = shortLived.interruptHandle();
        shortLived.close();
        handle.interrupt();
        assertThrows(IllegalStateException.class, shortLived::interruptHandle);
    }

    @Test
    void enginesWithoutCheckPointsGiveNoHandlesAndNoDeadlines() {
        try (Store<Void> plain = Store.create()) {
            assertThrows(IllegalStateException.class, plain::interruptHandle);
            List<String> ran = new ArrayList<>();
            Func host = Func.create(plain, FuncType.taking(), (caller, arguments) -> {
                ran.add("ran");
                return null;
            });
            assertThrows(IllegalStateException.class, () -> host.call(Duration.ofSeconds(1)));
            assertEquals(List.of(), ran);
        }
    }

    @Test
    void aDeadlineEndsAnEndlessLoopAndTheStoreGoesOn() {
        Instance instance = instance(Modules.troubles());
        Trap trap = assertThrows(Trap.class, () -> instance.func("spin").call(Duration.ofMillis(50)));
        assertEquals(TrapCode.DEADLINE, trap.code());
        assertEquals("wasm trap: deadline", trap.getMessage());
        assertArrayEquals(new Object[] {42}, instance.func("answer").call(Duration.ofSeconds(30)));
        assertArrayEquals(new Object[] {42}, instance.func("answer").call());
    }

    /** What the store does before the guest begins takes of its time: a large memory is trimmed there, and here a hook waits. */
    @Test
    void aDeadlineBeginsWithTheCall() {
        Instance instance = instance(Modules.troubles());
        store.callHook((context, transition) -> {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin <= LIMIT.toNanos()) {
                Thread.onSpinWait();
            }
        });
        Trap trap = assertThrows(Trap.class, () -> instance.func("answer").call(LIMIT));
        assertEquals(TrapCode.DEADLINE, trap.code());
        store.callHook(null);
        assertArrayEquals(new Object[] {42}, instance.func("answer").call(Duration.ofSeconds(30)));
    }

    /**
     * How a call ended by a deadline in which it came as far as it was to: a machine that has other work is given more time, over and over.
     */
    private static Trap endedWhenItHad(BooleanSupplier come, Func function) {
        Duration limit = LIMIT.multipliedBy(5);
        Trap trap = endedBy(limit, function);
        while (!come.getAsBoolean() && limit.compareTo(MOST) < 0) {
            limit = limit.multipliedBy(2);
            trap = endedBy(limit, function);
        }
        assertTrue(come.getAsBoolean(), "it did not come there in " + limit);
        return trap;
    }

    private static Trap endedBy(Duration limit, Func function) {
        Trap trap = assertThrows(Trap.class, () -> function.call(limit));
        assertEquals(TrapCode.DEADLINE, trap.code());
        return trap;
    }

    /** Of some calls with a deadline, how late the best one came back: a machine may have other work. */
    private static long late(Executable call) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20 && best >= LATE_MILLIS; i++) {
            long start = System.nanoTime();
            assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, call).code());
            best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - LIMIT.toMillis());
        }
        return best;
    }

    @Test
    void aDeadlineIsLessThanATenthOfASecondLate() {
        Instance instance = instance(Modules.troubles());
        assertTrue(late(() -> instance.func("spin").call(LIMIT)) < LATE_MILLIS);
        SharedMemory memory = SharedMemory.create(engine, MemoryType.shared(1, 2));
        Func wait = Instance.create(store, engine.compile(Modules.sharing(1, 2)), List.of(memory)).func("wait32");
        assertTrue(late(() -> wait.call(LIMIT, 0, 0, -1L)) < LATE_MILLIS);
    }

    @Test
    void aDeadlineLeavesTheThreadsFlagAndItsFilesAlone(@TempDir Path folder) throws IOException {
        Func spin = instance(Modules.troubles()).func("spin");
        try (FileChannel file = FileChannel.open(Files.createFile(folder.resolve("open")))) {
            assertThrows(Trap.class, () -> spin.call(Duration.ofMillis(20)));
            assertFalse(Thread.currentThread().isInterrupted());
            assertTrue(file.isOpen());
            Thread.currentThread().interrupt();
            assertThrows(Trap.class, () -> spin.call(Duration.ofMillis(20)));
            assertTrue(Thread.interrupted());
            assertTrue(file.isOpen());
        }
    }

    @Test
    void aHostFunctionThatIgnoresTheDeadlineIsNamed() {
        Linker<Void> linker = Linker.create(engine);
        boolean[] ignoring = new boolean[1];
        boolean[] come = new boolean[1];
        linker.func("env", "f", FuncType.taking(), (caller, arguments) -> {
            come[0] = ignoring[0];
            while (ignoring[0] && !caller.stopRequested()) {
                Thread.onSpinWait();
            }
            for (long passed = System.nanoTime(); ignoring[0] && System.nanoTime() - passed < 150_000_000L;) {
                Thread.onSpinWait();
            }
            return null;
        });
        Instance instance = linker.instantiate(store, engine.compile(Modules.calling()));
        // what is compiled at a first call is not part of the time in which the function has to be reached
        instance.func("run").call();
        ignoring[0] = true;
        Trap trap = endedWhenItHad(() -> come[0], instance.func("spin"));
        String told = "wasm trap: deadline; env.f was running when the time had passed, and came back \\d+ ms later";
        assertTrue(trap.getMessage().matches(told), trap.getMessage());
    }

    /** What is told of a stop on another thread only, and does not know it. */
    private void outlive() throws InterruptedException {
        Thread looking = new Thread(() -> {
            while (!store.stopRequested()) {
                Thread.onSpinWait();
            }
        });
        looking.start();
        looking.join();
    }

    /** Nothing follows the call that is a check point, in one guest and in two around a host function that swallows the trap. */
    @Test
    void aGuestThatOnlyReturnsAfterAHostFunctionThatIgnoresTheDeadlineEndsToo() {
        Linker<Void> linker = Linker.create(engine);
        linker.func("env", "f", FuncType.taking(), (caller, arguments) -> {
            outlive();
            return null;
        });
        Instance inner = linker.instantiate(store, engine.compile(Modules.calling()));
        Instance outer = instance(Modules.calling(), Func.create(store, FuncType.taking(), (caller, arguments) -> {
            assertEquals(TrapCode.DEADLINE, codeOf(inner.func("run")::call));
            return null;
        }));
        Trap trap = assertThrows(Trap.class, () -> inner.func("run").call(LIMIT));
        assertEquals(TrapCode.DEADLINE, trap.code());
        assertTrue(trap.getMessage().startsWith("wasm trap: deadline; env.f was running when the time had passed"), trap.getMessage());
        assertEquals(TrapCode.DEADLINE, codeOf(() -> outer.func("run").call(LIMIT)));
        instance(Modules.calling(), Func.create(store, FuncType.taking(), (caller, arguments) -> null)).func("run").call();
    }

    @Test
    void aHostFunctionWithoutBoxingThatIgnoresTheDeadlineEndsItsGuestToo() {
        Func host = Func.wrap(store, IntUnaryOperator.class, number -> {
            try {
                outlive();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return number;
        });
        assertEquals(TrapCode.DEADLINE, codeOf(() -> host.call(LIMIT, 7)));
        Wasm wasm = new Wasm();
        int type = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32});
        wasm.importFunc("env", "f", type);
        wasm.exported("run", type, Wasm.LOCAL_GET, 0, CALL, 0);
        Func run = instance(wasm.bytes(), host).func("run");
        assertEquals(TrapCode.DEADLINE, codeOf(() -> run.call(LIMIT, 7)));
    }

    /** What it throws is caught by its guest, which then does nothing but return. */
    @Test
    void aHostFunctionThatIgnoresTheDeadlineAndThrowsForItsGuestEndsItToo() {
        Tag tag = Tag.create(store, new TagType(FuncType.taking()));
        Wasm wasm = new Wasm();
        int none = wasm.type(NONE, NONE);
        wasm.importFunc("env", "f", none);
        wasm.exported("run", none, Wasm.BLOCK, Wasm.VOID, Wasm.TRY_TABLE, Wasm.VOID, 1, 0x02, 0, CALL, 0, Wasm.END, Wasm.END);
        Func run = instance(wasm.bytes(), Func.create(store, FuncType.taking(), (caller, arguments) -> {
            outlive();
            throw new ThrownException(tag);
        })).func("run");
        assertEquals(TrapCode.DEADLINE, codeOf(() -> run.call(LIMIT)));
    }

    @Test
    void aHostFunctionThatHasComeBackIsNotNamed() {
        Instance quick = instance(Modules.calling(), Func.create(store, FuncType.taking(), (caller, arguments) -> null));
        Linker<Void> linker = Linker.create(engine);
        boolean[] waiting = new boolean[1];
        boolean[] come = new boolean[1];
        linker.func("env", "f", FuncType.taking(), (caller, arguments) -> {
            quick.func("run").call();
            come[0] = waiting[0];
            while (waiting[0] && !caller.stopRequested()) {
                Thread.onSpinWait();
            }
            return null;
        });
        Instance outer = linker.instantiate(store, engine.compile(Modules.calling()));
        // what is compiled at a first call is not part of the time in which the function has to be reached
        outer.func("run").call();
        waiting[0] = true;
        Trap trap = endedWhenItHad(() -> come[0], outer.func("run"));
        assertTrue(trap.getMessage().startsWith("wasm trap: deadline; env.f was running when the time had passed"), trap.getMessage());
        Func spin = instance(Modules.troubles()).func("spin");
        assertEquals("wasm trap: deadline", assertThrows(Trap.class, () -> spin.call(Duration.ofMillis(50))).getMessage());
    }

    @Test
    void manyDeadlinesAtOnceEndTheirCalls() throws Exception {
        WasmModule module = engine.compile(Modules.troubles());
        List<CompletableFuture<TrapCode>> ends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Duration limit = Duration.ofMillis(40 + 5 * (i * 7 % 20));
            CompletableFuture<TrapCode> end = new CompletableFuture<>();
            ends.add(end);
            new Thread(() -> {
                try (Store<Void> own = Store.create(engine)) {
                    end.complete(codeOf(() -> Instance.create(own, module, List.of()).func("spin").call(limit)));
                } catch (Throwable e) {
                    end.completeExceptionally(e);
                }
            }).start();
        }
        for (CompletableFuture<TrapCode> end : ends) {
            assertEquals(TrapCode.DEADLINE, end.get(30, TimeUnit.SECONDS));
        }
    }

    /** The clock is set to the end of the outer call when that has run for a while. */
    @Test
    void aShortDeadlineWithinALongOnePassesInTime() {
        Func spin = instance(Modules.troubles()).func("spin");
        List<TrapCode> inner = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            for (long start = System.nanoTime(); System.nanoTime() - start < 150_000_000L;) {
                Thread.onSpinWait();
            }
            inner.add(codeOf(() -> spin.call(LIMIT)));
            return null;
        });
        instance(Modules.calling(), host).func("run").call(Duration.ofDays(1));
        assertEquals(List.of(TrapCode.DEADLINE), inner);
    }

    private static List<Thread> clocks() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("granary alarms")).toList();
    }

    @Test
    void theThreadOfDeadlinesEndsWithItsEngine() throws Exception {
        List<Thread> before = clocks();
        List<Thread> made;
        try (Engine other = Engine.create(builder().build()); Store<Void> own = Store.create(other)) {
            Instance.create(own, other.compile(Modules.troubles()), List.of()).func("answer").call(Duration.ofDays(1));
            made = new ArrayList<>(clocks());
            made.removeAll(before);
            assertEquals(1, made.size());
        }
        made.get(0).join();
    }

    @Test
    void aDeadlineThatHasPassedRunsNothing() {
        Instance instance = instance(Modules.troubles());
        assertEquals(TrapCode.DEADLINE, codeOf(() -> instance.func("answer").call(Duration.ZERO)));
        assertEquals(TrapCode.DEADLINE, codeOf(() -> instance.func("answer").call(Duration.ofSeconds(Long.MIN_VALUE))));
        assertArrayEquals(new Object[] {42}, instance.func("answer").call(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void anOuterDeadlineEndsInnerCallsAndCannotBeSwallowed() {
        Instance inner = instance(Modules.troubles());
        List<TrapCode> swallowed = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            swallowed.add(codeOf(() -> inner.func("spin").call(Duration.ofSeconds(60))));
            return null;
        });
        Instance outer = instance(Modules.calling(), host);
        endedWhenItHad(() -> !swallowed.isEmpty(), outer.func("spin"));
        assertEquals(List.of(TrapCode.DEADLINE), swallowed);
        assertArrayEquals(new Object[] {42}, inner.func("answer").call());
    }

    @Test
    void anInnerDeadlineLeavesTheOuterCallAlone() {
        Instance inner = instance(Modules.troubles());
        List<TrapCode> codes = new ArrayList<>();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            codes.add(codeOf(() -> inner.func("spin").call(Duration.ofMillis(20))));
            return null;
        });
        instance(Modules.calling(), host).func("run").call(Duration.ofSeconds(60));
        assertEquals(List.of(TrapCode.DEADLINE), codes);
    }

    @Test
    void theStartFunctionHasADeadline() {
        Wasm wasm = new Wasm();
        wasm.start(wasm.func(wasm.type(Wasm.NONE, Wasm.NONE), Wasm.LOOP, Wasm.VOID, Wasm.BR, 0, Wasm.END));
        assertEquals(TrapCode.DEADLINE,
                codeOf(() -> Instance.create(store, engine.compile(wasm.bytes()), List.of(), Duration.ofMillis(50))));
    }

    @Test
    void anInterruptThatWaitsIsDeliveredToAStartFunction() {
        Wasm wasm = new Wasm();
        wasm.start(wasm.func(wasm.type(Wasm.NONE, Wasm.NONE)));
        store.interruptHandle().interrupt();
        assertEquals(TrapCode.INTERRUPT, codeOf(() -> instance(wasm.bytes())));
    }

    private void hasEnded(TrapCode code, Executable call, Func answer) {
        assertEquals(code, codeOf(call));
        assertArrayEquals(new Object[] {42}, answer.call());
    }

    /** A guest that returns at once after its host function has no check point that could end it. */
    @Test
    void aHostFunctionThatWasToldOfAStopEndsTheGuestWhenItComesBack() {
        InterruptHandle handle = store.interruptHandle();
        boolean[] interrupts = new boolean[1];
        HostFunction<Void> waiting = (caller, arguments) -> {
            if (interrupts[0]) {
                handle.interrupt();
            }
            while (!caller.stopRequested()) {
                Thread.onSpinWait();
            }
            return null;
        };
        Func answer = instance(Modules.troubles()).func("answer");
        Func untyped = Func.create(store, FuncType.taking(), waiting);
        Func typed = Func.wrap(store, Waiting.class, caller -> waiting.call(caller, new Object[0]));
        for (Func host : List.of(untyped, typed)) {
            Func run = instance(Modules.calling(), host).func("run");
            interrupts[0] = false;
            hasEnded(TrapCode.DEADLINE, () -> run.call(Duration.ofMillis(30)), answer);
            hasEnded(TrapCode.DEADLINE, () -> host.call(Duration.ofMillis(30)), answer);
            interrupts[0] = true;
            hasEnded(TrapCode.INTERRUPT, run::call, answer);
            hasEnded(TrapCode.INTERRUPT, host::call, answer);
        }
    }

    /** The method of {@link #aHostFunctionThatWasToldOfAStopEndsTheGuestWhenItComesBack}. */
    private interface Waiting {
        void await(Caller<Void> caller) throws Exception;
    }

    /** What has been told and dealt with is over: an interrupt that comes later is not taken for it. */
    @Test
    void aHostFunctionThatSawTheTrapItselfGoesOn() {
        InterruptHandle handle = store.interruptHandle();
        // beforehand: to look up may wait for a class, and would be interrupted then
        Func spin = instance(Modules.troubles()).func("spin");
        Func host = Func.create(store, FuncType.taking().returning(ValType.I32), (caller, arguments) -> {
            handle.interrupt();
            assertTrue(caller.stopRequested());
            assertEquals(TrapCode.INTERRUPT, codeOf(spin::call));
            assertFalse(caller.stopRequested());
            return new Object[] {7};
        });
        assertArrayEquals(new Object[] {7}, host.call());
    }

    /** A recursion that branches has no loop and never gets deep, and takes longer than anybody waits. */
    @Test
    void endlessRecursionIsInterrupted() {
        Wasm wasm = new Wasm();
        wasm.exported("tree", wasm.type(new int[] {Wasm.I32}, Wasm.NONE), Wasm.LOCAL_GET, 0, Wasm.I32_EQZ, Wasm.BR_IF, 0,
                Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b, Wasm.CALL, 0, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b, Wasm.CALL, 0);
        Func tree = instance(wasm.bytes()).func("tree");
        tree.call(3);
        InterruptHandle handle = store.interruptHandle();
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(handle::interrupt);
        assertEquals(TrapCode.INTERRUPT, codeOf(() -> tree.call(1_000)));
        tree.call(3);
    }

    /** Nothing tells that a deadline has passed, but the time. */
    private static void passed(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }

    /** The host function comes back after the deadline, to a guest that ends at once: the interrupt is for whoever comes next. */
    @Test
    void anInterruptThatComesAfterADeadlineIsNotLostWithIt() {
        AtomicReference<Duration> limit = new AtomicReference<>(LIMIT.multipliedBy(10));
        InterruptHandle handle = store.interruptHandle();
        AtomicInteger rounds = new AtomicInteger();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            if (rounds.getAndIncrement() > 0) {
                passed(limit.get().multipliedBy(2));
                handle.interrupt();
            }
            return null;
        });
        Func answer = instance(Modules.troubles()).func("answer");
        Func run = instance(Modules.calling(), host).func("run");
        // its class is there by now, for which a guest would wait until its deadline
        run.call();
        endedBy(limit.get(), run);
        while (rounds.get() == 1 && limit.get().compareTo(MOST) < 0) {
            // the machine has other work: it did not come there
            limit.set(limit.get().multipliedBy(2));
            endedBy(limit.get(), run);
        }
        assertEquals(TrapCode.INTERRUPT, codeOf(answer::call));
        assertArrayEquals(new Object[] {42}, answer.call());
    }

    /** Whoever takes his interrupt back takes back nothing else. */
    @Test
    void aDeadlineThatPassesBehindAnInterruptStandsWhenThatIsTakenBack() {
        InterruptHandle handle = store.interruptHandle();
        AtomicInteger rounds = new AtomicInteger();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            assertTrue(rounds.incrementAndGet() < 4, "the deadline is forgotten");
            handle.interrupt();
            passed(LIMIT.multipliedBy(3));
            handle.withdraw();
            return null;
        });
        Func spin = instance(Modules.calling(), host).func("spin");
        assertEquals(TrapCode.DEADLINE, codeOf(() -> spin.call(LIMIT)));
    }

    /** A function without a loop can be made of a hundred thousand instructions each of which takes milliseconds. */
    @Test
    void instructionsThatMoveMuchAreEndedWithoutALoop() {
        InterruptHandle handle = store.interruptHandle();
        int[][] moving = {{I32_CONST, 0, REF_NULL, Wasm.FUNCREF, I32_CONST, 0x80, 0x0a, 0xfc, 0x11, 0},
            {I32_CONST, 0, I32_CONST, 1, I32_CONST, 0x80, 0x0a, 0xfc, 0x0e, 0, 0},
            {REF_NULL, Wasm.FUNCREF, I32_CONST, 0x80, 0x0a, 0xfc, 0x0f, 0, DROP},
            {I32_CONST, 0, I32_CONST, 0, I32_CONST, 0x80, 0xc0, 0, 0xfc, 0x0b, 0},
            {I32_CONST, 0, I32_CONST, 1, I32_CONST, 0x80, 0xc0, 0, 0xfc, 0x0a, 0, 0},
            {I32_CONST, 0x80, 0xc0, 1, 0xfb, 0x07, 1, DROP},
            {GLOBAL_GET, 0, 0xfb, 0x17, 1, I32_CONST, 0, 0x42, 1, I32_CONST, 0x80, 0xc0, 0, 0xfb, 0x10, 1},
            {GLOBAL_GET, 0, 0xfb, 0x17, 1, I32_CONST, 0, GLOBAL_GET, 0, 0xfb, 0x17, 1, I32_CONST, 1, I32_CONST, 0x80, 0xc0, 0, 0xfb, 0x11,
                1, 1}};
        for (int[] one : moving) {
            Wasm wasm = new Wasm();
            int none = wasm.type(NONE, NONE);
            int array = wasm.rawType(0x5e, I64, 1);
            wasm.importFunc("env", "f", none);
            wasm.memory(2, 2).table(Wasm.FUNCREF, 2_000);
            wasm.global(0x6a, false, I32_CONST, 0x80, 0xc0, 1, 0xfb, 0x07, array);
            int[] body = Arrays.copyOf(new int[] {CALL, 0}, 4 + one.length);
            System.arraycopy(one, 0, body, 2, one.length);
            body[2 + one.length] = CALL;
            wasm.exported("run", none, body);
            AtomicInteger calls = new AtomicInteger();
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                if (calls.getAndIncrement() == 0) {
                    handle.interrupt();
                }
                return null;
            });
            Func run = instance(wasm.bytes(), host).func("run");
            assertEquals(TrapCode.INTERRUPT, codeOf(run::call));
            assertEquals(1, calls.get(), Arrays.toString(one));
        }
    }

    /** What guests make is looked at where it is large; what the host makes is none of a guest's steps. */
    @Test
    void largeArraysThatTheHostMakesLeaveAnInterruptToTheNextGuest() {
        ArrayType type = new ArrayType(new FieldType(ValType.I32, true));
        Object[] values = new Object[20_000];
        Arrays.fill(values, 7);
        Runnable both = () -> {
            assertEquals(0, ArrayRef.create(store, type, values.length, 0).get(19_999));
            assertEquals(7, ArrayRef.createFixed(store, type, values).get(19_999));
        };
        InterruptHandle handle = store.interruptHandle();
        AtomicInteger made = new AtomicInteger();
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            handle.interrupt();
            both.run();
            made.incrementAndGet();
            return null;
        });
        Func answer = instance(Modules.troubles()).func("answer");
        Func spin = instance(Modules.calling(), host).func("spin");
        for (int round = 1; round <= 2; round++) {
            handle.interrupt();
            both.run();
            hasEnded(TrapCode.INTERRUPT, answer::call, answer);
            hasEnded(TrapCode.INTERRUPT, spin::call, answer);
            assertEquals(round, made.get());
            // from now on somebody counts what is made
            store.totalBudget(1L << 30);
        }
    }
}
