package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.LinkException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType.Kind;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.ValType;
import org.granary.vm.ArrayMemory;
import org.granary.vm.EngineCore;
import org.granary.vm.FuncRef;
import org.granary.vm.GlobalCell;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.LargeMemory;
import org.granary.vm.LinearMemory;
import org.granary.vm.Table;
import org.granary.vm.UnlimitedStore;
import org.granary.vm.VmStore;
import org.junit.jupiter.api.Test;

class InstantiatorTest {
    private static final FuncType NOTHING = FuncType.taking();
    private static final FuncType NUMBER = FuncType.taking().returning(ValType.I32);

    private final EngineCore engine = (EngineCore) Engine.create();
    private final VmStore store = new UnlimitedStore();

    private Instance instantiate(ModuleBuilder module, Object... imports) {
        return ((Instantiable) engine.compile(module.build())).instantiate(store, imports);
    }

    private FuncRef host(FuncType type) {
        return engine.hostFunction(store, engine.types().function(type), (caller, arguments) -> new Object[] {42});
    }

    private static Object call(Instance instance, int function, Object... arguments) {
        Object[] results = instance.function(function).apply(arguments);
        return results.length == 0 ? null : results[0];
    }

    private LinkException refused(ModuleBuilder module, Object... imports) {
        LinkException refused = assertThrows(LinkException.class, () -> instantiate(module, imports));
        assertSame(Failure.INCOMPATIBLE_IMPORT, refused.failure());
        return refused;
    }

    @Test
    void globalsTakeTheirFirstValuesFromExpressions() {
        ModuleBuilder module = new ModuleBuilder();
        module.importGlobal("env", "base", GlobalType.constant(ValType.I32));
        module.global(GlobalType.constant(ValType.I32), code -> {
            code.global(CoreOp.GLOBAL_GET, 0);
            code.number(CoreOp.I32_CONST, 3);
            code.plain(CoreOp.I32_MUL);
            code.number(CoreOp.I32_CONST, 1);
            code.plain(CoreOp.I32_SUB);
        });
        module.global(GlobalType.constant(ValType.I64), code -> {
            code.number(CoreOp.I64_CONST, Long.MAX_VALUE);
            code.number(CoreOp.I64_CONST, 2);
            code.plain(CoreOp.I64_ADD);
        });
        module.global(GlobalType.constant(ValType.F32), code -> code.number(CoreOp.F32_CONST, 0x7fa0_0001L));
        module.global(GlobalType.constant(ValType.F32), code -> code.global(CoreOp.GLOBAL_GET, 3));
        module.global(GlobalType.constant(ValType.FUNCREF), code -> code.function(CoreOp.REF_FUNC, 0));
        module.global(GlobalType.mutable(ValType.I32), code -> code.global(CoreOp.GLOBAL_GET, 1));
        module.func(NUMBER, code -> code.global(CoreOp.GLOBAL_GET, 6));
        GlobalCell base = new GlobalCell(store, GlobalType.constant(ValType.I32));
        base.i32 = 7;
        Instance instance = instantiate(module, base);
        assertEquals(20, instance.globals[1].i32);
        assertEquals(Long.MIN_VALUE + 1, instance.globals[2].i64);
        assertEquals(0x7fa0_0001, Float.floatToRawIntBits(instance.globals[4].f32));
        assertSame(instance.function(0), instance.globals[5].ref);
        assertEquals(20, call(instance, 0));
        assertNull(instance.globals[6], "a global that nobody else can see lives in a field");
    }

    @Test
    void segmentsAreWrittenInOrderAndDropped() {
        ModuleBuilder module = new ModuleBuilder();
        int type = module.type(NOTHING);
        module.memory(MemoryType.of(1));
        module.table(TableType.of(RefType.FUNCREF, 4));
        module.func(type, List.of(), code -> { });
        module.func(type, List.of(), code -> { });
        module.elements(0, code -> code.number(CoreOp.I32_CONST, 1), 0, 1);
        module.elements(0, code -> code.number(CoreOp.I32_CONST, 2), 0);
        module.passiveElements(1);
        module.declared(0);
        module.data(0, code -> code.number(CoreOp.I32_CONST, 65_533), new byte[] {1, 2, 3});
        module.data(0, code -> code.number(CoreOp.I32_CONST, 65_535), new byte[] {9});
        module.passiveData(new byte[] {5, 6});
        Instance instance = instantiate(module);
        Table table = instance.tables[0];
        assertNull(table.get(0));
        assertSame(instance.function(0), table.get(1));
        assertSame(instance.function(0), table.get(2));
        byte[] end = new byte[3];
        instance.memories[0].read(65_533, end, 0, 3);
        assertArrayEquals(new byte[] {1, 2, 9}, end);
        assertEquals(0, instance.elements[0].length);
        assertArrayEquals(new Object[] {instance.function(1)}, instance.elements[2]);
        assertEquals(0, instance.elements[3].length);
        assertEquals(0, instance.data[0].length);
        assertArrayEquals(new byte[] {5, 6}, instance.data[2]);
    }

