package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(240)
class CloseTest {
    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @Test
    void closingFromAnotherThreadEndsARunningCall() throws Exception {
        List<String> finalised = Collections.synchronizedList(new ArrayList<>());
        try (Engine engine = Engine.create(builder().interruptable(true).build())) {
            Store<String> store = Store.create(engine, "data", finalised::add);
            Running running = new Running();
            Func spin = Instance.create(store, engine.compile(Modules.calling()), List.of(running.told(store))).func("spin");
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread guest = new Thread(() -> {
                try {
                    spin.call();
                } catch (Throwable e) {
                    end.set(e);
                }
            });
            guest.start();
            running.await();
            store.close();
            guest.join();
            assertEquals(TrapCode.HOST_CLOSED, ((Trap) end.get()).code());
            assertEquals(List.of("data"), finalised);
        }
    }

    @Test
    void closingFromAHostFunctionEndsTheGuestThatCalledIt() {
        List<String> events = new ArrayList<>();
        try (Engine engine = Engine.create(builder().build())) {
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

    /** The collector comes when it wants to; the test's time is the limit. */
    private static void awaitGone(WeakReference<?> held) {
        while (held.get() != null) {
            System.gc();
        }
    }

    @Test
    void aClosedStoreHoldsNoMemoryThoughTheHostHoldsItsHandles() throws Exception {
        Store<Void> store = Store.create();
        Memory memory = Memory.create(store, MemoryType.of(1, 1));
        WeakReference<byte[]> bytes = new WeakReference<>(((org.granary.vm.ArrayMemory) memory.live()).bytes);
        store.close();
        awaitGone(bytes);
        assertThrows(IllegalStateException.class, memory::size);
    }

    @Test
    void aClosedInstanceAnswersNothingAndNeitherDoItsHandles() {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            Wasm wasm = new Wasm().memory(1).export("m", 2, 0).table(Wasm.FUNCREF, 1).export("t", 1, 0)
                    .global(Wasm.I32, true, Wasm.I32_CONST, 1).export("g", 3, 0);
            wasm.exported("f", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0);
            Instance instance = Instance.create(store, engine.compile(wasm.bytes()), List.of());
            Func func = instance.func("f");
            IntUnaryOperator typed = instance.typed("f", IntUnaryOperator.class);
            Memory memory = instance.memory("m");
            Table table = instance.table("t");
            Global global = instance.global("g");
            assertEquals(3, typed.applyAsInt(3));
            instance.close();
            instance.close();
            for (Executable use : List.<Executable>of(() -> instance.func("f"), () -> func.call(1), () -> typed.applyAsInt(1), memory::size,
                    () -> memory.readInt(0),
                    () -> memory.grow(1), table::size, () -> table.get(0), () -> table.set(0, null), global::get, () -> global.set(2))) {
                assertTrue(assertThrows(IllegalStateException.class, use).getMessage().contains("is closed"));
            }
        }
    }

    @Test
    void whatOtherInstancesReachGoesOn() {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            Wasm first = new Wasm().memory(1).export("m", 2, 0);
            first.exported("g", first.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0, Wasm.I32_LOAD, 2, 0);
            Instance giver = Instance.create(store, engine.compile(first.bytes()), List.of());
            giver.memory("m").writeInt(8, 21);
            Func given = giver.func("g");
            Instance user = Instance.create(store, engine.compile(Modules.asking()), List.of(given));
            giver.close();
            assertEquals(42, user.func("twice").call(8)[0]);
            assertThrows(IllegalStateException.class, () -> Instance.create(store, engine.compile(Modules.asking()), List.of(given)));
            assertEquals(1, store.snapshot().memories().size());
            assertEquals(1, store.snapshot().instances().size());
        }
    }

