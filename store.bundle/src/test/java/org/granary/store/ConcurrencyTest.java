package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.StructType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(240)
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

    /** What makes something in a store, calls or changes it, by class and method; more than one of a name stands under it with a mark. */
    private static Map<String, Executable> entries(Engine engine, Store<Void> store) {
        WasmModule module = engine.compile(Modules.arithmetic());
        FuncType nothing = FuncType.taking();
        HostFunction<Void> none = (caller, arguments) -> null;
        StructType pair = new StructType(List.of(new FieldType(ValType.I32, true)));
        ArrayType numbers = new ArrayType(new FieldType(ValType.I32, true));
        StructRef struct = StructRef.create(store, pair, 1);
        ArrayRef array = ArrayRef.create(store, numbers, 1, 1);
        Func func = Func.create(store, nothing, none);
        Memory memory = Memory.create(store, MemoryType.of(1, 2));
        Table table = Table.create(store, TableType.of(RefType.FUNCREF, 1, 2));
        Global global = Global.create(store, GlobalType.mutable(ValType.I32), 1);
        Tag tag = Tag.create(store, new TagType(nothing));
        Instance instance = Instance.create(store, module, List.of());
        IntBinaryOperator typed = instance.typed("add", IntBinaryOperator.class);
        Linker<Void> linker = Linker.<Void>create(engine).func("m", "f", nothing, none);
        Wasm wasm = new Wasm();
        wasm.importFunc("m", "f", wasm.type(Wasm.NONE, Wasm.NONE));
        WasmModule importing = engine.compile(wasm.bytes());
        InstancePre<Void> linked = linker.instantiatePre(importing);
        Map<String, Executable> all = new TreeMap<>();
        all.put("Func.create", () -> Func.create(store, nothing, none));
        all.put("Func.wrap", () -> Func.wrap(store, Runnable.class, () -> { }));
        all.put("Func.call", func::call);
        all.put("Func.call, with a deadline", () -> func.call(Duration.ofSeconds(1)));
        all.put("Func.call, typed", () -> typed.applyAsInt(1, 2));
        all.put("Memory.create", () -> Memory.create(store, MemoryType.of(1)));
        all.put("Memory.grow", () -> memory.grow(1));
        all.put("Table.create", () -> Table.create(store, TableType.of(RefType.FUNCREF, 1)));
        all.put("Table.create, filled", () -> Table.create(store, TableType.of(RefType.FUNCREF, 1), func));
        all.put("Table.grow", () -> table.grow(1, null));
        all.put("Table.set", () -> table.set(0, null));
        all.put("Table.get", () -> table.get(0));
        all.put("Table.fill", () -> table.fill(0, null, 1));
        all.put("Table.copy", () -> table.copy(0, table, 0, 1));
        all.put("Global.create", () -> Global.create(store, GlobalType.mutable(ValType.I32), 1));
        all.put("Global.set", () -> global.set(1));
        all.put("Global.get", global::get);
        all.put("Tag.create", () -> Tag.create(store, new TagType(nothing)));
        all.put("ExternRef.create", () -> ExternRef.create(store, "x"));
        all.put("ExternRef.create, with a finaliser", () -> ExternRef.create(store, "x", () -> { }));
        all.put("ThrownException.new", () -> new ThrownException(tag));
        all.put("StructRef.create", () -> StructRef.create(store, pair, 1));
        all.put("StructRef.create, defined", () -> StructRef.create(store, struct.definedType(), 1));
        all.put("StructRef.set", () -> struct.set(0, 1));
        all.put("StructRef.get", () -> struct.get(0));
        all.put("ArrayRef.create", () -> ArrayRef.create(store, numbers, 1, 1));
        all.put("ArrayRef.create, defined", () -> ArrayRef.create(store, array.definedType(), 1, 1));
        all.put("ArrayRef.createFixed", () -> ArrayRef.createFixed(store, numbers, 1));
        all.put("ArrayRef.createFixed, defined", () -> ArrayRef.createFixed(store, array.definedType(), 1));
        all.put("ArrayRef.set", () -> array.set(0, 1));
        all.put("ArrayRef.get", () -> array.get(0));
        all.put("Instance.create", () -> Instance.create(store, module, List.of()));
        all.put("Instance.create, with a deadline", () -> Instance.create(store, module, List.of(), Duration.ofSeconds(1)));
        all.put("Instance.close", instance::close);
        all.put("Linker.instantiate", () -> linker.instantiate(store, importing));
        all.put("Linker.instantiate, with a deadline", () -> linker.instantiate(store, importing, Duration.ofSeconds(1)));
        all.put("Linker.unknownImportsAsDefaults", () -> Linker.<Void>create(engine).unknownImportsAsDefaults(store, importing));
        all.put("InstancePre.instantiate", () -> linked.instantiate(store));
        all.put("InstancePre.instantiate, with a deadline", () -> linked.instantiate(store, Duration.ofSeconds(1)));
        return all;
    }

    /** Those that are known by what they take or by their names. */
    private static Map<String, Long> known() {
        Set<String> changing = Set.of("call", "grow", "set", "get", "fill", "copy", "close", "instantiate");
        // to write an instance's exports down changes nothing in the store, and bytes may be written from anywhere
        Set<String> harmless = Set.of("Linker.instance", "Memory.fill");
        return Stream.of(Func.class, Memory.class, Table.class, Global.class, Tag.class, ExternRef.class, StructRef.class, ArrayRef.class,
                Instance.class, Linker.class, InstancePre.class).flatMap(type -> Arrays.stream(type.getMethods())
                        .filter(method -> !method.isSynthetic() && (changing.contains(method.getName())
                                || Arrays.asList(method.getParameterTypes()).contains(StoreContext.class)))
                        .map(method -> type.getSimpleName() + "." + method.getName()))
                .filter(name -> !harmless.contains(name)).collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    @Test
    void whateverMakesOrChangesSomethingIsRefusedToASecondThread() {
        EngineConfig config = builder().interruptable(true).build();
        try (Engine engine = Engine.create(config); Store<Void> store = Store.create(engine)) {
            Map<String, Executable> entries = entries(engine, store);
            Map<String, Long> tried = entries.keySet().stream().map(name -> name.replaceFirst(",.*", ""))
                    .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
            tried.remove("ThrownException.new");
            tried.merge("Func.call", -1L, Long::sum);
            assertEquals(known(), tried, "a method that is new stands among the entries");
            StoreSnapshot before = store.snapshot();
            List<String> wrong = new ArrayList<>();
            Func.create(store, FuncType.taking(), (caller, arguments) -> {
                entries.forEach((name, entry) -> {
                    Throwable thrown = assertThrows(Throwable.class, () -> elsewhere(() -> {
                        entry.execute();
                        throw new IllegalArgumentException("it was let in");
                    }));
                    if (!(thrown instanceof ConcurrentUseException)) {
                        wrong.add(name + ": " + thrown);
                    }
                });
                return null;
            }).call();
            assertEquals(List.of(), wrong);
            assertEquals(before.usedBytes(), store.snapshot().usedBytes());
            assertEquals(before.instances(), store.snapshot().instances());
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
