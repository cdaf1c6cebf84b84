package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloseTest {
    @Test
    void closingFromAnotherThreadEndsARunningCall() throws Exception {
        List<String> finalised = Collections.synchronizedList(new ArrayList<>());
        try (Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build())) {
            Store<String> store = Store.create(engine, "data", finalised::add);
            CountDownLatch running = new CountDownLatch(1);
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                running.countDown();
                return null;
            });
            Func spin = Instance.create(store, engine.compile(Modules.calling()), List.of(host)).func("spin");
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread guest = new Thread(() -> {
                try {
                    spin.call();
                } catch (Throwable e) {
                    end.set(e);
                }
            });
            guest.start();
            assertTrue(running.await(30, TimeUnit.SECONDS));
            store.close();
            guest.join();
            assertEquals(TrapCode.HOST_CLOSED, ((Trap) end.get()).code());
            assertEquals(List.of("data"), finalised);
        }
    }

    @Test
    void closingFromAHostFunctionEndsTheGuestThatCalledIt() {
        List<String> events = new ArrayList<>();
        try (Engine engine = Engine.create()) {
            Store<String> store = Store.create(engine, "finalised", events::add);
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
                store.close();
                events.add("closed");
                return null;
            });
            Instance instance = Instance.create(store, engine.compile(Modules.calling()), List.of(host));
            assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, () -> instance.func("run").call()).code());
            assertEquals(List.of("closed", "finalised"), events);
        }
    }

    @Test
    void aClosedStoreHoldsNoMemoryThoughTheHostHoldsItsHandles() throws Exception {
        Store<Void> store = Store.create();
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        WeakReference<byte[]> bytes = new WeakReference<>(((org.granary.vm.ArrayMemory) memory.vm).bytes);
        store.close();
        for (int i = 0; i < 50 && bytes.get() != null; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertNull(bytes.get());
        assertThrows(IllegalStateException.class, memory::size);
    }

    @Test
    void aClosedInstanceAnswersNothingButItsFunctionsWork() {
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            Instance instance = Instance.create(store, engine.compile(Modules.arithmetic()), List.of());
            Func add = instance.func("add");
            instance.close();
            instance.close();
            assertThrows(IllegalStateException.class, () -> instance.func("add"));
            assertEquals(3, add.call(1, 2)[0]);
        }
    }

    @Test
    void aClosedInstanceGivesItsMemoryBack() throws Exception {
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            WeakReference<Object> memory = closedInstance(engine, store);
            for (int i = 0; i < 50 && memory.get() != null; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertNull(memory.get());
        }
    }

    private static WeakReference<Object> closedInstance(Engine engine, Store<Void> store) {
        Instance instance = Instance.create(store, engine.compile(new Wasm().memory(1).export("m", 2, 0).bytes()), List.of());
        WeakReference<Object> memory = new WeakReference<>(instance.memory("m").vm);
        instance.close();
        return memory;
    }

    @Test
    void anInstanceOfAClosedStoreHoldsNothingThatWasInItsTables() throws Exception {
        try (Engine engine = Engine.create()) {
            Store<Void> store = Store.create(engine);
            // 0x6f is externref
            Instance kept = Instance.create(store, engine.compile(new Wasm().table(0x6f, 1).export("t", 1, 0).bytes()), List.of());
            WeakReference<Object> held = filled(store, kept);
            store.close();
            for (int i = 0; i < 50 && held.get() != null; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertNull(held.get());
            Reference.reachabilityFence(kept);
        }
    }

    private static WeakReference<Object> filled(Store<Void> store, Instance instance) {
        Object value = new Object();
        instance.table("t").set(0, ExternRef.create(store, value));
        return new WeakReference<>(value);
    }

    @Test
    void nothingOfAModuleStaysWhenItsStoreIsClosed() throws Exception {
        try (Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build())) {
            WeakReference<ClassLoader> loader = used(engine);
            for (int i = 0; i < 50 && loader.get() != null; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertNull(loader.get());
        }
    }

    private static WeakReference<ClassLoader> used(Engine engine) {
        try (Store<String> store = Store.create(engine, "data")) {
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> null);
            Instance instance = Instance.create(store, engine.compile(Modules.calling()), List.of(host));
            instance.typed("run", Runnable.class).run();
            assertThrows(Trap.class, () -> instance.func("spin").call(Duration.ofMillis(10)));
            store.interruptHandle().interrupt();
            return new WeakReference<>(instance.func("run").ref.getClass().getClassLoader());
        }
    }
}
