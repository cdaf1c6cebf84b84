package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.testing.Collected;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.vm.FuncRef;
import org.granary.vm.HostException;
import org.granary.vm.HostIntegers;
import org.granary.vm.HostTarget;
import org.granary.vm.Instance;
import org.granary.vm.TailCall;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ShapesTest {
    private final Shapes shapes = new Shapes();
    private final TypeCanon canon = new TypeCanon();

    private FuncRef host(FuncType type, HostTarget target) {
        return shapes.hostFunction(new UnlimitedStore(), canon.function(type), target);
    }

    private static HostTarget echo() {
        return (caller, arguments) -> arguments;
    }

    @Test
    void everyKindTravelsBothWays() {
        List<ValType> all = List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128, ValType.EXTERNREF, ValType.FUNCREF,
                ValType.V128, ValType.I32);
        FuncRef function = host(FuncType.of(all, all), echo());
        Object[] values = {1, 2L, Float.intBitsToFloat(0x7fa0_0001), 4.0, new long[] {5, 6}, "seven", function, new long[] {8, 9}, 10};
        Object[] back = function.apply(values);
        assertArrayEquals(values, back);
        assertEquals(0x7fa0_0001, Float.floatToRawIntBits((float) back[2]), "the payload of a NaN");
    }

    @Test
    void manyObjectsOfOneShape() {
        // core reflection changes to generated classes after some fifteen calls
        FuncType type = FuncType.taking(ValType.I32, ValType.V128).returning(ValType.I32, ValType.V128);
        for (int i = 0; i < 40; i++) {
            Object[] values = {i, new long[] {i, -i}};
            assertArrayEquals(values, host(type, echo()).apply(values));
            assertArrayEquals(values, Shapes.unpacked(type.params(), shapes.packed(type.params(), values)));
        }
        assertNull(shapes.packed(List.of(), new Object[0]));
        assertEquals(0, Shapes.unpacked(List.of(), null).length);
    }

    @Test
    void moreParametersThanTheJvmHasSlotsFor() {
        for (ValType type : List.of(ValType.I32, ValType.F64, ValType.V128, ValType.EXTERNREF)) {
            List<ValType> many = Collections.nCopies(1_000, type);
            Object[] values = IntStream.range(0, 1_000).mapToObj(i -> type == ValType.I32 ? i
                    : type == ValType.F64 ? (Object) (double) i : type == ValType.V128 ? new long[] {i, -i} : "x" + i).toArray();
            assertArrayEquals(values, host(FuncType.of(many, many), echo()).apply(values));
        }
    }

    /** What boxes for the host is compiled by the JIT compiler too, however much there is. */
    @Test
    void noMethodForManyValuesIsTooLong() {
        for (Kind kind : Kind.values()) {
            for (int many : new int[] {Boxing.GROUP, Boxing.GROUP + 1, 1_000}) {
                CallShape shape = new CallShape(Collections.nCopies(many, kind), Collections.nCopies(many, kind));
                Map<String, byte[]> classes = new HashMap<>();
                for (String name : List.of("V$" + CallShape.text(shape.params()), "C$" + shape.suffix(), "H$" + shape.suffix(),
                        "T$" + shape.suffix(), "S$" + CallShape.text(shape.results()))) {
                    classes.put(name, ShapeWriter.write(CallShape.PACKAGE + name));
                }
                ClassSizes.check(classes);
            }
        }
    }

    @Test
    void descriptorsKeepWithinTheJvmsLimit() {
        CallShape fits = new CallShape(Collections.nCopies(125, Kind.I64), List.of());
        CallShape packed = new CallShape(Collections.nCopies(126, Kind.I64), List.of(Kind.I32));
        assertEquals("()V".length() + 125, fits.descriptor("").length());
        assertEquals("(Lorg/granary/shape/V$126J;)I", packed.descriptor(""));
        assertEquals("org/granary/shape/C$126J$I", packed.callInterface());
    }

    @Test
    void typedHandlesCallWithoutBoxes() throws Throwable {
        FuncRef function = host(FuncType.taking(ValType.I32, ValType.I64).returning(ValType.I64), (caller, a) -> new Object[] {(int) a[0]
                + (long) a[1]});
        MethodHandle handle = shapes.handle(function.type.func()).bindTo(function);
        assertEquals(MethodType.methodType(long.class, int.class, long.class), handle.type());
        assertEquals(42L, (long) handle.invokeExact(40, 2L));
    }

    /** Notes what the adapter passes, and takes nothing boxed. */
    private record Integers(List<Long> seen) implements HostTarget, HostIntegers {
        @Override
        public Object[] call(Instance caller, Object[] arguments) {
            throw new IllegalStateException("boxed");
        }

        @Override
        public HostIntegers integers() {
            return this;
        }

        @Override
        public long call(Instance caller, long a, long b, long c, long d, long e, long f, long g, long h, long i) {
            Collections.addAll(seen, a, b, c, d, e, f, g, h, i);
            return 0x1_0000_002AL;
        }
    }

    @Test
    void integersArePassedAsTheyAre() {
        List<Long> seen = new ArrayList<>();
        Integers target = new Integers(seen);
        assertArrayEquals(new Object[] {42},
                host(FuncType.taking(ValType.I32, ValType.I64).returning(ValType.I32), target).apply(new Object[] {-1, -2L}));
        assertEquals(List.of(-1L, -2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), seen);
        assertArrayEquals(new Object[] {0x1_0000_002AL}, host(FuncType.taking().returning(ValType.I64), target).apply(new Object[0]));
        assertEquals(0, host(FuncType.of(Collections.nCopies(9, ValType.I64), List.of()), target)
                .apply(Collections.nCopies(9, 7L).toArray()).length);
        assertEquals(Collections.nCopies(9, 7L), seen.subList(18, 27));
        for (FuncType other : List.of(FuncType.taking(ValType.F32), FuncType.of(Collections.nCopies(10, ValType.I64), List.of()))) {
            Object one = other.params().size() == 1 ? (Object) 1f : (Object) 1L;
            Object[] arguments = Collections.nCopies(other.params().size(), one).toArray();
            assertEquals("boxed", assertThrows(HostException.class, () -> host(other, target).apply(arguments)).getCause().getMessage());
        }
    }

    @Test
    void aBoundCopyKnowsItsCallerAndIsNoInstancesFunction() {
        FuncRef function = host(FuncType.taking(), (caller, a) -> {
            assertNull(caller);
            return a;
        });
        FuncRef bound = function.boundTo(null);
        assertEquals(function.type, bound.type);
        assertNull(bound.instance);
        assertEquals(-1, bound.index);
        assertEquals(0, bound.apply(new Object[0]).length);
    }

    @Test
    void whateverTheHostThrowsIsCarried() {
        ArithmeticException thrown = new ArithmeticException("the host's own");
        FuncRef function = host(FuncType.taking(), (caller, a) -> {
            throw thrown;
        });
        assertSame(thrown, assertThrows(HostException.class, () -> function.apply(new Object[0])).getCause());
        FuncRef deep = host(FuncType.taking(), (caller, a) -> {
            throw new StackOverflowError();
        });
        assertThrows(StackOverflowError.class, () -> deep.apply(new Object[0]));
    }

    @Test
    void aTailCallObjectRunsItsCallee() throws Throwable {
        FuncRef function = host(FuncType.taking(ValType.I32, ValType.V128).returning(ValType.I64), (caller, a) -> new Object[] {(int) a[0]
                + ((long[]) a[1])[1]});
        Class<?> type = shapes.find("org.granary.shape.T$IV$J");
        TailCall call = (TailCall) type.getConstructor(FuncRef.class, int.class, long.class, long.class).newInstance(function, 1, 2L, 3L);
        Class<?> step = shapes.find("org.granary.shape.S$J");
        assertSame(step, type.getSuperclass());
        assertEquals(4L, (long) MethodHandles.publicLookup().findVirtual(step, "step", MethodType.methodType(long.class)).invoke(call));
    }

    @Test
    void namesThatSayNothingAreNotFound() throws ClassNotFoundException {
        assertSame(shapes.find("org.granary.shape.V$IJ"), shapes.find("org.granary.shape.V$IJ"));
        for (String name : List.of("V", "V$Q", "C$I", "X$I", "V$999999999I", "C$I$I$I", "")) {
            assertThrows(ClassNotFoundException.class, () -> shapes.find("org.granary.shape." + name), name);
        }
        assertThrows(ClassNotFoundException.class, () -> shapes.find("java.lang.Runtime"));
    }

    @Test
    void shapesGoWithTheirLastUser() throws ClassNotFoundException {
        WeakReference<Class<?>> gone = new WeakReference<>(shapes.find("org.granary.shape.V$2F3D"));
        Collected.await("a shape that nobody uses", () -> gone.get() == null);
    }

    /** A class of unknown origin may say any name: it costs neither the heap nor the stack. */
    @Test
    void namesOfMoreThanAnyTypeHasSayNothing() {
        for (String name : List.of("V$" + "99999I".repeat(10_000), "C$" + "99999I".repeat(10_000) + "$", "S$99999I99999J",
                "G$" + "99999I$".repeat(5_000) + "I", "G$" + "I$".repeat(30_000) + "I", "V$100001I", "V$%", "X$I")) {
            assertThrows(ClassNotFoundException.class, () -> shapes.find("org.granary.shape." + name));
        }
    }
}