    @Test
    void whatAFailingSegmentFollowsStaysWritten() {
        ModuleBuilder module = new ModuleBuilder();
        int memory = module.importMemory("env", "memory", MemoryType.of(1));
        int table = module.importTable("env", "table", TableType.of(RefType.FUNCREF, 1));
        int type = module.type(NUMBER);
        module.func(type, List.of(), code -> {
            code.number(CoreOp.I32_CONST, 100);
            code.number(CoreOp.I32_CONST, 0);
            code.number(CoreOp.I32_CONST, 2);
            code.data(MiscOp.MEMORY_INIT, 2, memory);
            code.number(CoreOp.I32_CONST, 100);
            code.access(CoreOp.I32_LOAD16_U, new MemArg(1, 0, 0));
        });
        module.elements(table, code -> code.number(CoreOp.I32_CONST, 0), 0);
        module.data(memory, code -> code.number(CoreOp.I32_CONST, 0), new byte[] {7});
        module.data(memory, code -> code.number(CoreOp.I32_CONST, 65_535), new byte[] {1, 1});
        module.data(memory, code -> code.number(CoreOp.I32_CONST, 8), new byte[] {3, 4});
        ArrayMemory shared = new ArrayMemory(store, MemoryType.of(1), false);
        Table functions = new Table(store, TableType.of(RefType.FUNCREF, 1), null);
        Trap trap = assertThrows(Trap.class, () -> instantiate(module, shared, functions));
        assertSame(TrapCode.MEMORY_OUT_OF_BOUNDS, trap.code());
        assertEquals(7, shared.bytes[0]);
        assertEquals(0, shared.bytes[65_535]);
        assertEquals(0, shared.bytes[8]);
        FuncRef survivor = (FuncRef) functions.get(0);
        assertEquals(0x0403, survivor.apply(new Object[0])[0], "a segment that was not reached is still whole");
    }

    @Test
    void functionsOfATableAreMadeWhenTheyAreAskedFor() {
        ModuleBuilder module = new ModuleBuilder();
        int table = module.table(TableType.of(RefType.FUNCREF, 4));
        int type = module.type(NUMBER);
        for (int i = 0; i < 3; i++) {
            int number = i;
            module.func(type, List.of(), code -> code.number(CoreOp.I32_CONST, number));
        }
        module.elements(table, code -> code.number(CoreOp.I32_CONST, 0), 0, 1, 2, 1);
        Instance instance = instantiate(module);
        assertArrayEquals(new FuncRef[3], instance.functions);
        Table copy = new Table(store, TableType.of(RefType.FUNCREF, 4), null);
        copy.copy(0, instance.tables[0], 0, 4);
        FuncRef first = (FuncRef) copy.get(0);
        FuncRef called = copy.callee(3, first.type);
        assertEquals(1, called.apply(new Object[0])[0]);
        FuncRef promised = copy.called(2, first.type);
        assertNull(instance.functions[2], "a call by instance and index needs no function");
        assertSame(instance, promised.instance);
        assertEquals(2, promised.index);
        assertArrayEquals(new Object[] {2}, promised.apply(new Object[0]));
        assertSame(instance.functions[2], Table.kept(promised));
        assertSame(called, Table.kept(called));
        assertSame(called, instance.functions[1]);
        assertSame(called, instance.tables[0].get(1));
        assertSame(called, instance.tables[0].get(3));
        assertSame(called, copy.get(1));
        assertSame(first, instance.functions[0]);
    }

