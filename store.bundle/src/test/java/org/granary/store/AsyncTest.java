package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class AsyncTest {
    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder().async(true).consumeFuel(true).epochInterruption(true).interruptable(true);
    }

    private static Store<Void> store(Engine engine) {
        Store<Void> store = Store.create(engine);
        store.setFuel(-1);
        store.setEpochDeadline(-1);
        return store;
    }

    private static Instance instance(Store<Void> store, byte[] bytes, Extern... imports) {
        return Instance.create(store, store.engine().compile(bytes), List.of(imports));
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(30, TimeUnit.SECONDS));
    }

    private static void untilIdle(Store<?> store) {
        while (store.core().entry.busy()) {
            Thread.yield();
        }
    }

    /** A call that runs already and has a thread until then. */
    private static CompletableFuture<Object[]> runningUntil(CountDownLatch end, Store<Void> store) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Object[]> call = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            running.countDown();
            await(end);
            return null;
        }).callAsync();
        await(running);
        return call;
    }

    @Test
    void theResultComesLater() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = store(engine)) {
            assertTrue(engine.isAsync());
            assertArrayEquals(new Object[] {5}, instance(store, Modules.arithmetic()).func("add").callAsync(2, 3).get());
        }
    }

    @Test
    void withoutAsyncInTheEngineItIsAnError() {
        try (Store<Void> store = Store.create()) {
            Func add = instance(store, Modules.arithmetic()).func("add");
            assertTrue(assertThrows(IllegalStateException.class, () -> add.callAsync(2, 3)).getMessage().contains("async(true)"));
        }
    }

    @Test
    void wrongArgumentsAndTrapsAreToldLikeInOtherCalls() {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = store(engine)) {
            Func div = instance(store, Modules.arithmetic()).func("div");
            assertThrows(IllegalArgumentException.class, () -> div.callAsync(1));
            ExecutionException failed = assertThrows(ExecutionException.class, () -> div.callAsync(1, 0).get());
            assertEquals(TrapCode.INTEGER_DIVIDE_BY_ZERO, ((Trap) failed.getCause()).code());
        }
    }

    @Test
    void aStoreThatIsInUseIsToldToTheStage() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = store(engine)) {
            List<Throwable> told = new ArrayList<>();
            Func add = instance(store, Modules.arithmetic()).func("add");
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                told.add(assertThrows(ExecutionException.class, () -> add.callAsync(1, 2).get()).getCause());
                return null;
            });
            host.call();
            assertEquals(ConcurrentUseException.class, told.get(0).getClass());
        }
    }

    /** Whoever has cancelled a call is told of nothing; that the JVM has no memory is still no secret. */
    @Test
    void anErrorOfTheJvmInACancelledCallIsTheThreads() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = store(engine)) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            CompletableFuture<Throwable> told = new CompletableFuture<>();
            OutOfMemoryError none = new OutOfMemoryError("none");
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> told.complete(thrown));
                running.countDown();
                await(cancelled);
                throw none;
            });
            CompletableFuture<Object[]> call = host.callAsync();
            await(running);
            call.cancel(true);
            cancelled.countDown();
            assertSame(none, told.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void aCallThatYieldsGoesOnByItself() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            store.setEpochDeadline(-1);
            Instance instance = instance(store, Modules.troubles());
            store.outOfFuelAsyncYield(50, 1_000);
            ExecutionException failed = assertThrows(ExecutionException.class, () -> instance.func("spin").callAsync().get());
            assertEquals(TrapCode.OUT_OF_FUEL, ((Trap) failed.getCause()).code());
            assertEquals(OptionalLong.of(50_000), store.fuelConsumed());
            store.setFuel(20_000);
            store.outOfFuelTrap();
            store.fuelAsyncYieldInterval(100);
            assertThrows(ExecutionException.class, () -> instance.func("spin").callAsync().get());
            assertEquals(OptionalLong.of(70_000), store.fuelConsumed());
        }
    }

    /** Two guests that yield each time, on two threads: neither is ahead by more than the other has let it. */
    @Test
    void yieldingLetsTheOthersGoFirst() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(2, 10).build()); Store<Void> first = store(engine); Store<Void> second =
                store(engine)) {
            List<String> order = new ArrayList<>();
            CountDownLatch both = new CountDownLatch(2);
            List<CompletableFuture<Object[]>> calls = new ArrayList<>();
            for (Store<Void> store : List.of(first, second)) {
                String name = store == first ? "first" : "second";
                Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                    both.countDown();
                    await(both);
                    synchronized (order) {
                        order.add(name);
                        if (order.size() >= 200) {
                            throw new IllegalStateException("enough");
                        }
                    }
                    return null;
                });
                store.epochDeadlineAsyncYieldAndUpdate(0);
                store.setEpochDeadline(0);
                calls.add(instance(store, Modules.calling(), host).func("spin").callAsync());
            }
            for (CompletableFuture<Object[]> call : calls) {
                assertThrows(ExecutionException.class, call::get);
            }
            long firsts = order.stream().filter("first"::equals).count();
            assertTrue(firsts > 20 && firsts < 180, () -> "first ran " + firsts + " of " + order.size());
        }
    }

    /** There is one call more than carriers, and none ends before the last has begun. */
    @RepeatedTest(20)
    void aCallThatYieldsFreesTheCarrierOfItsVirtualThread() throws Exception {
        int count = Runtime.getRuntime().availableProcessors() + 1;
        // a JDK without virtual threads has a thread of the pool for each
        EngineConfig.Builder config = Runtime.version().feature() >= 21 ? builder() : builder().asyncThreads(count, count);
        Set<Integer> begun = ConcurrentHashMap.newKeySet();
        List<Store<Void>> stores = new ArrayList<>();
        try (Engine engine = Engine.create(config.build())) {
            List<CompletableFuture<Object[]>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Store<Void> store = store(engine);
                stores.add(store);
                Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                    begun.add(number);
                    if (begun.size() == count) {
                        throw new IllegalStateException("all have begun");
                    }
                    return null;
                });
                store.epochDeadlineAsyncYieldAndUpdate(0);
                store.setEpochDeadline(0);
                calls.add(instance(store, Modules.calling(), host).func("spin").callAsync());
            }
            for (CompletableFuture<Object[]> call : calls) {
                assertEquals("all have begun", assertThrows(ExecutionException.class, call::get).getCause().getMessage());
            }
        } finally {
            stores.forEach(Store::close);
        }
    }

    @Test
    void aPoolOfOneSimplyGoesOn() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 10).build()); Store<Void> first = store(engine); Store<Void> second =
                store(engine)) {
            List<CompletableFuture<Object[]>> calls = new ArrayList<>();
            for (Store<Void> store : List.of(first, second)) {
                store.setFuel(5_000);
                store.fuelAsyncYieldInterval(50);
                calls.add(instance(store, Modules.troubles()).func("spin").callAsync());
            }
            for (CompletableFuture<Object[]> call : calls) {
                assertEquals(TrapCode.OUT_OF_FUEL, ((Trap) assertThrows(ExecutionException.class, call::get).getCause()).code());
            }
            assertEquals(OptionalLong.of(5_000), second.fuelConsumed());
        }
    }

    @Test
    void whatThereIsNoRoomForIsRefusedWithBothNumbers() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 2).build()); Store<Void> busy = store(engine); Store<Void> store =
                store(engine)) {
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Object[]> first = runningUntil(end, busy);
            Func add = instance(store, Modules.arithmetic()).func("add");
            List<CompletableFuture<Object[]>> waiting = List.of(add.callAsync(1, 1), add.callAsync(2, 2));
            String message = assertThrows(RejectedExecutionException.class, () -> add.callAsync(3, 3)).getMessage();
            assertTrue(message.contains("1 calls run") && message.contains("2 wait"), message);
            end.countDown();
            first.get();
            assertArrayEquals(new Object[] {2}, waiting.get(0).get());
            assertArrayEquals(new Object[] {4}, waiting.get(1).get());
        }
    }

    @Test
    void aCancelledCallEndsAtItsNextCheckPoint() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = store(engine)) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                running.countDown();
                return null;
            });
            Instance instance = instance(store, Modules.calling(), host);
            store.callHook((context, transition) -> {
                if (transition == CallHook.Transition.RETURNING_FROM_WASM) {
                    ended.countDown();
                }
            });
            CompletableFuture<Object[]> call = instance.func("spin").callAsync();
            await(running);
            assertTrue(call.cancel(true));
            assertThrows(CancellationException.class, call::get);
            await(ended);
        }
    }

    /** A time for the stage is what a user of the JDK's sets first: nobody waits for the guest any more then. */
    @Test
    void aCallWhoseStageIsCompletedInItsPlaceEndsToo() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = store(engine)) {
            Func spin = instance(store, Modules.troubles()).func("spin");
            CompletableFuture<Object[]> timed = spin.callAsync().orTimeout(20, TimeUnit.MILLISECONDS);
            assertEquals(TimeoutException.class, assertThrows(ExecutionException.class, timed::get).getCause().getClass());
            untilIdle(store);
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> spin.call());
            Object[] seven = {7};
            List<Consumer<CompletableFuture<Object[]>>> ways = List.of(stage -> assertTrue(stage.complete(seven)),
                    stage -> stage.completeAsync(() -> seven, Runnable::run), stage -> stage.obtrudeValue(seven));
            for (Consumer<CompletableFuture<Object[]>> way : ways) {
                CompletableFuture<Object[]> given = host.callAsync();
                while (!store.core().entry.busy()) {
                    Thread.yield();
                }
                way.accept(given);
                untilIdle(store);
                assertArrayEquals(seven, given.get());
            }
        }
    }

    /** In engines without other check points, too: a yield is one. */
    @Test
    void aStoreThatIsClosedEndsItsGuestAtAYield() throws Exception {
        endsWhenItsStoreIsClosed(store -> store.outOfFuelAsyncYield(-1, 1_000));
    }

    @Test
    void aGuestYieldsWheneverItHasSpentTheInterval() throws Exception {
        endsWhenItsStoreIsClosed(store -> {
            store.setFuel(-1);
            store.fuelAsyncYieldInterval(1_000);
        });
    }

    /** An endless guest without check points for stops, which nothing but a yield can end. */
    private void endsWhenItsStoreIsClosed(Consumer<Store<Void>> yields) throws Exception {
        EngineConfig.Builder yielding = EngineConfig.builder().async(true).consumeFuel(true).interpreter(builder().build().interpreter());
        try (Engine engine = Engine.create(yielding.build())) {
            Store<Void> store = Store.create(engine);
            yields.accept(store);
            CompletableFuture<Object[]> call = instance(store, Modules.troubles()).func("spin").callAsync();
            while (!store.core().entry.busy()) {
                Thread.yield();
            }
            store.close();
            ExecutionException ended = assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
            assertEquals(TrapCode.HOST_CLOSED, ((Trap) ended.getCause()).code());
        }
    }

    /**
     * Nobody sees the trap of a cancelled call but its host functions: they are told of an interrupt at check points as at yields, and it
     * goes with the call.
     */
    @Test
    void aCancelledCallIsInterruptedAndTheNextOneIsNot() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = store(engine)) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            CompletableFuture<List<TrapCode>> told = new CompletableFuture<>();
            Instance troubles = instance(store, Modules.troubles());
            CompletableFuture<Object[]> call = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                try {
                    running.countDown();
                    await(cancelled);
                    List<TrapCode> codes = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        codes.add(assertThrows(Trap.class, troubles.func("spin")::call).code());
                    }
                    told.complete(codes);
                } catch (Throwable e) {
                    told.completeExceptionally(e);
                }
                return null;
            }).callAsync();
            await(running);
            assertTrue(call.cancel(true));
            cancelled.countDown();
            assertEquals(List.of(TrapCode.INTERRUPT, TrapCode.INTERRUPT), told.get());
            while (store.core().entry.busy()) {
                Thread.onSpinWait();
            }
            assertArrayEquals(new Object[] {42}, troubles.func("answer").call());
        }
    }

    @Test
    void aCancelledCallGivesUpItsPlaceAmongThoseThatWait() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 1).build()); Store<Void> busy = store(engine); Store<Void> store =
                store(engine)) {
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Object[]> first = runningUntil(end, busy);
            Func answer = instance(store, Modules.troubles()).func("answer");
            for (int i = 0; i < 3; i++) {
                assertTrue(answer.callAsync().cancel(false));
                assertTrue(answer.callAsync().completeExceptionally(new TimeoutException()));
            }
            CompletableFuture<Object[]> last = answer.callAsync();
            end.countDown();
            first.get();
            assertArrayEquals(new Object[] {42}, last.get());
        }
    }

    @Test
    void aCancelledCallThatWaitsNeverRuns() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 2).build()); Store<Void> busy = store(engine); Store<Void> store =
                store(engine)) {
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Object[]> first = runningUntil(end, busy);
            List<String> ran = new ArrayList<>();
            CompletableFuture<Object[]> second = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                ran.add("ran");
                return null;
            }).callAsync();
            assertTrue(second.cancel(false));
            CompletableFuture<Object[]> third = instance(store, Modules.troubles()).func("answer").callAsync();
            end.countDown();
            first.get();
            assertArrayEquals(new Object[] {42}, third.get());
            assertEquals(List.of(), ran);
            assertFalse(second.complete(null));
        }
    }

    /** Whether it has got a thread by then is nothing that who holds the stage could know. */
    @Test
    void aCallWhoseStoreIsClosedBeforeItBeginsEndsLikeOneThatRuns() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 2).build()); Store<Void> busy = store(engine)) {
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Object[]> running = runningUntil(end, busy);
            Store<Void> store = store(engine);
            List<String> ran = new ArrayList<>();
            CompletableFuture<Object[]> waiting = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                ran.add("ran");
                return null;
            }).callAsync();
            store.close();
            busy.close();
            end.countDown();
            for (CompletableFuture<Object[]> call : List.of(waiting, running)) {
                Throwable ended = assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS)).getCause();
                assertEquals(TrapCode.HOST_CLOSED, assertInstanceOf(Trap.class, ended).code());
            }
            assertEquals(List.of(), ran);
        }
    }

    private interface Wait {
        Object[] result(CompletableFuture<Object[]> call) throws Exception;
    }

    /** The only thread is the waiting one's; the pool is one thread again afterwards. */
    @Test
    void onAPoolOfOneACallMayWaitForAnother() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 10).build()); Store<Void> first = store(engine); Store<Void> second =
                store(engine)) {
            Func answer = instance(second, Modules.troubles()).func("answer");
            for (Wait wait : List.<Wait>of(CompletableFuture::join, CompletableFuture::get, call -> call.get(30, TimeUnit.SECONDS),
                    call -> call.thenApply(results -> results).join(), call -> call.whenComplete((results, thrown) -> { }).copy().get())) {
                Func asking = Func.create(first, FuncType.taking().returning(ValType.I32),
                        (caller, arguments) -> wait.result(answer.callAsync()));
                assertArrayEquals(new Object[] {42}, asking.callAsync().get(30, TimeUnit.SECONDS));
            }
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Object[]> busy = runningUntil(end, first);
            CompletableFuture<Object[]> next = answer.callAsync();
            // from no thread of the pool's, so no further one runs
            assertThrows(TimeoutException.class, () -> next.get(50, TimeUnit.MILLISECONDS));
            end.countDown();
            busy.get();
            assertArrayEquals(new Object[] {42}, next.get());
        }
    }

    /** Of two engines with a pool of one each, and of one with a pool and one without where the JDK has virtual threads. */
    @Test
    void acrossEnginesACallMayWaitForAnother() throws Exception {
        EngineConfig pool = builder().asyncThreads(1, 10).build();
        for (EngineConfig other : List.of(pool, builder().build())) {
            try (Engine one = Engine.create(pool); Engine two = Engine.create(other); Store<Void> first = store(one);
                    Store<Void> second = store(two); Store<Void> third = store(one)) {
                Func answer = instance(third, Modules.troubles()).func("answer");
                FuncType number = FuncType.taking().returning(ValType.I32);
                Func asking = Func.create(second, number, (caller, arguments) -> answer.callAsync().join());
                Func around = Func.create(first, number, (caller, arguments) -> asking.callAsync().join());
                assertArrayEquals(new Object[] {42}, around.callAsync().get(30, TimeUnit.SECONDS));
            }
        }
    }

    /** It has a thread elsewhere, and needs none of those that there are no more of. */
    @Test
    void aCallOfAnotherEngineIsWaitedForAlsoWhereNoFurtherThreadMayRun() throws Exception {
        EngineConfig few = builder().asyncThreads(2, 1).build();
        try (Engine one = Engine.create(few); Engine two = Engine.create(few); Store<Void> in = store(one); Store<Void> too = store(one);
                Store<Void> at = store(two); Store<Void> last = store(two)) {
            CountDownLatch end = new CountDownLatch(1);
            List<CompletableFuture<Object[]>> calls = new ArrayList<>();
            for (Store<Void> asking : List.of(in, too)) {
                Func asked = Func.create(asking == in ? at : last, FuncType.taking(), (caller, arguments) -> {
                    await(end);
                    return null;
                });
                AtomicReference<Thread> waiting = new AtomicReference<>();
                CompletableFuture<Object[]> call = Func.create(asking, FuncType.taking(), (caller, arguments) -> {
                    CompletableFuture<Object[]> answer = asked.callAsync();
                    waiting.set(Thread.currentThread());
                    return answer.join();
                }).callAsync();
                while (!call.isDone() && (waiting.get() == null || waiting.get().getState() != Thread.State.WAITING)) {
                    Thread.yield();
                }
                calls.add(call);
            }
            end.countDown();
            for (CompletableFuture<Object[]> call : calls) {
                call.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void whatIsRefusedWhileCallsWaitForOthersIsToldOfThese() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 1).build()); Store<Void> first = store(engine);
                Store<Void> second = store(engine); Store<Void> third = store(engine)) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Func inner = Func.create(second, FuncType.taking(), (caller, arguments) -> {
                running.countDown();
                await(end);
                return null;
            });
            CompletableFuture<Object[]> outer = Func.create(first, FuncType.taking(), (caller, arguments) -> inner.callAsync().join())
                    .callAsync();
            await(running);
            Func add = instance(third, Modules.arithmetic()).func("add");
            CompletableFuture<Object[]> waiting = add.callAsync(1, 1);
            String message = assertThrows(RejectedExecutionException.class, () -> add.callAsync(3, 3)).getMessage();
            assertTrue(message.contains("1 calls run beside 1 that wait for others") && message.contains("1 wait for a thread"), message);
            end.countDown();
            outer.get(30, TimeUnit.SECONDS);
            assertArrayEquals(new Object[] {2}, waiting.get(30, TimeUnit.SECONDS));
        }
    }

    /** Each waits for the next one; when as many wait for others as may wait for a thread, the next one is refused with the number. */
    @Test
    void soManyMayWaitForOthersAsForThreads() throws Exception {
        try (Engine engine = Engine.create(builder().asyncThreads(1, 2).build())) {
            List<Store<Void>> stores = new ArrayList<>();
            Func last = null;
            for (int i = 0; i < 4; i++) {
                Store<Void> store = store(engine);
                stores.add(store);
                Func next = last;
                last = next == null ? instance(store, Modules.troubles()).func("answer")
                        : Func.create(store, FuncType.taking().returning(ValType.I32), (caller, arguments) -> next.callAsync().join());
                if (i == 2) {
                    assertArrayEquals(new Object[] {42}, last.callAsync().get(30, TimeUnit.SECONDS));
                }
            }
            CompletableFuture<Object[]> refused = last.callAsync();
            Throwable cause = assertThrows(ExecutionException.class, () -> refused.get(30, TimeUnit.SECONDS));
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            assertEquals(RejectedExecutionException.class, cause.getClass());
            assertTrue(cause.getMessage().contains("as 2 calls do, which is all that may"), cause.getMessage());
            stores.forEach(Store::close);
        }
    }

    @Test
    void settingsOfThreadsNeedAsync() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> Engine.create(EngineConfig.builder().asyncThreads(1, 1).build())).getMessage();
        assertTrue(message.contains("asyncThreads") && message.contains("async is off"), message);
        assertThrows(IllegalArgumentException.class, () -> Engine.create(builder().asyncThreads(-1, 1).build()));
    }
}
