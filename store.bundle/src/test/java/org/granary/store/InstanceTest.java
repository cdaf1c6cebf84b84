package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import org.granary.engine.LinkException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.junit.jupiter.api.Test;

class InstanceTest extends OneStore {
    @Test
    void exportsOfEveryKindAreFound() {
        Wasm wasm = new Wasm().memory(1).table(Wasm.FUNCREF, 1).global(Wasm.I32, false, Wasm.I32_CONST, 1).export("m", 2, 0)
                .export("t", 1, 0).export("g", 3, 0);
        wasm.exported("f", wasm.type(Wasm.NONE, Wasm.NONE));
        Instance instance = instance(wasm.bytes());
        assertEquals(List.of("m", "t", "g", "f"), List.copyOf(instance.exports().keySet()));
        assertInstanceOf(Memory.class, instance.export("m"));
        assertEquals(instance.exports().get("f"), instance.func("f"));
        assertEquals(instance.exports().get("t"), instance.table("t"));
        assertEquals(1, instance.global("g").get());
    }

    @Test
    void whatIsAbsentOrOfAnotherKindIsNamed() {
        Instance instance = instance(Modules.arithmetic());
        assertEquals("no function \"mul\" in instance of arithmetic: it exports add, div, nothing",
                assertThrows(NoSuchElementException.class, () -> instance.func("mul")).getMessage());
        assertEquals("no memory \"add\" in instance of arithmetic: it is a func",
                assertThrows(NoSuchElementException.class, () -> instance.memory("add")).getMessage());
    }

    @Test
    void aModuleHasAnyNumberOfInstances() {
        WasmModule module = engine.compile(Modules.arithmetic());
        for (int i = 0; i < 100; i++) {
            assertEquals(i + 1, Instance.create(store, module, List.of()).func("add").call(i, 1)[0]);
        }
    }

    @Test
    void missingAndSurplusImportsAreNamed() {
        assertTrue(assertThrows(LinkException.class, () -> instance(Modules.asking())).getMessage()
                .startsWith("unknown import: env.g: expected (func"));
        Func func = Func.create(store, FuncType.taking(), (caller, arguments) -> null);
        assertEquals("imports: expected 1, found 2",
                assertThrows(IllegalArgumentException.class, () -> instance(Modules.calling(), func, func)).getMessage());
        assertThrows(LinkException.class, () -> instance(Modules.asking(), func));
    }

    @Test
    void theStartFunctionRuns() {
        Wasm wasm = new Wasm().global(Wasm.I32, true, Wasm.I32_CONST, 1).export("g", 3, 0);
        wasm.start(wasm.func(wasm.type(Wasm.NONE, Wasm.NONE), Wasm.I32_CONST, 9, Wasm.GLOBAL_SET, 0));
        assertEquals(9, instance(wasm.bytes()).global("g").get());
    }

    @Test
    void aStartFunctionThatTrapsLeavesWhatItWroteOutside() {
        Memory memory = Memory.create(store, MemoryType.of(1));
        Wasm wasm = new Wasm().importMemory("env", "m", 1);
        wasm.start(
                wasm.func(wasm.type(Wasm.NONE, Wasm.NONE), Wasm.I32_CONST, 0, Wasm.I32_CONST, 5, Wasm.I32_STORE, 2, 0, Wasm.UNREACHABLE));
        wasm.name("starting");
        Trap trap = assertThrows(Trap.class, () -> instance(wasm.bytes(), memory));
        assertEquals(TrapCode.UNREACHABLE, trap.code());
        assertEquals("starting", trap.frames().get(0).module());
        assertEquals(5, memory.readInt(0));
    }

    @Test
    void functionsOfAnInstanceThatFailedLiveOnInTables() {
        Table table = Table.create(store, TableType.of(RefType.FUNCREF, 2), null);
        Memory memory = Memory.create(store, MemoryType.of(1));
        Wasm wasm = new Wasm().importTable("env", "t", 1).importMemory("env", "m", 1);
        int size = wasm.func(wasm.type(Wasm.NONE, new int[] {Wasm.I32}), Wasm.MEMORY_SIZE, 0);
        wasm.elem(0, size).elem(9, size);
        assertEquals(TrapCode.TABLE_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> instance(wasm.bytes(), table, memory)).code());
        Func left = (Func) table.get(0);
        for (int pages = 1; pages < 12; pages++) {
            assertEquals(pages, left.call()[0]);
            memory.grow(1);
        }
    }

    @Test
    void aDataSegmentThatDoesNotFitIsATrap() {
        assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS,
                assertThrows(Trap.class, () -> instance(new Wasm().memory(0).data(0, "x").bytes())).code());
    }
}
