package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.LinkException;
import org.granary.engine.Trap;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkerTest {
    private static final FuncType UNARY = FuncType.taking(ValType.I32).returning(ValType.I32);

    private final Engine engine = Engine.create(builder().build());
    private final Store<Integer> store = Store.create(engine, 10);
    private final Linker<Integer> linker = Linker.create(engine);

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private static HostFunction<Integer> adding() {
        return (caller, arguments) -> new Object[] {caller.data() + (Integer) arguments[0]};
    }

    @Test
    void hostFunctionsServeEveryStore() {
        linker.func("env", "g", UNARY, adding());
        InstancePre<Integer> pre = linker.instantiatePre(engine.compile(Modules.asking()));
        assertEquals(22, pre.instantiate(store).func("twice").call(1)[0]);
        try (Store<Integer> other = Store.create(engine, 100)) {
            assertEquals(202, pre.instantiate(other).func("twice").call(1)[0]);
        }
    }

    @Test
    void anUnknownImportIsNamedWithWhatIsOffered() {
        linker.func("env", "h", UNARY, adding());
        LinkException failure = assertThrows(LinkException.class, () -> linker.instantiate(store, engine.compile(Modules.asking())));
        assertEquals(Failure.UNKNOWN_IMPORT, failure.failure());
        assertEquals("unknown import: env.g: expected (func (param i32) (result i32)), found nothing; offered of env: h",
                failure.getMessage());
        Linker<Integer> otherModule = Linker.<Integer>create(engine).func("sys", "g", UNARY, adding());
        assertTrue(assertThrows(LinkException.class, () -> otherModule.instantiate(store, engine.compile(Modules.asking()))).getMessage()
                .endsWith("g is offered by: sys"));
        Linker<Integer> empty = Linker.create(engine);
        assertTrue(assertThrows(LinkException.class, () -> empty.instantiate(store, engine.compile(Modules.asking()))).getMessage()
                .endsWith("nothing is offered at all"));
    }

    @Test
    void unknownFunctionsMayTrapWhenTheyAreCalled() {
        Instance instance =
                linker.unknownImportsAsTraps(engine.compile(Modules.asking())).instantiate(store, engine.compile(Modules.asking()));
        Trap trap = assertThrows(Trap.class, () -> instance.func("twice").call(1));
        assertTrue(trap.getCause().getMessage().contains("env.g"), trap.getCause().getMessage());
        Wasm wasm = new Wasm().importMemory("env", "m", 1);
        Linker<Integer> other = Linker.create(engine);
        assertThrows(LinkException.class,
                () -> other.unknownImportsAsTraps(engine.compile(wasm.bytes())).instantiate(store, engine.compile(wasm.bytes())));
    }

    @Test
    void unknownImportsMayHaveDefaultValues() {
        Wasm wasm = new Wasm();
        int unary = wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I64});
        wasm.importFunc("env", "f", unary);
        wasm.importMemory("env", "m", 2).importTable("env", "t", 3).importGlobal("env", "g", Wasm.F64)
                .importTag("env", "e", wasm.type(Wasm.NONE, Wasm.NONE));
        wasm.exported("run", unary, Wasm.LOCAL_GET, 0, Wasm.CALL, 0);
        wasm.export("m", 2, 0).export("t", 1, 0).export("g", 3, 0);
        org.granary.engine.WasmModule module = engine.compile(wasm.bytes());
        Instance instance = linker.unknownImportsAsDefaults(store, module).instantiate(store, module);
        assertEquals(0L, instance.func("run").call(5)[0]);
        assertEquals(2, instance.memory("m").size());
        assertEquals(3, instance.table("t").size());
        assertEquals(0d, instance.global("g").get());
    }

    @Test
    void definitionsHaveSecondNames() {
        linker.func("env", "h", UNARY, adding());
        linker.alias("env", "h", "env", "g");
        assertEquals(22, linker.instantiate(store, engine.compile(Modules.asking())).func("twice").call(1)[0]);
        Linker<Integer> other = Linker.<Integer>create(engine).func("host", "g", UNARY, adding()).aliasModule("host", "env");
        assertEquals(22, other.instantiate(store, engine.compile(Modules.asking())).func("twice").call(1)[0]);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> linker.alias("env", "x", "a", "b")).getMessage().contains("env.x"));
        assertThrows(IllegalArgumentException.class, () -> linker.aliasModule("none", "b"));
        assertThrows(IllegalArgumentException.class, () -> linker.alias("env", "h", "env", "g"));
    }

    @Test
    void anImportOfAnotherTypeIsNamed() {
        linker.func("env", "g", FuncType.taking(), (caller, arguments) -> null);
        LinkException failure = assertThrows(LinkException.class, () -> linker.instantiate(store, engine.compile(Modules.asking())));
        assertEquals(Failure.INCOMPATIBLE_IMPORT, failure.failure());
        assertEquals("env", failure.importModule());
        assertEquals("g", failure.importName());
    }

    @Test
    void namesAreTakenUnlessShadowingIsAllowed() {
        linker.func("env", "g", UNARY, adding());
        String message = assertThrows(IllegalArgumentException.class, () -> linker.func("env", "g", UNARY, adding())).getMessage();
        assertTrue(message.startsWith("env.g is defined already"), message);
        linker.allowShadowing(true).func("env", "g", UNARY, (caller, arguments) -> new Object[] {0});
        assertEquals(0, linker.instantiate(store, engine.compile(Modules.asking())).func("twice").call(1)[0]);
    }

    @Test
    void theExportsOfAnInstanceAreOffered() {
        Wasm wasm = new Wasm();
        wasm.exported("g", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0);
        linker.instance(store, "env", Instance.create(store, engine.compile(wasm.bytes()), List.of()));
        assertEquals(14, linker.instantiate(store, engine.compile(Modules.asking())).func("twice").call(7)[0]);
    }

    @Test
    void itemsOfAnotherStoreAreRefusedWithBothNamed() {
        try (Store<Integer> other = Store.create(engine, 5)) {
            linker.define("env", "memory", Memory.create(other, MemoryType.of(1)));
            String message = assertThrows(IllegalArgumentException.class,
                    () -> linker.instantiate(store, engine.compile(new Wasm().importMemory("env", "memory", 1).bytes()))).getMessage();
            assertTrue(message.startsWith("import env.memory:") && message.contains(store.toString()) && message.contains(other.toString()),
                    message);
        }
    }

    @Test
    void modulesOfAnotherEngineAreRefused() {
        try (Engine other = Engine.create(builder().build())) {
            assertThrows(IllegalArgumentException.class, () -> linker.instantiate(store, other.compile(Modules.arithmetic())));
            assertThrows(IllegalArgumentException.class, () -> Instance.create(store, other.compile(Modules.arithmetic()), List.of()));
        }
    }

    private void defines(Linker<Integer> from, String module, String name, boolean expected) {
        Wasm wasm = new Wasm();
        wasm.importFunc(module, name, wasm.type(Wasm.NONE, Wasm.NONE));
        if (expected) {
            from.instantiate(store, engine.compile(wasm.bytes()));
        } else {
            assertThrows(LinkException.class, () -> from.instantiate(store, engine.compile(wasm.bytes())));
        }
    }

    @Test
    void ofSeveralNamesAllAreDefinedOrNone() {
        Wasm wasm = new Wasm();
        int type = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.exported("first", type);
        wasm.exported("taken", type);
        Instance instance = Instance.create(store, engine.compile(wasm.bytes()), List.of());
        FuncType nothing = FuncType.taking();
        linker.func("env", "taken", nothing, (caller, arguments) -> null);
        assertThrows(IllegalArgumentException.class, () -> linker.instance(store, "env", instance));
        defines(linker, "env", "first", false);
        linker.func("lib", "first", nothing, (caller, arguments) -> null).func("lib", "taken", nothing, (caller, arguments) -> null);
        assertThrows(IllegalArgumentException.class, () -> linker.aliasModule("lib", "env"));
        defines(linker, "env", "first", false);
        linker.allowShadowing(true).aliasModule("lib", "env");
        defines(linker, "env", "first", true);
    }

    @Test
    void defaultsAreDefinedForAllOrForNone() {
        Wasm wasm = new Wasm();
        wasm.importFunc("x", "a", wasm.type(Wasm.NONE, Wasm.NONE));
        wasm.importFunc("x", "b", wasm.rawType(0x60, 0, 1, 0x64, 0x70));
        assertThrows(IllegalArgumentException.class, () -> linker.unknownImportsAsDefaults(store, engine.compile(wasm.bytes())));
        defines(linker, "x", "a", false);
    }

    @Test
    void oneNameThatIsAskedForWithTwoTypesGetsTheFirst() {
        Wasm wasm = new Wasm();
        wasm.importFunc("x", "a", wasm.type(Wasm.NONE, Wasm.NONE));
        wasm.importFunc("x", "a", wasm.type(new int[] {Wasm.I32}, Wasm.NONE));
        org.granary.engine.WasmModule module = engine.compile(wasm.bytes());
        for (Linker<Integer> each : List.of(linker.unknownImportsAsTraps(module),
                Linker.<Integer>create(engine).unknownImportsAsDefaults(store, module))) {
            LinkException failure = assertThrows(LinkException.class, () -> each.instantiate(store, module));
            assertEquals(Failure.INCOMPATIBLE_IMPORT, failure.failure());
            defines(each, "x", "a", true);
        }
    }

    /** {@code Aa} and {@code BB} have one hash, and so has every text that is made of them. */
    @Test
    void importsOfOneHashAreToldApartAtOnce() {
        int pairs = 16;
        Wasm wasm = new Wasm();
        int none = wasm.type(Wasm.NONE, Wasm.NONE);
        for (int number = 0; number < 1 << pairs; number++) {
            StringBuilder name = new StringBuilder();
            for (int pair = 0; pair < pairs; pair++) {
                name.append((number >> pair & 1) == 0 ? "Aa" : "BB");
            }
            wasm.importFunc("x", name.toString(), none);
        }
        org.granary.engine.WasmModule module = engine.compile(wasm.bytes());
        assertTimeoutPreemptively(Duration.ofSeconds(40), () -> linker.unknownImportsAsTraps(module));
        defines(linker, "x", "AaBB".repeat(pairs / 2), true);
    }
}
