package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lambdas of functional interfaces as host functions. */
class WrapTest {
    private final Engine engine = Engine.create();
    private final Store<String> store = Store.create(engine, "data");

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private interface Add<T> {
        int add(Caller<T> caller, int left, int right) throws Exception;
    }

    private interface Mixed {
        double mix(int i, long l, float f, double d);
    }

    private interface References {
        ExternRef pass(ExternRef object, Func function, V128 vector, AnyRef any);
    }

    private interface Nothing {
        void run();
    }

    /** Exports {@code call}, which calls its import of the same type. */
    private static byte[] calling(int[] params, int[] results) {
        Wasm wasm = new Wasm();
        int type = wasm.type(params, results);
        wasm.importFunc("m", "f", type);
        int[] code = new int[params.length * 2 + 2];
        for (int i = 0; i < params.length; i++) {
            code[2 * i] = Wasm.LOCAL_GET;
            code[2 * i + 1] = i;
        }
        code[2 * params.length] = Wasm.CALL;
        wasm.exported("call", type, code);
        return wasm.bytes();
    }

    private <F> Func guest(int[] params, int[] results, Class<F> form, F function) {
        return Linker.<String>create(engine).wrap("m", "f", form, function).instantiate(store, engine.compile(calling(params, results)))
                .func("call");
    }

    @Test
    void interfacesOfTheJdkGiveTheTypeOfTheFunction() {
        assertEquals(FuncType.of(List.of(ValType.I32, ValType.I32), List.of(ValType.I32)),
                Func.wrap(store, IntBinaryOperator.class, Integer::sum).type());
        assertArrayEquals(new Object[] {7},
                guest(new int[] {Wasm.I32, Wasm.I32}, new int[] {Wasm.I32}, IntBinaryOperator.class, Integer::sum).call(3, 4));
        assertArrayEquals(new Object[] {9L}, guest(new int[0], new int[] {Wasm.I64}, LongSupplier.class, () -> 9L).call());
        assertArrayEquals(new Object[] {1.5}, guest(new int[] {0x7c}, new int[] {0x7c}, DoubleUnaryOperator.class, x -> x / 2).call(3.0));
        List<Integer> seen = new ArrayList<>();
        guest(new int[] {Wasm.I32}, new int[0], IntConsumer.class, seen::add).call(5);
        assertEquals(List.of(5), seen);
    }

    @Test
    void ownInterfacesMayAskForTheCaller() {
        Func add = guest(new int[] {Wasm.I32, Wasm.I32}, new int[] {Wasm.I32}, Add.class, (caller, left, right) -> left + right
                + caller.data().toString().length());
        assertArrayEquals(new Object[] {11}, add.call(3, 4));
        assertEquals(10.0, Func.wrap(store, Mixed.class, (i, l, f, d) -> i + l + f + d).call(1, 2L, 3f, 4.0)[0]);
        int[] count = {0};
        Func.wrap(store, Nothing.class, () -> count[0]++).call();
        assertEquals(1, count[0]);
    }

    @Test
    void referencesAndVectorsAreTaken() {
        ExternRef object = ExternRef.create(store, "object");
        Func func = Func.wrap(store, References.class, (extern, function, vector, any) -> function == null && vector.low() == 1
                && any.equals(I31Ref.of(3)) ? extern : null);
        assertSame(object, func.call(object, null, new V128(1, 2), I31Ref.of(3))[0]);
        assertNull(func.call(object, null, new V128(2, 2), I31Ref.of(3))[0]);
    }

    @Test
    void whatTheyThrowArrivesUntouched() {
        Exception checked = new Exception("checked");
        Func add = guest(new int[] {Wasm.I32, Wasm.I32}, new int[] {Wasm.I32}, Add.class, (caller, left, right) -> {
            throw checked;
        });
        assertSame(checked, assertThrows(Exception.class, () -> add.call(1, 2)));
    }

    @Test
    void interpretedGuestsCallThemToo() {
        try (Engine interpreter = Engine.create(EngineConfig.builder().interpreter(true).build()); Store<String> other =
                Store.create(interpreter, "data")) {
            Func call = Linker.<String>create(interpreter).wrap("m", "f", IntUnaryOperator.class, x -> x + 1)
                    .instantiate(other, interpreter.compile(calling(new int[] {Wasm.I32}, new int[] {Wasm.I32}))).func("call");
            assertArrayEquals(new Object[] {6}, call.call(5));
        }
    }

    @Test
    void numbersAreNotBoxed() {
        IntUnaryOperator call = Linker.<String>create(engine).wrap("m", "f", IntUnaryOperator.class, x -> x + 100_000)
                .instantiate(store, engine.compile(calling(new int[] {Wasm.I32}, new int[] {Wasm.I32})))
                        .typed("call", IntUnaryOperator.class);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int sum = 0;
        for (int i = 0; i < 50_000; i++) {
            sum += call.applyAsInt(i);
        }
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < 10_000; i++) {
            sum += call.applyAsInt(i);
        }
        long each = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / 10_000;
        // a caller is made for each call; two boxed numbers and two arrays would be 80 bytes more
        assertTrue(each <= 64, "allocates " + each + " bytes for each call, " + sum);
    }

    @Test
    void interfacesThatDoNotFitAreNamed() {
        String several = assertThrows(IllegalArgumentException.class, () -> Func.wrap(store, List.class, List.of())).getMessage();
        assertTrue(several.contains("expected an interface with one abstract method"), several);
        String objects = assertThrows(IllegalArgumentException.class, () -> Func.wrap(store, Function.class, x -> x)).getMessage();
        assertTrue(objects.contains("found java.lang.Object in "), objects);
        HostFunction<String> add = HostFunction.typed(IntBinaryOperator.class, Integer::sum);
        FuncType other = FuncType.of(List.of(), List.of());
        assertThrows(IllegalArgumentException.class, () -> Func.create(store, other, add));
        assertThrows(NullPointerException.class, () -> Func.wrap(store, Nothing.class, null));
    }
}
