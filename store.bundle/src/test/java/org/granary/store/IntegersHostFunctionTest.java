package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Host functions of integers, by guests that are compiled and interpreted, and by the host. */
class IntegersHostFunctionTest {
    private static final int[] NINE = {
        Wasm.I32, Wasm.I64, Wasm.I32, Wasm.I64, Wasm.I32, Wasm.I64, Wasm.I32, Wasm.I64, Wasm.I32
    };
    private static final Object[] VALUES = {-1, -2L, 3, Long.MIN_VALUE, 5, Long.MAX_VALUE, Integer.MIN_VALUE, 8L, 9};

    private final List<Long> seen = new ArrayList<>();
    private boolean boxed;

    private static FuncType type(int[] params, int... results) {
        return FuncType.of(types(params), types(results));
    }

    private static List<ValType> types(int[] codes) {
        List<ValType> types = new ArrayList<>();
        for (int code : codes) {
            types.add(code == Wasm.I32 ? ValType.I32 : ValType.I64);
        }
        return types;
    }

    private HostFunction<Void> noting(FuncType type, long result) {
        return HostFunction.integers(type, (caller, a, b, c, d, e, f, g, h, i) -> {
            Collections.addAll(seen, a, b, c, d, e, f, g, h, i);
            boxed = StackWalker.getInstance()
                    .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(IntegersHostFunction.class.getName())));
            return result;
        });
    }

    /** A guest that hands its arguments on to the host, and gives what comes back. */
    private static byte[] guest(int[] params, int... results) {
        Wasm wasm = new Wasm();
        int type = wasm.type(params, results);
        wasm.importFunc("host", "f", type);
        int[] code = new int[params.length * 2 + 2];
        for (int i = 0; i < params.length; i++) {
            code[2 * i] = Wasm.LOCAL_GET;
            code[2 * i + 1] = i;
        }
        code[code.length - 2] = Wasm.CALL;
        wasm.exported("run", type, code);
        return wasm.bytes();
    }

    private Object[] through(boolean interpreter, HostFunction<Void> function, FuncType type, byte[] guest, Object... arguments) {
        try (Engine engine = Engine.create(EngineConfig.builder().interpreter(interpreter).build()); Store<Void> store =
                Store.create(engine)) {
            Func host = Func.create(store, type, function);
            assertArrayEquals(host.call(arguments),
                    Instance.create(store, engine.compile(guest), List.of(host)).func("run").call(arguments));
            return Instance.create(store, engine.compile(guest), List.of(host)).func("run").call(arguments);
        }
    }

    @Test
    void nineTravelAndNothingIsBoxedInCompiledCode() {
        for (boolean interpreter : new boolean[] {true, false}) {
            seen.clear();
            FuncType type = type(NINE, Wasm.I64);
            assertArrayEquals(new Object[] {-7L}, through(interpreter, noting(type, -7), type, guest(NINE, Wasm.I64), VALUES));
            List<Long> once = List.of(-1L, -2L, 3L, Long.MIN_VALUE, 5L, Long.MAX_VALUE, (long) Integer.MIN_VALUE, 8L, 9L);
            assertEquals(27, seen.size());
            assertEquals(once, seen.subList(18, 27));
            assertEquals(interpreter, boxed);
        }
    }

    @Test
    void whatIsMissingIsZeroAndOfAnI32TheLowHalfCounts() {
        for (boolean interpreter : new boolean[] {true, false}) {
            FuncType one = type(new int[] {Wasm.I32}, Wasm.I32);
            seen.clear();
            assertArrayEquals(new Object[] {-1},
                    through(interpreter, noting(one, 0x7_ffff_ffffL), one, guest(new int[] {Wasm.I32}, Wasm.I32), 4));
            assertEquals(List.of(4L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), seen.subList(0, 9));
            FuncType none = type(new int[] {});
            assertEquals(0, through(interpreter, noting(none, 5), none, guest(new int[] {})).length);
        }
    }

    @Test
    void otherTypesAreRefused() {
        for (FuncType type : List.of(FuncType.taking(ValType.F32), FuncType.of(Collections.nCopies(10, ValType.I32), List.of()),
                FuncType.of(List.of(), List.of(ValType.I32, ValType.I32)), FuncType.of(List.of(), List.of(ValType.EXTERNREF)))) {
            assertEquals("host function: expected at most 9 parameters i32 and i64 and at most one result of these, found " + type,
                    assertThrows(IllegalArgumentException.class, () -> noting(type, 0)).getMessage());
        }
        HostFunction<Void> function = noting(FuncType.taking(ValType.I32), 0);
        FuncType other = FuncType.taking(ValType.I64);
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            for (IllegalArgumentException refused : List.of(
                    assertThrows(IllegalArgumentException.class, () -> Func.create(store, other, function)),
                    assertThrows(IllegalArgumentException.class, () -> Linker.<Void>create(engine).func("m", "f", other, function)))) {
                assertEquals("host function: expected a function for " + other + ", found one for " + FuncType.taking(ValType.I32),
                        refused.getMessage());
            }
        }
    }

    @Test
    void aStoreThatItClosesEndsTheGuest() {
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            FuncType type = type(new int[] {});
            Func host = Func.create(store, type, HostFunction.integers(type, (caller, a, b, c, d, e, f, g, h, i) -> {
                store.close();
                return 0;
            }));
            Func run = Instance.create(store, engine.compile(guest(new int[] {})), List.of(host)).func("run");
            assertEquals(TrapCode.HOST_CLOSED, assertThrows(Trap.class, run::call).code());
        }
    }
}
