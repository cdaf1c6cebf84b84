package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.granary.engine.LimitException;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.junit.jupiter.api.Test;

class TableTest extends OneStore {
    @Test
    void elementsAreReadAndWritten() {
        Table table = Table.create(store, TableType.of(RefType.EXTERNREF, 2, 5), null);
        ExternRef ref = ExternRef.create(store, "x");
        table.set(1, ref);
        assertNull(table.get(0));
        assertSame(ref, table.get(1));
        assertEquals(2, table.grow(2, ref));
        assertSame(ref, table.get(3));
        table.fill(0, ref, 2);
        assertSame(ref, table.get(0));
        assertEquals(4, table.size());
    }

    @Test
    void wrongUseIsNamedAndChangesNothing() {
        Table table = Table.create(store, TableType.of(RefType.EXTERNREF, 2, 3), null);
        ExternRef ref = ExternRef.create(store, "x");
        assertEquals("table access at 2 of 1 elements: the table has 2",
                assertThrows(IndexOutOfBoundsException.class, () -> table.get(2)).getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> table.set(-1, null));
        assertThrows(IndexOutOfBoundsException.class, () -> table.fill(1, ref, 2));
        assertNull(table.get(1));
        assertThrows(IllegalArgumentException.class, () -> table.set(0, "x"));
        assertThrows(LimitException.class, () -> table.grow(2, null));
        assertThrows(LimitException.class, () -> table.grow(Long.MAX_VALUE, null));
        assertEquals(2, table.size());
        assertThrows(LimitException.class, () -> Table.create(store, TableType.of(RefType.EXTERNREF, 10_000_001), null));
        assertThrows(IllegalArgumentException.class, () -> Table.create(store, TableType.of(RefType.EXTERNREF, 2, 1), null));
    }

    @Test
    void copyingMayOverlap() {
        Table table = Table.create(store, TableType.of(RefType.EXTERNREF, 3), null);
        ExternRef first = ExternRef.create(store, 1);
        ExternRef second = ExternRef.create(store, 2);
        table.set(0, first);
        table.set(1, second);
        table.copy(1, table, 0, 2);
        assertSame(first, table.get(1));
        assertSame(second, table.get(2));
        assertThrows(IndexOutOfBoundsException.class, () -> table.copy(2, table, 0, 2));
        Table functions = Table.create(store, TableType.of(RefType.FUNCREF, 1), null);
        assertThrows(IllegalArgumentException.class, () -> table.copy(0, functions, 0, 1));
    }

    @Test
    void guestsCallWhatTheHostPutsIn() {
        Wasm wasm = new Wasm().table(Wasm.FUNCREF, 2).export("t", 1, 0);
        int number = wasm.type(Wasm.NONE, new int[] {Wasm.I32});
        int seven = wasm.func(number, Wasm.I32_CONST, 7);
        wasm.exported("call", wasm.type(new int[] {Wasm.I32}, new int[] {Wasm.I32}), Wasm.LOCAL_GET, 0, Wasm.CALL_INDIRECT, number, 0);
        wasm.elem(0, seven);
        Instance instance = Instance.create(store, engine.compile(wasm.bytes()), List.of());
        Table table = instance.table("t");
        table.set(1,
                Func.create(store, FuncType.taking().returning(org.granary.type.ValType.I32), (caller, arguments) -> new Object[] {8}));
        assertEquals(7, instance.func("call").call(0)[0]);
        assertEquals(8, instance.func("call").call(1)[0]);
        assertEquals(7, ((Func) table.get(0)).call()[0]);
    }
}
