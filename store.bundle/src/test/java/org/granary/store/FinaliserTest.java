package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.CallHook.Transition;
import org.granary.type.FuncType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** However a store ends, the finaliser of its data runs exactly once, on the data held then, and finds the store closed. */
@Timeout(240)
class FinaliserTest {
    private final Engine engine = Engine.create(builder().epochInterruption(true).interruptable(true).build());
    private final List<String> finalised = Collections.synchronizedList(new ArrayList<>());
    private final Store<String> store = Store.create(engine, "first", finalised::add);

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    /** A guest that calls the host function for ever. */
    private Func spinning(HostFunction<String> host) {
        store.setData("last");
        store.setEpochDeadline(-1);
        return Instance.create(store, engine.compile(Modules.calling()), List.of(Func.create(store, FuncType.taking(), host))).func("spin");
    }

    private void endsByClosing(Executable call) {
        assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, call).code());
        assertEquals(List.of("last"), finalised);
        store.close();
        assertThrows(IllegalStateException.class, store::intoData);
        assertEquals(List.of("last"), finalised);
    }

    @Test
    void closingInTheCallHookRunsItAtTheEndOfTheCall() {
        Func spin = spinning((caller, arguments) -> null);
        store.callHook((context, transition) -> {
            if (transition == Transition.RETURNING_FROM_HOST) {
                store.close();
                assertEquals(List.of(), finalised);
            }
        });
        endsByClosing(spin::call);
    }

    @Test
    void closingInTheCallbackOfAnEpochRunsItAtTheEndOfTheCall() {
        Func spin = spinning((caller, arguments) -> null);
        store.epochDeadlineCallback(context -> {
            store.close();
            assertEquals(List.of(), finalised);
            return UpdateDeadline.continueWith(1);
        }, () -> finalised.add("the callback's"));
        store.setEpochDeadline(0);
        assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, spin::call).code());
        assertEquals(List.of("the callback's", "last"), finalised);
    }

    /** The guest calls nothing and its engine has no other check points. */
    @Test
    void closingInTheCallbackOfAnEpochEndsAGuestThatHasNoOtherEnd() {
        EngineConfig epochs = EngineConfig.builder().epochInterruption(true).interpreter(builder().build().interpreter()).build();
        try (Engine own = Engine.create(epochs)) {
            Store<String> closing = Store.create(own, "data", finalised::add);
            Func spin = Instance.create(closing, own.compile(Modules.troubles()), List.of()).func("spin");
            List<StoreContext<String>> asked = new ArrayList<>();
            closing.epochDeadlineCallback(context -> {
                asked.add(context);
                if (asked.size() > 1) {
                    throw new AssertionError("asked again after the end");
                }
                closing.close();
                return UpdateDeadline.continueWith(0);
            });
            assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, spin::call).code());
            assertEquals(List.of("data"), finalised);
        }
    }

    @Test
    void closingInAResourceLimiterRunsItAtTheEndOfTheCall() {
        Wasm wasm = new Wasm().memory(1);
        int none = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.exported("grow", none, Wasm.LOOP, Wasm.VOID, Wasm.I32_CONST, 1, Wasm.MEMORY_GROW, 0, Wasm.DROP, Wasm.BR, 0, Wasm.END);
        Func grow = Instance.create(store, engine.compile(wasm.bytes()), List.of()).func("grow");
        store.setData("last");
        store.setEpochDeadline(-1);
        store.limiter(new ResourceLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                store.close();
                return true;
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                return true;
            }
        });
        endsByClosing(grow::call);
    }

    /** Whether it says yes or no, in an engine without check points. */
    @Test
    void closingInAResourceLimiterEndsAGuestThatHasNoOtherEnd() {
        Wasm wasm = new Wasm().memory(0).table(Wasm.FUNCREF, 0);
        int none = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.exported("memory", none, Wasm.LOOP, Wasm.VOID, Wasm.I32_CONST, 1, Wasm.MEMORY_GROW, 0, Wasm.DROP, Wasm.BR, 0, Wasm.END);
        wasm.exported("table", none, Wasm.LOOP, Wasm.VOID, Wasm.REF_NULL, Wasm.FUNCREF, Wasm.I32_CONST, 1, 0xfc, 0x0f, 0, Wasm.DROP,
                Wasm.BR, 0, Wasm.END);
        try (Engine own = Engine.create(builder().build())) {
            for (String growing : List.of("memory", "table")) {
                for (boolean grants : new boolean[] {false, true}) {
                    Store<String> closing = Store.create(own, growing, finalised::add);
                    Func grow = Instance.create(closing, own.compile(wasm.bytes()), List.of()).func(growing);
                    closing.limiter(new ResourceLimiter() {
                        @Override
                        public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                            return closes();
                        }

                        @Override
                        public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                            return closes();
                        }

                        private boolean closes() {
                            assertEquals(List.of(), finalised);
                            closing.close();
                            return grants;
                        }
                    });
                    assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, grow::call).code());
                    assertEquals(List.of(growing), finalised);
                    finalised.clear();
                }
            }
        }
    }

    /** It is run where a call enters. */
    @Test
    void closingInTheFinaliserOfAReferenceRunsNoGuest() {
        try (Engine own = Engine.create(builder().build())) {
            Store<String> closing = Store.create(own, "data", finalised::add);
            Func answer = Instance.create(closing, own.compile(Modules.troubles()), List.of()).func("answer");
            ExternRef.create(closing, "nobody's", closing::close);
            ReferenceQueue<Object> found = new ReferenceQueue<>();
            Trap ended = assertThrows(Trap.class, () -> {
                for (int i = 0; i < 200; i++) {
                    // on a busy machine it takes a while until what was collected is handed over
                    PhantomReference<Object> beside = new PhantomReference<>(new Object(), found);
                    System.gc();
                    assertSame(beside, found.remove());
                    answer.call();
                }
            });
            assertEquals(TrapCode.HOST_CLOSED, ended.code());
            assertEquals(List.of("data"), finalised);
        }
    }

    @Test
    void eightThreadsThatCloseAtOnceRunItOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            Store<String> shared = Store.create(engine, "round", finalised::add);
            CyclicBarrier begin = new CyclicBarrier(8);
            List<FutureTask<Void>> closers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Store<String> mine = shared.share();
                closers.add(new FutureTask<>(() -> {
                    begin.await();
                    mine.close();
                    mine.close();
                    return null;
                }));
            }
            shared.close();
            closers.forEach(closer -> new Thread(closer).start());
            for (FutureTask<Void> closer : closers) {
                closer.get();
            }
            assertEquals(round + 1, finalised.size());
        }
    }

    /** Either the data is taken out, or the finaliser gets it; never both and never neither. */
    @Test
    void takingTheDataAndClosingRaceForIt() throws Exception {
        for (int round = 0; round < 500; round++) {
            finalised.clear();
            Store<String> raced = Store.create(engine, "data", finalised::add);
            Store<String> other = raced.share();
            raced.close();
            Store<String> third = other.share();
            CyclicBarrier begin = new CyclicBarrier(2);
            FutureTask<String> taker = new FutureTask<>(() -> {
                begin.await();
                try {
                    return other.intoData();
                } catch (IllegalStateException closed) {
                    return null;
                } finally {
                    other.close();
                }
            });
            new Thread(taker).start();
            begin.await();
            third.close();
            String taken = taker.get();
            assertEquals(taken == null ? List.of("data") : List.of(), finalised);
        }
    }

    @Test
    void aFinaliserThatFailsOrClosesTheStoreAgainIsNotRunTwice() {
        List<Store<String>> again = new ArrayList<>();
        IllegalArgumentException failure = new IllegalArgumentException("the finaliser's");
        Store<String> failing = Store.create(engine, "data", data -> {
            finalised.add(data);
            again.get(0).close();
            assertThrows(IllegalStateException.class, again.get(0)::share);
            throw failure;
        });
        again.add(failing);
        assertSame(failure, assertThrows(IllegalArgumentException.class, failing::close));
        failing.close();
        assertEquals(List.of("data"), finalised);
    }

    @Test
    void errorsOfOthersKeepNoFinaliserFromRunning() {
        Store<String> full = Store.create(engine, "data", finalised::add);
        for (int i = 0; i < 3; i++) {
            ExternRef.create(full, "x", () -> {
                finalised.add("reference");
                throw new AssertionError("a reference's finaliser");
            });
        }
        full.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1), () -> {
            finalised.add("epoch");
            throw new AssertionError("the epoch's");
        });
        for (String name : List.of("one", "two")) {
            full.setExtension(Key.of(name, AutoCloseable.class), () -> {
                finalised.add(name);
                throw new AssertionError(name);
            });
        }
        AssertionError told = assertThrows(AssertionError.class, full::close);
        assertEquals("the epoch's", told.getMessage());
        assertEquals(List.of("a reference's finaliser", "two"), Stream.of(told.getSuppressed()).map(Throwable::getMessage).toList());
        assertEquals(List.of("epoch", "reference", "reference", "reference", "two", "one", "data"), finalised);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E undeclared(Throwable thrown) throws E {
        throw (E) thrown;
    }

    /** Other languages of the JVM, and some compilers' plugins, declare none. */
    @Test
    void checkedExceptionsThatNobodyDeclaresKeepNoFinaliserFromRunning() {
        Store<String> full = Store.create(engine, "data", finalised::add);
        Runnable failing = () -> {
            finalised.add("failing");
            throw FinaliserTest.<RuntimeException>undeclared(new IOException("undeclared"));
        };
        ExternRef.create(full, "x", failing);
        ExternRef.create(full, "y", failing);
        full.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1), failing);
        full.setExtension(Key.of("one", AutoCloseable.class), () -> finalised.add("one"));
        IOException told = assertThrows(IOException.class, full::close);
        assertEquals(1, told.getSuppressed().length);
        assertEquals(List.of("failing", "failing", "failing", "one", "data"), finalised);
    }

    /** Somebody else's failure does not hide it. */
    @Test
    void thatTheJvmIsAtItsEndIsWhatIsThrown() {
        OutOfMemoryError none = new OutOfMemoryError("none");
        Store<String> failing = Store.create(engine, "data", data -> {
            throw none;
        });
        IllegalStateException before = new IllegalStateException("before");
        failing.setExtension(Key.of("before", AutoCloseable.class), () -> {
            throw before;
        });
        assertSame(none, assertThrows(OutOfMemoryError.class, failing::close));
        assertEquals(List.of(before), List.of(none.getSuppressed()));
    }

    @Test
    void closingFromAnotherThreadWhileAHostFunctionRunsWaitsForItsEnd() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Func spin = spinning((caller, arguments) -> {
            inside.countDown();
            assertTrue(closed.await(30, TimeUnit.SECONDS));
            assertEquals(List.of(), finalised);
            return null;
        });
        Thread closer = new Thread(() -> {
            try {
                inside.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            store.close();
            closed.countDown();
        });
        closer.start();
        endsByClosing(spin::call);
        closer.join();
    }
}
