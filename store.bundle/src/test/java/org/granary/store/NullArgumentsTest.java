package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.LinkException;
import org.granary.engine.WasmModule;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Null where nothing else is said of it: an error at once, and nothing has changed. */
class NullArgumentsTest {
    private static final FuncType NOTHING = FuncType.taking();
    private static final MemoryType PAGE = MemoryType.of(1, 1);
    private static final TableType ELEMENT = TableType.of(RefType.FUNCREF, 1);

    private final Engine engine = Engine.create();
    private final Store<String> store = Store.create(engine, "data");
    private final WasmModule module;
    private final Instance instance;

    NullArgumentsTest() {
        Wasm wasm = new Wasm();
        wasm.exported("f", wasm.type(Wasm.NONE, Wasm.NONE));
        wasm.memory(1, 1).table(Wasm.FUNCREF, 1).export("m", 2, 0).export("t", 1, 0);
        module = engine.compile(wasm.bytes());
        instance = Instance.create(store, module, List.of());
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private static Object[] nothing(Caller<String> caller, Object[] arguments) {
        return arguments;
    }

    private static void refused(Executable... calls) {
        for (int i = 0; i < calls.length; i++) {
            assertThrows(NullPointerException.class, calls[i], "the call of index " + i);
        }
    }

    @Test
    void ofStores() {
        refused(() -> Store.create(null), () -> Store.create(null, "x"), () -> Store.create(null, "x", data -> { }),
                () -> Store.create(engine, "x", null), () -> Store.same(null, store), () -> Store.same(store, null),
                () -> store.epochDeadlineCallback(null), () -> store.epochDeadlineCallback(null, () -> { }),
                () -> store.epochDeadlineCallback(context -> UpdateDeadline.continueWith(1), null), () -> store.extension(null),
                () -> store.setExtension(null, "x"), () -> store.setExtension(null, null), () -> store.hasExtension(null),
                () -> store.moduleName(null, "x"), () -> store.moduleName(module, null), () -> Key.of(null, String.class),
                () -> Key.of("k", null), () -> Key.of("k", String.class, null));
        assertEquals("data", store.data());
    }

    @Test
    void ofInstances() {
        Duration second = Duration.ofSeconds(1);
        refused(() -> Instance.create(null, module, List.of()), () -> Instance.create(store, null, List.of()),
                () -> Instance.create(store, module, null), () -> Instance.create(store, module, List.of(), null),
                () -> Instance.create((Store<?>) null, module, List.of(), second), () -> instance.func(null),
                () -> instance.typed(null, Runnable.class), () -> instance.typed("f", null), () -> instance.memory(null),
                () -> instance.sharedMemory(null), () -> instance.table(null), () -> instance.global(null), () -> instance.tag(null),
                () -> instance.export(null));
        assertEquals(1, store.snapshot().counters().instances());
    }

    @Test
    void ofItems() {
        Memory memory = instance.memory("m");
        refused(() -> Func.create(null, NOTHING, NullArgumentsTest::nothing), () -> Func.create(store, null, NullArgumentsTest::nothing),
                () -> Func.create(store, NOTHING, null), () -> Func.wrap(store, (Class<Runnable>) null, () -> { }),
                () -> Func.wrap(store, Runnable.class, null), () -> HostFunction.typed(null),
                () -> HostFunction.typed(Runnable.class, null), () -> HostFunction.integers(NOTHING, null),
                () -> Memory.create(null, PAGE), () -> Memory.create(store, null), () -> Table.create(null, ELEMENT),
                () -> Table.create(store, null), () -> Global.create(null, GlobalType.mutable(ValType.I32), 1),
                () -> Global.create(store, null, 1), () -> Tag.create(null, new TagType(NOTHING)), () -> Tag.create(store, null),
                () -> ExternRef.create(null, "x"), () -> ExternRef.create(store, "x", null), () -> SharedMemory.create(null, PAGE),
                () -> SharedMemory.create(engine, null), () -> memory.writeBytes(0, null), () -> memory.writeUtf8(0, null),
                () -> memory.readBytes(0, null, 0, 1), () -> instance.table("t").copy(0, null, 0, 1), () -> new ThrownException(null),
                () -> WasmCoreDump.of(null));
        assertEquals(1, store.snapshot().memories().size());
    }

    @Test
    void ofLinkers() {
        for (boolean shadowing : new boolean[] {false, true}) {
            Linker<String> linker = Linker.<String>create(engine).allowShadowing(shadowing);
            Func f = instance.func("f");
            InstancePre<String> linked = linker.instantiatePre(module);
            refused(() -> linker.define(null, "n", f), () -> linker.define("m", null, f), () -> linker.define("m", "n", null),
                    () -> linker.func(null, "n", NOTHING, NullArgumentsTest::nothing),
                    () -> linker.func("m", null, NOTHING, NullArgumentsTest::nothing),
                    () -> linker.func("m", "n", null, NullArgumentsTest::nothing), () -> linker.func("m", "n", NOTHING, null),
                    () -> linker.instance(null, "m", instance), () -> linker.instance(store, null, instance),
                    () -> linker.instance(store, "m", null), () -> linker.alias(null, "a", "b", "c"),
                    () -> linker.alias("a", null, "b", "c"), () -> linker.aliasModule(null, "b"), () -> linker.instantiate(null, module),
                    () -> linker.instantiate(store, null), () -> linker.instantiate(store, module, null),
                    () -> linker.instantiatePre(null), () -> linked.instantiate(null), () -> linked.instantiate(store, null),
                    () -> linker.unknownImportsAsTraps(null), () -> linker.unknownImportsAsDefaults(null, module),
                    () -> linker.unknownImportsAsDefaults(store, null));
            Wasm wasm = new Wasm();
            wasm.importFunc("m", "n", wasm.type(Wasm.NONE, Wasm.NONE));
            LinkException unknown = assertThrows(LinkException.class, () -> linker.instantiate(store, engine.compile(wasm.bytes())));
            assertFalse(unknown.getMessage().contains("null"), unknown.getMessage());
        }
        refused(() -> Linker.create(null));
    }
}