    @Test
    void elementsAfterAFailingSegmentAreStillWhole() {
        ModuleBuilder module = new ModuleBuilder();
        int shared = module.importTable("env", "table", TableType.of(RefType.FUNCREF, 1));
        int own = module.table(TableType.of(RefType.FUNCREF, 1));
        int type = module.type(NUMBER);
        module.func(type, List.of(), code -> {
            code.number(CoreOp.I32_CONST, 0);
            code.number(CoreOp.I32_CONST, 0);
            code.number(CoreOp.I32_CONST, 1);
            code.element(MiscOp.TABLE_INIT, 2, own);
            code.number(CoreOp.I32_CONST, 0);
            code.indirect(CoreOp.CALL_INDIRECT, type, own);
        });
        module.func(type, List.of(), code -> code.number(CoreOp.I32_CONST, 77));
        module.elements(shared, code -> code.number(CoreOp.I32_CONST, 0), 0);
        module.elements(own, code -> code.number(CoreOp.I32_CONST, 1), 0);
        module.elements(own, code -> code.number(CoreOp.I32_CONST, 0), 1);
        Table functions = new Table(store, TableType.of(RefType.FUNCREF, 1), null);
        Trap trap = assertThrows(Trap.class, () -> instantiate(module, functions));
        assertSame(TrapCode.TABLE_OUT_OF_BOUNDS, trap.code());
        assertEquals(77, ((FuncRef) functions.get(0)).apply(new Object[0])[0]);
    }

