package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.type.AbstractHeapType;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing of one store gets into another, whatever it is and whichever way it is tried. */
class IsolationTest {
    private static final int STRUCT = 0x5f;
    private static final int ARRAY = 0x5e;
    private static final int REF_NULLABLE = 0x63;
    private static final int GC = 0xfb;

    private final Engine engine = Engine.create(builder().build());
    private final Store<Void> mine = Store.create(engine);
    private final Store<Void> theirs = Store.create(engine);

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        mine.close();
        theirs.close();
        engine.close();
    }

    /** Refused, with both stores named. */
    private void refused(org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(mine.toString()) && message.contains(theirs.toString()), message);
    }

    /** Exports {@code structure}, {@code array}, which make one; {@code i31}. */
    private static byte[] collected() {
        Wasm wasm = new Wasm();
        int structure = wasm.rawType(STRUCT, 1, Wasm.I32, 1);
        int array = wasm.rawType(ARRAY, Wasm.I32, 1);
        wasm.exported("structure", wasm.rawType(0x60, 0, 1, REF_NULLABLE, structure), GC, 0x01, structure);
        wasm.exported("array", wasm.rawType(0x60, 0, 1, REF_NULLABLE, array), Wasm.I32_CONST, 3, GC, 0x07, array);
        wasm.exported("i31", wasm.rawType(0x60, 0, 1, 0x6c), Wasm.I32_CONST, 3, GC, 0x1c);
        return wasm.bytes();
    }

    private static RefType nullable(AbstractHeapType heap) {
        return new RefType(true, heap);
    }

    private Map<RefType, Object> references() {
        Instance instance = Instance.create(theirs, engine.compile(collected()), List.of());
        Map<RefType, Object> found = new LinkedHashMap<>();
        found.put(RefType.FUNCREF, Func.create(theirs, FuncType.taking(), (caller, arguments) -> null));
        found.put(RefType.EXTERNREF, ExternRef.create(theirs, "x"));
        found.put(nullable(AbstractHeapType.EXN), new ThrownException(Tag.create(theirs, new TagType(FuncType.taking()))));
        found.put(nullable(AbstractHeapType.ANY), instance.func("structure").call()[0]);
        found.put(nullable(AbstractHeapType.EQ), instance.func("array").call()[0]);
        return found;
    }

    @Test
    void referencesAreRefusedAsArgumentsResultsElementsAndGlobals() {
        references().forEach((type, value) -> {
            Func takes = Func.create(mine, FuncType.taking(type), (caller, arguments) -> null);
            refused(() -> takes.call(value));
            Func gives = Func.create(mine, FuncType.taking().returning(type), (caller, arguments) -> new Object[] {value});
            refused(gives::call);
            refused(() -> Global.create(mine, new GlobalType(type, true), value));
            Global global = Global.create(mine, new GlobalType(type, true), null);
            refused(() -> global.set(value));
            refused(() -> Table.create(mine, TableType.of(type, 1), value));
            Table table = Table.create(mine, TableType.of(type, 1), null);
            refused(() -> table.set(0, value));
            refused(() -> table.grow(1, value));
            refused(() -> table.fill(0, value, 1));
            Tag tag = Tag.create(mine, new TagType(FuncType.taking(type)));
            refused(() -> new ThrownException(tag, value));
        });
    }

    @Test
    void referencesInStructuresAndArraysAreRefused() {
        Wasm wasm = new Wasm();
        int structure = wasm.rawType(STRUCT, 1, Wasm.EXTERNREF, 1);
        int array = wasm.rawType(ARRAY, Wasm.EXTERNREF, 1);
        wasm.exported("structure", wasm.rawType(0x60, 0, 1, REF_NULLABLE, structure), GC, 0x01, structure);
        wasm.exported("array", wasm.rawType(0x60, 0, 1, REF_NULLABLE, array), Wasm.I32_CONST, 3, GC, 0x07, array);
        Instance instance = Instance.create(mine, engine.compile(wasm.bytes()), List.of());
        ExternRef foreign = ExternRef.create(theirs, "x");
        refused(() -> ((StructRef) instance.func("structure").call()[0]).set(0, foreign));
        refused(() -> ((ArrayRef) instance.func("array").call()[0]).set(0, foreign));
    }

    @Test
    void itemsAreRefusedAsImports() {
        Map<Extern, Integer> items = new LinkedHashMap<>();
        items.put(Func.create(theirs, FuncType.taking(), (caller, arguments) -> null), 0);
        items.put(Table.create(theirs, TableType.of(RefType.FUNCREF, 0), null), 1);
        items.put(Memory.create(theirs, MemoryType.of(0)), 2);
        items.put(Global.create(theirs, new GlobalType(ValType.I32, false), 1), 3);
        items.put(Tag.create(theirs, new TagType(FuncType.taking())), 4);
        items.forEach((item, kind) -> {
            Wasm wasm = new Wasm();
            int none = wasm.type(Wasm.NONE, Wasm.NONE);
            switch (kind) {
                case 0 -> wasm.importFunc("env", "x", none);
                case 1 -> wasm.importTable("env", "x", 0);
                case 2 -> wasm.importMemory("env", "x", 0);
                case 3 -> wasm.importGlobal("env", "x", Wasm.I32);
                default -> wasm.importTag("env", "x", none);
            }
            refused(() -> Instance.create(mine, engine.compile(wasm.bytes()), List.of(item)));
            Linker<Void> linker = Linker.create(engine);
            linker.define("env", "x", item);
            refused(() -> linker.instantiate(mine, engine.compile(wasm.bytes())));
        });
    }

    @Test
    void anInstanceIsRefusedInALinkerOfAnotherStore() {
        Instance instance = Instance.create(theirs, engine.compile(Modules.arithmetic()), List.of());
        refused(() -> Linker.<Void>create(engine).instance(mine, "env", instance));
    }

    @Test
    void whatBelongsToAnotherEngineIsRefused() {
        try (Engine other = Engine.create(builder().build())) {
            String module = assertThrows(IllegalArgumentException.class,
                    () -> Instance.create(mine, other.compile(Modules.arithmetic()), List.of())).getMessage();
            assertTrue(module.contains(other.toString()) && module.contains(engine.toString()), module);
            String linker = assertThrows(IllegalArgumentException.class,
                    () -> Linker.create(engine).instantiatePre(other.compile(Modules.arithmetic()))).getMessage();
            assertTrue(linker.contains(other.toString()) && linker.contains(engine.toString()), linker);
            assertFalse((module + linker).contains("module module"), module + "; " + linker);
            Wasm wasm = new Wasm().importShared("env", "m", 1, 1);
            SharedMemory foreign = SharedMemory.create(other, MemoryType.shared(1, 1));
            String memory = assertThrows(IllegalArgumentException.class,
                    () -> Instance.create(mine, engine.compile(wasm.bytes()), List.of(foreign))).getMessage();
            assertTrue(memory.contains(other.toString()) && memory.contains(engine.toString()), memory);
        }
    }

    @Test
    void numbersScalarsAndHostObjectsMayCross() {
        Instance instance = Instance.create(theirs, engine.compile(collected()), List.of());
        Func takes = Func.create(mine, FuncType.taking(nullable(AbstractHeapType.ANY), RefType.EXTERNREF, ValType.I64)
                .returning(ValType.I64), (caller, arguments) -> {
            assertEquals(3, ((I31Ref) arguments[0]).value());
            return new Object[] {arguments[2]};
        });
        Object inside = new Object();
        ExternRef wrapped = ExternRef.create(mine, ExternRef.create(theirs, inside).value());
        assertSame(inside, wrapped.value());
        assertArrayEquals(new Object[] {7L}, takes.call(instance.func("i31").call()[0], wrapped, 7L));
    }

    private interface GivesFunc {
        Func give();
    }

    private interface GivesExtern {
        ExternRef give();
    }

    private interface GivesAny {
        AnyRef give();
    }

    private interface GivesExn {
        ThrownException give();
    }

    private interface TakesExtern {
        void take(ExternRef value);
    }

    /** The same by way of interfaces, where nothing is an {@code Object[]}. */
    @Test
    void referencesAreRefusedAsResultsOfLambdasAndArgumentsOfTypedFunctions() {
        Map<RefType, Object> references = references();
        Func func = (Func) references.get(RefType.FUNCREF);
        ExternRef extern = (ExternRef) references.get(RefType.EXTERNREF);
        AnyRef any = (AnyRef) references.get(nullable(AbstractHeapType.ANY));
        ThrownException exception = (ThrownException) references.get(nullable(AbstractHeapType.EXN));
        refused(() -> Func.wrap(mine, GivesFunc.class, () -> func).call());
        refused(() -> Func.wrap(mine, GivesExtern.class, () -> extern).call());
        refused(() -> Func.wrap(mine, GivesAny.class, () -> any).call());
        refused(() -> Func.wrap(mine, GivesExn.class, () -> exception).call());
        Wasm wasm = new Wasm();
        wasm.exported("take", wasm.type(new int[] {Wasm.EXTERNREF}, Wasm.NONE));
        TakesExtern take = Instance.create(mine, engine.compile(wasm.bytes()), List.of()).typed("take", TakesExtern.class);
        refused(() -> take.take(extern));
    }

    /** Every kind of reference in a field and an element that the host sets, and in what the host makes. */
    @Test
    void referencesAreRefusedInObjectsThatTheHostMakes() {
        references().forEach((type, value) -> {
            StructType structure = new StructType(List.of(new FieldType(type, true)));
            ArrayType array = new ArrayType(new FieldType(type, true));
            refused(() -> StructRef.create(mine, structure, value));
            refused(() -> ArrayRef.create(mine, array, 2, value));
            refused(() -> ArrayRef.createFixed(mine, array, null, value));
            StructRef made = StructRef.create(mine, structure, (Object) null);
            refused(() -> made.set(0, value));
            ArrayRef elements = ArrayRef.create(mine, array, 1, null);
            refused(() -> elements.set(0, value));
            assertNull(made.get(0));
            assertNull(elements.get(0));
        });
    }

    /** An exception of another store is the host's own affair: it passes through guests and nobody catches it. */
    @Test
    void anExceptionOfAnotherStoreIsNotCaught() {
        Tag tag = Tag.create(theirs, new TagType(FuncType.taking()));
        ThrownException foreign = new ThrownException(tag);
        Func host = Func.create(mine, FuncType.taking(), (caller, arguments) -> {
            throw foreign;
        });
        Wasm wasm = new Wasm();
        int none = wasm.type(Wasm.NONE, Wasm.NONE);
        wasm.importFunc("env", "f", none);
        // catch_all
        wasm.exported("run", none, Wasm.BLOCK, Wasm.VOID, Wasm.TRY_TABLE, Wasm.VOID, 1, 0x02, 0, Wasm.CALL, 0, Wasm.END, Wasm.END);
        Func run = Instance.create(mine, engine.compile(wasm.bytes()), List.of(host)).func("run");
        assertSame(foreign, assertThrows(ThrownException.class, run::call));
        ThrownException own = new ThrownException(Tag.create(mine, new TagType(FuncType.taking())));
        Func caught = Func.create(mine, FuncType.taking(), (caller, arguments) -> {
            throw own;
        });
        Instance.create(mine, engine.compile(wasm.bytes()), List.of(caught)).func("run").call();
    }

    @Test
    void tablesOfTwoStoresAreNotCopied() {
        Table here = Table.create(mine, TableType.of(RefType.FUNCREF, 2));
        Table there = Table.create(theirs, TableType.of(RefType.FUNCREF, 2));
        refused(() -> here.copy(0, there, 0, 1));
    }

    @Test
    void typesOfAnotherEngineAreRefusedWithBothNamed() {
        Wasm wasm = new Wasm();
        wasm.rawType(STRUCT, 1, Wasm.I32, 0);
        wasm.exported("f", wasm.rawType(0x60, 1, REF_NULLABLE, 0, 0));
        FuncType type = Instance.create(mine, engine.compile(wasm.bytes()), List.of()).func("f").type();
        RefType reference = (RefType) type.params().get(0);
        try (Engine other = Engine.create(builder().build()); Store<Void> foreign = Store.create(other)) {
            for (org.junit.jupiter.api.function.Executable action : List.<org.junit.jupiter.api.function.Executable>of(
                    () -> Table.create(foreign, TableType.of(reference, 1)),
                    () -> Global.create(foreign, GlobalType.mutable(reference), null))) {
                String message = assertThrows(IllegalArgumentException.class, action).getMessage();
                assertTrue(message.contains(other.toString()) && message.contains("of another one"), message);
            }
            assertThrows(IllegalArgumentException.class, () -> Func.create(foreign, type, (caller, arguments) -> null));
            assertThrows(IllegalArgumentException.class, () -> Tag.create(foreign, new TagType(type)));
        }
        assertNull(Global.create(mine, GlobalType.mutable(reference), null).get());
    }
}
