package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.List;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class TypedHostFunctionTest extends OneStore {
    private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) throws ReflectiveOperationException {
        return MethodHandles.lookup().findStatic(TypedHostFunctionTest.class, name, MethodType.methodType(result, parameters));
    }

    static long mixed(Caller<?> caller, int i, long l, float f, double d) {
        return i + l + (long) f + (long) d;
    }

    static int boxed(Caller<?> caller, Integer i) {
        return i;
    }

    static int without(int i) {
        return i;
    }

    @Test
    void aHandleTakesWhatItsTypeSays() throws ReflectiveOperationException {
        HostFunction<Void> function =
                HostFunction.typed(find("mixed", long.class, Caller.class, int.class, long.class, float.class, double.class));
        FuncType type = FuncType.of(List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64), List.of(ValType.I64));
        assertArrayEquals(new Object[] {10L}, Func.create(store, type, function).call(1, 2L, 3f, 4.0));
        FuncType other = FuncType.of(List.of(ValType.I32), List.of(ValType.I64));
        for (IllegalArgumentException refused : List.of(
                assertThrows(IllegalArgumentException.class, () -> Func.create(store, other, function)),
                assertThrows(IllegalArgumentException.class, () -> Linker.<Void>create(engine).func("m", "f", other, function)))) {
            assertEquals("host function: expected a handle for " + other + ", found one for " + type, refused.getMessage());
        }
    }

    @Test
    void handlesOfOtherClassesAreRefused() throws ReflectiveOperationException {
        MethodHandle boxed = find("boxed", int.class, Caller.class, Integer.class);
        assertEquals(
                "host function: expected int, long, float and double in the handle's type, found java.lang.Integer in (Caller,Integer)int",
                assertThrows(IllegalArgumentException.class, () -> HostFunction.typed(boxed)).getMessage());
        MethodHandle without = find("without", int.class, int.class);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> HostFunction.typed(without)).getMessage()
                .contains("first parameter is Caller"));
    }

    @Test
    void moreParametersThanHandlesHaveRoomForAreBoxed() throws ReflectiveOperationException {
        int count = 60;
        MethodHandle last = MethodHandles.dropArguments(MethodHandles.identity(long.class), 0, Collections.nCopies(count - 1, long.class));
        HostFunction<Void> function = HostFunction.typed(MethodHandles.dropArguments(last, 0, Caller.class));
        Func made = Func.create(store, FuncType.of(Collections.nCopies(count, ValType.I64), List.of(ValType.I64)), function);
        Object[] arguments = Collections.nCopies(count, (Object) 1L).toArray();
        arguments[count - 1] = 7L;
        assertArrayEquals(new Object[] {7L}, made.call(arguments));
    }
}