    @Test
    void aTableThatIsTooShortTraps() {
        ModuleBuilder module = new ModuleBuilder();
        module.table(TableType.of(RefType.FUNCREF, 1));
        module.func(NOTHING, code -> { });
        module.elements(0, code -> code.number(CoreOp.I32_CONST, 1), 0);
        assertSame(TrapCode.TABLE_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> instantiate(module)).code());
    }

    @Test
    void functionsMatchByType() {
        ModuleBuilder module = new ModuleBuilder();
        int type = module.type(NUMBER);
        module.importFunc("env", "f", type);
        module.export("f", Kind.FUNC, module.func(type, List.of(), code -> code.function(CoreOp.CALL, 0)));
        assertEquals(42, call(instantiate(module, host(NUMBER)), 1));
        LinkException refused = refused(module, host(NOTHING));
        assertEquals("incompatible import type: env.f: expected (func (result i32)), found (func)", refused.getMessage());
        assertEquals("env", refused.importModule());
        assertEquals("f", refused.importName());
        refused(module, new Table(store, TableType.of(RefType.FUNCREF, 1), null));
    }

    @Test
    void tablesMatchByElementAndPresentSize() {
        ModuleBuilder module = new ModuleBuilder();
        module.importTable("env", "t", TableType.of(RefType.FUNCREF, 2, 4));
        Table grown = new Table(store, TableType.of(RefType.FUNCREF, 1, 4), null);
        refused(module, grown);
        grown.grow(1, null);
        assertSame(grown, instantiate(module, grown).tables[0]);
        refused(module, new Table(store, TableType.of(RefType.FUNCREF, 2, 5), null));
        refused(module, new Table(store, TableType.of(RefType.FUNCREF, 2), null));
        refused(module, new Table(store, TableType.of(RefType.EXTERNREF, 2, 4), null));
    }

    @Test
    void memoriesMatchByPresentSizeAndMaximum() {
        ModuleBuilder module = new ModuleBuilder();
        module.importMemory("env", "m", MemoryType.of(2, 3));
        ArrayMemory grown = new ArrayMemory(store, MemoryType.of(1, 3), true);
        LinkException refused = refused(module, grown);
        assertTrue(refused.getMessage().endsWith("expected (memory 2 3), found (memory 1 3)"), refused.getMessage());
        grown.grow(1);
        Instance instance = instantiate(module, grown);
        assertSame(grown, instance.array0);
        refused(module, new ArrayMemory(store, MemoryType.of(2, 4), false));
    }

    @Test
    void globalsMatchByMutability() {
        ModuleBuilder constant = new ModuleBuilder();
        constant.importGlobal("env", "g", GlobalType.constant(ValType.FUNCREF));
        ModuleBuilder variable = new ModuleBuilder();
        variable.importGlobal("env", "g", GlobalType.mutable(ValType.FUNCREF));
        GlobalCell exact = new GlobalCell(store, GlobalType.constant(ValType.FUNCREF));
        GlobalCell narrow = new GlobalCell(store, GlobalType.constant(new RefType(false, engine.types().function(NOTHING))));
        GlobalCell narrowVariable = new GlobalCell(store, GlobalType.mutable(new RefType(false, engine.types().function(NOTHING))));
        assertSame(exact, instantiate(constant, exact).globals[0]);
        assertSame(narrow, instantiate(constant, narrow).globals[0]);
        refused(constant, new GlobalCell(store, GlobalType.mutable(ValType.FUNCREF)));
        refused(variable, exact);
        refused(variable, narrowVariable);
        refused(constant, new GlobalCell(store, GlobalType.constant(ValType.EXTERNREF)));
    }

    @Test
    void aMemoryBeginsInTheFormThatItsModuleNeeds() {
        ModuleBuilder steady = new ModuleBuilder();
        steady.memory(MemoryType.of(16));
        ArrayMemory exact = instantiate(steady).array0;
        assertFalse(exact.roomy());
        assertEquals(exact.size, exact.bytes.length);
        ModuleBuilder growing = new ModuleBuilder();
        growing.memory(MemoryType.of(16));
        growing.func(NUMBER, code -> {
            code.number(CoreOp.I32_CONST, 1);
            code.memory(CoreOp.MEMORY_GROW, 0);
        });
        growing.export("grow", Kind.FUNC, 0);
        Instance instance = instantiate(growing);
        assertTrue(instance.array0.roomy());
        byte[] first = instance.array0.bytes;
        assertEquals(16, call(instance, 0));
        assertEquals(17, instance.memories[0].pages());
        assertSame(first, instance.array0.bytes, "the first page that it takes is not worth a copy of all");
        ModuleBuilder huge = new ModuleBuilder();
        huge.memory(MemoryType.of(65_536));
        Instance large = instantiate(huge);
        assertTrue(large.memories[0] instanceof LargeMemory);
        assertNull(large.array0);
    }

    @Test
    void limitsOfTheStoreAreAskedBeforeAnythingIsMade() {
        VmStore strict = new VmStore() {
            @Override
            protected void stopTaken() {
                // nothing runs here
            }

            @Override
            public boolean memoryGrowing(long currentBytes, long wantedBytes, OptionalLong maximumBytes) {
                return wantedBytes <= 65_536;
            }

            @Override
            public boolean tableGrowing(long current, long wanted, OptionalLong maximum) {
                return wanted <= 10;
            }

            @Override
            public void made(LinearMemory memory) {
                // nothing to review
            }
        };
        ModuleBuilder memory = new ModuleBuilder();
        memory.memory(MemoryType.of(65_536));
        LimitException refused = assertThrows(LimitException.class,
                () -> ((Instantiable) engine.compile(memory.build())).instantiate(strict, new Object[0]));
        assertTrue(refused.getMessage().contains("4294967296"), refused.getMessage());
        ModuleBuilder table = new ModuleBuilder();
        table.table(TableType.of(RefType.FUNCREF, 11));
        assertThrows(LimitException.class, () -> ((Instantiable) engine.compile(table.build())).instantiate(strict, new Object[0]));
        ModuleBuilder unreal = new ModuleBuilder();
        unreal.table(TableType.of(RefType.FUNCREF, 0xffff_ffffL));
        refused = assertThrows(LimitException.class, () -> instantiate(unreal));
        assertEquals("implementation limit: elements of table 0: expected at most 10000000, found 4294967295", refused.getMessage());
    }

    @Test
    void exportsAndNamesAreFound() {
        ModuleBuilder module = new ModuleBuilder();
        module.func(NOTHING, code -> { });
        module.func(NOTHING, code -> { });
        module.export("run", Kind.FUNC, 0).export("again", Kind.FUNC, 0).start(1);
        module.names("guest", Map.of(1, "main"));
        Instantiable compiled = (Instantiable) engine.compile(module.build());
        assertEquals("guest", compiled.name().orElseThrow());
        assertEquals(1, compiled.start());
        assertEquals(0, compiled.export("again").orElseThrow().index());
        assertTrue(compiled.export("none").isEmpty());
        assertEquals("run", compiled.functionName(0).orElseThrow());
        assertEquals("main", compiled.functionName(1).orElseThrow());
        assertEquals(List.of("run (func)", "again (func)"), compiled.exports().stream().map(Object::toString).toList());
    }
}