    @Test
    void aClosedInstanceGivesItsMemoryBack() throws Exception {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            WeakReference<Object> memory = closedInstance(engine, store);
            awaitGone(memory);
        }
    }

    /** What the host has looked up is of no use any more, and is held on to all the same. */
    @Test
    void handlesOfAClosedInstanceKeepNothingOfIt() {
        Wasm wasm = new Wasm().table(Wasm.FUNCREF, 1).memory(1).global(Wasm.I32, true, Wasm.I32_CONST, 7);
        wasm.exported("function", wasm.type(Wasm.NONE, Wasm.NONE));
        byte[] code = wasm.export("table", 1, 0).export("memory", 2, 0).export("global", 3, 0).bytes();
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            store.limiter(-1, -1, 1, 1, 1);
            Map<String, Extern> held = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                Instance instance = Instance.create(store, engine.compile(code), List.of());
                instance.exports().forEach(held::put);
                Map<String, Extern> again = instance.exports();
                assertEquals(held, again);
                assertEquals(held.hashCode(), again.hashCode());
                instance.close();
                held.forEach((name, item) -> {
                    assertEquals(item, item);
                    assertEquals(again.get(name).hashCode(), item.hashCode());
                    assertEquals(again.get(name).toString(), item.toString());
                    assertEquals(again.get(name).type(), item.type());
                });
                Reference.reachabilityFence(again);
            }
            assertThrows(IllegalStateException.class, () -> ((Memory) held.get("memory")).size());
            assertThrows(IllegalStateException.class, () -> ((Memory) held.get("memory")).readInt(0));
            assertThrows(IllegalStateException.class, () -> ((Table) held.get("table")).size());
            assertThrows(IllegalStateException.class, () -> ((Global) held.get("global")).get());
            assertThrows(IllegalStateException.class, () -> ((Func) held.get("function")).call());
        }
    }

    /** The first of them have classes of their own, with all that they call as constants. */
    @Test
    void objectsOfInterfacesKeepNothingOfAClosedInstance() {
        Wasm wasm = new Wasm().memory(1);
        wasm.exported("f", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0, Wasm.I32_LOAD, 2, 0);
        byte[] code = wasm.bytes();
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            store.limiter(-1, -1, 1, 1, 1);
            List<Executable> held = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Instance instance = Instance.create(store, engine.compile(code), List.of());
                IntUnaryOperator direct = instance.typed("f", IntUnaryOperator.class);
                UnaryOperator<?> boxed = instance.typed("f", UnaryOperator.class);
                assertEquals(0, direct.applyAsInt(8));
                assertEquals(direct, instance.typed("f", IntUnaryOperator.class));
                held.add(() -> direct.applyAsInt(8));
                held.add(() -> boxed.apply(null));
                instance.close();
            }
            for (Executable use : held) {
                assertTrue(assertThrows(IllegalStateException.class, use).getMessage().contains("is closed"));
            }
        }
    }

    private static WeakReference<Object> closedInstance(Engine engine, Store<Void> store) {
        Instance instance = Instance.create(store, engine.compile(new Wasm().memory(1).export("m", 2, 0).bytes()), List.of());
        Memory used = instance.memory("m");
        WeakReference<Object> memory = new WeakReference<>(used.live());
        Func user = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            assertEquals(1 << 16, used.dataSize());
            return null;
        });
        Instance other = Instance.create(store, engine.compile(Modules.calling()), List.of(user));
        other.func("run").call();
        other.close();
        instance.close();
        return memory;
    }

    @Test
    void anInstanceOfAClosedStoreHoldsNothingThatWasInItsTables() throws Exception {
        try (Engine engine = Engine.create(builder().build())) {
            Store<Void> store = Store.create(engine);
            // 0x6f is externref
            Instance kept = Instance.create(store, engine.compile(new Wasm().table(0x6f, 1).export("t", 1, 0).bytes()), List.of());
            WeakReference<Object> held = filled(store, kept);
            store.close();
            awaitGone(held);
            Reference.reachabilityFence(kept);
        }
    }

    private static WeakReference<Object> filled(Store<Void> store, Instance instance) {
        Object value = new Object();
        instance.table("t").set(0, ExternRef.create(store, value));
        return new WeakReference<>(value);
    }

    /** What holds the code of a function. */
    Object codeOf(Func func) {
        return func.live().getClass().getClassLoader();
    }

    @Test
    void nothingOfAModuleStaysWhenItsStoreIsClosed() throws Exception {
        try (Engine engine = Engine.create(builder().interruptable(true).build())) {
            WeakReference<Object> code = used(engine);
            awaitGone(code);
        }
    }

    private WeakReference<Object> used(Engine engine) {
        try (Store<String> store = Store.create(engine, "data")) {
            Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> null);
            Instance instance = Instance.create(store, engine.compile(Modules.calling()), List.of(host));
            instance.typed("run", Runnable.class).run();
            assertThrows(Trap.class, () -> instance.func("spin").call(Duration.ofMillis(10)));
            store.interruptHandle().interrupt();
            return new WeakReference<>(codeOf(instance.func("run")));
        }
    }

    @Test
    void handlesOfAClosedInstanceAreNoValuesEither() {
        try (Engine engine = Engine.create(builder().build()); Store<Void> store = Store.create(engine)) {
            Wasm wasm = new Wasm().table(Wasm.FUNCREF, 1).export("t", 1, 0);
            wasm.exported("f", wasm.type(Wasm.NONE, Wasm.NONE));
            Instance instance = Instance.create(store, engine.compile(wasm.bytes()), List.of());
            Func func = instance.func("f");
            Table table = instance.table("t");
            Table mine = Table.create(store, TableType.of(RefType.FUNCREF, 1));
            mine.set(0, func);
            instance.close();
            Func takes = Func.create(store, FuncType.taking(RefType.FUNCREF), (caller, arguments) -> null);
            for (Executable use : List.<Executable>of(() -> takes.call(func), () -> mine.set(0, func), () -> mine.grow(1, func),
                    () -> mine.copy(0, table, 0, 1),
                    () -> Global.create(store, new GlobalType(RefType.FUNCREF, false), func))) {
                assertTrue(assertThrows(IllegalStateException.class, use).getMessage().contains("is closed"));
            }
            Func reached = (Func) mine.get(0);
            reached.call();
            takes.call(reached);
        }
    }
}
