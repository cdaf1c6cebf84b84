package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class ConcurrencyTest {
    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @Test
    void aSecondThreadIsRefusedWithBothNamed() {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            Memory memory = Memory.create(store, MemoryType.of(1, 2));
            Table table = Table.create(store, TableType.of(RefType.FUNCREF, 1, 2), null);
            Func other = Func.create(store, FuncType.taking(), (caller, arguments) -> null);
            byte[] bytes = Modules.arithmetic();
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                Thread.currentThread().setName("inside");
                List<Executable> entries = List.of(other::call, () -> memory.grow(1), () -> table.set(0, null), () -> table.grow(1, null),
                        () -> store.totalBudget(1), () -> Instance.create(store, engine.compile(bytes), List.of()));
                for (Executable entry : entries) {
                    String message = assertThrows(ConcurrentUseException.class, () -> elsewhere(entry)).getMessage();
                    assertTrue(message.contains("\"inside\"") && message.contains("\"outside\""), message);
                }
                assertDoesNotThrow(() -> elsewhere(() -> assertEquals(0, memory.readInt(0))));
                return null;
            });
            String name = Thread.currentThread().getName();
            try {
                host.call();
            } finally {
                Thread.currentThread().setName(name);
            }
            assertEquals(1, memory.size());
        }
    }

    private static void elsewhere(Executable action) throws Throwable {
        CompletableFuture<Void> done = new CompletableFuture<>();
        new Thread(() -> {
            try {
                action.execute();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }, "outside").start();
        try {
            done.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Test
    void aStoreMovesBetweenThreads() throws Throwable {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            Func add = Instance.create(store, engine.compile(Modules.arithmetic()), List.of()).func("add");
            assertEquals(3, add.call(1, 2)[0]);
            elsewhere(() -> assertEquals(7, add.call(3, 4)[0]));
            assertEquals(11, add.call(5, 6)[0]);
        }
    }

    @Test
    void threadsInARaceAreServedOrRefusedButNeverMixed() throws Throwable {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            int[] inside = {0};
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                assertEquals(1, ++inside[0]);
                Thread.yield();
                assertEquals(0, --inside[0]);
                return null;
            });
            Executable calls = () -> {
                for (int i = 0; i < 5_000; i++) {
                    try {
                        host.call();
                    } catch (ConcurrentUseException e) {
                        Thread.onSpinWait();
                    }
                }
            };
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                try {
                    calls.execute();
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            });
            calls.execute();
            other.get();
            host.call();
        }
    }

    /** Whoever comes last lets go, the call or the close, and one of them does. */
    @Test
    void aStoreThatIsClosedWhileACallLeavesIsLetGoOnce() throws Exception {
        try (Engine engine = Engine.create(builder().build())) {
            WasmModule module = engine.compile(Modules.arithmetic());
            AtomicInteger gone = new AtomicInteger();
            for (int round = 1; round <= 300; round++) {
                Store<Void> store = Store.create(engine, null, data -> gone.incrementAndGet());
                IntBinaryOperator add = Instance.create(store, module, List.of()).typed("add", IntBinaryOperator.class);
                CompletableFuture<RuntimeException> other = CompletableFuture.supplyAsync(() -> assertThrows(RuntimeException.class, () -> {
                    while (true) {
                        add.applyAsInt(1, 2);
                    }
                }));
                for (int i = 0; i < round % 50; i++) {
                    Thread.onSpinWait();
                }
                store.close();
                String end = other.get().getMessage();
                assertTrue(end.contains("closed"), end);
                assertEquals(round, gone.get());
            }
        }
    }

    /** One handle on an engine and one module, used by all of them; each thread has a store of its own. */
    @Test
    void anEngineAndAModuleServeManyThreadsAtOnce() throws Exception {
        try (Engine engine = Engine.create(builder().build())) {
            WasmModule shared = engine.compile(Modules.arithmetic());
            List<CompletableFuture<Integer>> sums = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int from = t;
                sums.add(CompletableFuture.supplyAsync(() -> {
                    int sum = 0;
                    for (int i = 0; i < 50; i++) {
                        WasmModule module = i % 2 == 0 ? shared : engine.compile(Modules.arithmetic());
                        try (Store<Void> store = Store.create(engine)) {
                            sum += (int) Instance.create(store, module, List.of()).func("add").call(from, i)[0];
                        }
                    }
                    return sum;
                }));
            }
            for (int t = 0; t < 4; t++) {
                assertEquals(50 * t + 1_225, sums.get(t).get());
            }
        }
    }
}
