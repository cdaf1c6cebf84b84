package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays that a budget has no room for are refused before they are made, not after. */
class ArrayBudgetTest {
    private static final long BUDGET = 1 << 20;
    private static final int ELEMENTS = 20_000_000;
    /** An array of i64, made of zeros or of sevens; the functions give its length. */
    private static final byte[] GUEST = HexFormat.ofDelimiter(" ").parseHex("00 61 73 6d 01 00 00 00"
            + " 01 09 02 5e 7e 01 60 01 7f 01 7f 03 03 02 01 01"
            + " 07 10 02 05 7a 65 72 6f 73 00 00 04 73 61 6d 65 00 01"
            + " 0a 17 02 09 00 20 00 fb 07 00 fb 0f 0b 0b 00 42 07 20 00 fb 06 00 fb 0f 0b");

    static long allocated(Executable work) throws Throwable {
        com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        work.execute();
        return memory.getCurrentThreadAllocatedBytes() - before;
    }

    /** An array of i31; the function makes one of so many elements, fills it with scalars that are all different, and keeps it. */
    private static byte[] scalars() {
        Wasm wasm = new Wasm();
        int array = wasm.rawType(0x5e, 0x6c, 1);
        wasm.global(0x6a, true, Wasm.REF_NULL, 0x6a);
        int type = wasm.rawType(0x60, 2, Wasm.I32, 0x63, array, 0);
        wasm.exported("fill", type, Wasm.LOCAL_GET, 0, 0xfb, 0x07, array, 0x22, 1, Wasm.GLOBAL_SET, 0, Wasm.LOOP, Wasm.VOID,
                Wasm.LOCAL_GET, 1, Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, 0x6b, 0x22, 0, Wasm.LOCAL_GET, 0, 0xfb, 0x1c, 0xfb, 0x0e, array,
                Wasm.LOCAL_GET, 0, Wasm.BR_IF, 0, Wasm.END);
        return wasm.bytes();
    }

    /** Scalars are objects of the JVM and not counted; what holds them is, with 8 bytes each, and so bounds them. */
    @Test
    void scalarsTakeNoMoreThanThriceWhatTheirArrayCounts() throws Throwable {
        try (Engine engine = Engine.create(); Store<String> store = Store.create(engine, "")) {
            store.totalBudget(BUDGET);
            Func fill = Instance.create(store, engine.compile(scalars()), List.of()).func("fill");
            int many = 100_000;
            fill.call(many / 10, null);
            long bytes = allocated(() -> fill.call(many, null));
            assertTrue(bytes < 3 * 8 * many, "took " + bytes + " bytes of the JVM");
            long used = store.snapshot().usedBytes();
            assertTrue(used >= 8 * many, "counted " + used);
            Trap trap = assertThrows(Trap.class, () -> fill.call(100_000_000, null));
            assertEquals(TrapCode.ALLOCATION_TOO_LARGE, trap.code());
            assertTrue(trap.getCause() instanceof LimitException, trap.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatHasNoRoomIsNotMade(boolean interpreter) throws Throwable {
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(interpreter).build()); Store<String> store =
                Store.create(engine, "")) {
            store.totalBudget(BUDGET);
            Instance guest = Instance.create(store, engine.compile(GUEST), List.of());
            for (String export : new String[] {"zeros", "same"}) {
                Func function = guest.func(export);
                assertEquals(100_000, function.call(100_000)[0], "what has room is made");
                long bytes = allocated(() -> {
                    Trap trap = assertThrows(Trap.class, () -> function.call(ELEMENTS));
                    assertEquals(TrapCode.ALLOCATION_TOO_LARGE, trap.code());
                    assertTrue(trap.getCause() instanceof LimitException, trap.toString());
                });
                assertTrue(bytes < 20 * BUDGET, export + " took " + bytes + " bytes of the JVM");
                assertThrows(Trap.class, () -> function.call(-1));
                assertEquals(100_000, function.call(100_000)[0], "what was refused is not counted");
            }
            long bytes = allocated(() -> assertThrows(LimitException.class,
                    () -> ArrayRef.create(store, new ArrayType(new FieldType(ValType.I64, true)), ELEMENTS, 0L)));
            assertTrue(bytes < 20 * BUDGET, "the host took " + bytes + " bytes of the JVM");
        }
    }
}
