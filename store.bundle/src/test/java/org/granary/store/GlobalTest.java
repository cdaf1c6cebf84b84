package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.granary.type.GlobalType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class GlobalTest extends OneStore {
    @Test
    void everyTypeIsHeld() {
        check(ValType.I32, 1, 2);
        check(ValType.I64, 1L, 2L);
        check(ValType.F32, 1f, Float.NaN);
        check(ValType.F64, 1d, -0d);
        check(ValType.V128, new V128(1, 2), new V128(3, 4));
        check(ValType.EXTERNREF, null, ExternRef.create(store, "x"));
    }

    private void check(ValType type, Object first, Object second) {
        Global global = Global.create(store, GlobalType.mutable(type), first);
        assertEquals(first, global.get());
        global.set(second);
        assertEquals(second, global.get());
    }

    @Test
    void constantsAndOtherTypesAreRefused() {
        Global constant = Global.create(store, GlobalType.constant(ValType.I32), 1);
        assertThrows(UnsupportedOperationException.class, () -> constant.set(2));
        assertEquals(1, constant.get());
        assertThrows(IllegalArgumentException.class, () -> Global.create(store, GlobalType.constant(ValType.I32), 1L));
        try (Store<Void> other = Store.create(engine)) {
            assertThrows(IllegalArgumentException.class,
                    () -> Global.create(store, GlobalType.constant(ValType.EXTERNREF), ExternRef.create(other, "x")));
        }
    }

    @Test
    void guestAndHostShareExportedGlobals() {
        Wasm wasm = new Wasm().global(Wasm.I32, true, Wasm.I32_CONST, 5).export("g", 3, 0);
        wasm.exported("set", wasm.type(new int[] {Wasm.I32}, Wasm.NONE), Wasm.LOCAL_GET, 0, Wasm.GLOBAL_SET, 0);
        wasm.exported("get", wasm.type(Wasm.NONE, new int[] {Wasm.I32}), Wasm.GLOBAL_GET, 0);
        Instance instance = Instance.create(store, engine.compile(wasm.bytes()), List.of());
        Global global = instance.global("g");
        assertEquals(5, global.get());
        instance.func("set").call(6);
        assertEquals(6, global.get());
        global.set(7);
        assertEquals(7, instance.func("get").call()[0]);
        assertEquals(global, instance.global("g"));
    }

    @Test
    void referencesKeepTheirIdentity() {
        ExternRef ref = ExternRef.create(store, null);
        Global global = Global.create(store, GlobalType.constant(ValType.EXTERNREF), ref);
        assertSame(ref, global.get());
        assertNull(ref.value());
    }
}
