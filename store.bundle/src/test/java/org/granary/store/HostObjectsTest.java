package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.LimitException;
import org.granary.type.AbstractHeapType;
import org.granary.type.ArrayType;
import org.granary.type.BottomHeapType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.HeapType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.StructType;
import org.granary.type.TableType;
import org.granary.type.TagType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Structures, arrays, scalars and exceptions that the host makes, in compiled and in interpreted engines. */
@Timeout(120)
class HostObjectsTest {
    private static final int STRUCT = 0x5f;
    private static final int ARRAY = 0x5e;
    private static final int REF_NULLABLE = 0x63;
    private static final int GC = 0xfb;

    private final List<Engine> engines = List.of(Engine.create(), Engine.create(EngineConfig.builder().interpreter(true).build()));

    @AfterEach
    void close() {
        engines.forEach(Engine::close);
    }

    private interface Check {
        void in(Store<Void> store);
    }

    private void everywhere(Check check) {
        for (Engine engine : engines) {
            try (Store<Void> store = Store.create(engine)) {
                check.in(store);
            }
        }
    }

    private static FieldType mutable(StorageType type) {
        return new FieldType(type, true);
    }

    private static final StructType POINT = new StructType(List.of(mutable(ValType.I32), new FieldType(ValType.F64, false)));
    private static final ArrayType BYTES = new ArrayType(mutable(PackedType.I8));

    /** Takes a point and gives its first field; takes bytes and gives element 1; sets a point's first field; makes a point. */
    private static Instance guest(Store<Void> store) {
        Wasm wasm = new Wasm();
        int point = wasm.rawType(STRUCT, 2, Wasm.I32, 1, 0x7c, 0);
        int bytes = wasm.rawType(ARRAY, 0x78, 1);
        wasm.exported("x", wasm.rawType(0x60, 1, REF_NULLABLE, point, 1, Wasm.I32), Wasm.LOCAL_GET, 0, GC, 0x02, point, 0);
        wasm.exported("second", wasm.rawType(0x60, 1, REF_NULLABLE, bytes, 1, Wasm.I32), Wasm.LOCAL_GET, 0, Wasm.I32_CONST, 1, GC, 0x0c,
                bytes);
        wasm.exported("set", wasm.rawType(0x60, 2, REF_NULLABLE, point, Wasm.I32, 0), Wasm.LOCAL_GET, 0, Wasm.LOCAL_GET, 1, GC, 0x05, point,
                0);
        wasm.exported("make", wasm.rawType(0x60, 0, 1, REF_NULLABLE, point), GC, 0x01, point);
        return Instance.create(store, store.engine().compile(wasm.bytes()), List.of());
    }

    @Test
    void guestsUseStructuresOfThePlainTypeThatTheyDefineToo() {
        everywhere(store -> {
            Instance guest = guest(store);
            StructRef point = StructRef.create(store, POINT, 7, 1.5);
            assertEquals(7, guest.func("x").call(point)[0]);
            guest.func("set").call(point, 9);
            assertEquals(List.of(9, 1.5), point.fields());
            point.set(0, 10);
            assertEquals(10, guest.func("x").call(point)[0]);
            assertThrows(UnsupportedOperationException.class, () -> point.set(1, 2.0));
            assertSame(((StructRef) guest.func("make").call()[0]).definedType(), point.definedType());
        });
    }

    @Test
    void typesOfModulesAreFoundInTheTypesOfTheirItems() {
        everywhere(store -> {
            Instance guest = guest(store);
            DefType type = (DefType) ((RefType) guest.func("x").type().params().get(0)).heap();
            StructRef point = StructRef.create(store, type, 3, 0.25);
            assertEquals(3, guest.func("x").call(point)[0]);
            assertTrue(point.matches(type) && point.matches(AbstractHeapType.EQ) && !point.matches(AbstractHeapType.ARRAY));
            DefType bytes = (DefType) ((RefType) guest.func("second").type().params().get(0)).heap();
            assertEquals(-2, guest.func("second").call(ArrayRef.createFixed(store, bytes, 1, 254))[0]);
            assertThrows(IllegalStateException.class, () -> StructRef.create(store, bytes, 1));
            assertThrows(IllegalStateException.class, () -> ArrayRef.create(store, type, 1, 1));
        });
    }

    @Test
    void arraysAreMadeOfOneValueOrOfMany() {
        everywhere(store -> {
            ArrayRef bytes = ArrayRef.create(store, BYTES, 3, 0x1ff);
            assertEquals(List.of(255, 255, 255), bytes.elements());
            bytes.set(1, 5);
            assertEquals(5, bytes.get(1));
            assertThrows(IndexOutOfBoundsException.class, () -> bytes.get(3));
            assertEquals(5, guest(store).func("second").call(bytes)[0]);
            ArrayRef vectors = ArrayRef.createFixed(store, new ArrayType(mutable(ValType.V128)), new V128(1, 2), new V128(3, 4));
            assertEquals(new V128(3, 4), vectors.get(1));
            assertEquals(0, ArrayRef.createFixed(store, BYTES).size());
            assertThrows(IllegalArgumentException.class, () -> ArrayRef.create(store, BYTES, -1, 0));
        });
    }

    @Test
    void fieldsOfEveryTypeKeepTheirValues() {
        everywhere(store -> {
            StructType all = new StructType(List.of(mutable(PackedType.I8), mutable(PackedType.I16), mutable(ValType.I64),
                    mutable(ValType.F32), mutable(ValType.V128),
                    mutable(ValType.EXTERNREF), mutable(ValType.FUNCREF), mutable(new RefType(true, AbstractHeapType.ANY))));
            ExternRef extern = ExternRef.create(store, "object");
            Func func = Func.create(store, FuncType.of(List.of(), List.of()), (caller, arguments) -> null);
            StructRef made = StructRef.create(store, all, 1, 2, 3L, 4f, new V128(5, 6), extern, func, I31Ref.of(8));
            assertEquals(List.of(1, 2, 3L, 4f, new V128(5, 6), extern, func, I31Ref.of(8)), made.fields());
            made.set(7, made);
            assertEquals(made, made.get(7));
            made.set(5, null);
            assertNull(made.get(5));
        });
    }

    @Test
    void aTypeMayReferToItselfAndToOthersOfTheEngine() {
        everywhere(store -> {
            DefType point = StructRef.create(store, POINT, 1, 1.0).definedType();
            StructType pair = new StructType(List.of(mutable(new RefType(true, point)), mutable(new RefType(true, new TypeIndex(0)))));
            StructRef last = StructRef.create(store, pair, null, null);
            StructRef first = StructRef.create(store, last.definedType(), StructRef.create(store, POINT, 2, 2.0), last);
            assertEquals(last, first.get(1));
            assertThrows(IllegalArgumentException.class, () -> first.set(0, last));
            StructType beyond = new StructType(List.of(mutable(new RefType(true, new TypeIndex(1)))));
            assertThrows(IllegalArgumentException.class, () -> StructRef.create(store, beyond, (Object) null));
        });
    }

    @Test
    void typesThatReferToNoneAreRefused() {
        everywhere(store -> {
            for (HeapType none : List.of(new TypeIndex(1), new TypeIndex(-1), BottomHeapType.BOT)) {
                RefType reference = new RefType(true, none);
                FuncType takes = FuncType.of(List.of(reference), List.of());
                FuncType gives = FuncType.of(List.of(), List.of(reference));
                for (Executable make : List.<Executable>of(() -> Func.create(store, takes, (caller, arguments) -> null),
                        () -> Func.create(store, gives, (caller, arguments) -> null), () -> Tag.create(store, new TagType(takes)),
                        () -> Global.create(store, new GlobalType(reference, true), null),
                        () -> Table.create(store, TableType.of(reference, 1)),
                        () -> StructRef.create(store, new StructType(List.of(mutable(reference))), (Object) null),
                        () -> ArrayRef.create(store, new ArrayType(mutable(reference)), 1, null))) {
                    String message = assertThrows(IllegalArgumentException.class, make).getMessage();
                    assertTrue(message.contains("found ") && message.contains(none.toString()), message);
                }
            }
        });
    }

    @Test
    void aFunctionsTypeMayNameItself() {
        everywhere(store -> {
            FuncType own = FuncType.of(List.of(new RefType(true, new TypeIndex(0))), List.of(new RefType(true, new TypeIndex(0))));
            Func same = Func.create(store, own, (caller, arguments) -> arguments);
            assertEquals(same, same.call(same)[0]);
            assertThrows(IllegalArgumentException.class, () -> same.call(Func.create(store, FuncType.of(List.of(), List.of()),
                    (caller, arguments) -> null)));
        });
    }

    @Test
    void valuesThatDoNotFitAreNamed() {
        everywhere(store -> {
            String number = assertThrows(IllegalArgumentException.class, () -> StructRef.create(store, POINT, 1)).getMessage();
            assertTrue(number.contains("expected 2 fields"), number);
            String kind = assertThrows(IllegalArgumentException.class, () -> StructRef.create(store, POINT, 1, 2)).getMessage();
            assertTrue(kind.contains("field 1") && kind.contains("f64") && kind.contains("Integer 2"), kind);
            String element = assertThrows(IllegalArgumentException.class, () -> ArrayRef.createFixed(store, BYTES, 1, 2L)).getMessage();
            assertTrue(element.contains("element 1") && element.contains("Long 2"), element);
            ArrayType exact = new ArrayType(mutable(new RefType(false, AbstractHeapType.I31)));
            assertThrows(IllegalArgumentException.class, () -> ArrayRef.create(store, exact, 1, null));
        });
    }

    @Test
    void objectsAndTypesOfOthersAreRefused() {
        ArrayType any = new ArrayType(mutable(new RefType(true, AbstractHeapType.ANY)));
        List<DefType> points = new ArrayList<>();
        everywhere(store -> {
            try (Store<Void> other = Store.create(store.engine())) {
                StructRef foreign = StructRef.create(other, POINT, 1, 1.0);
                ArrayRef own = ArrayRef.create(store, any, 1, null);
                for (Runnable use : List.<Runnable>of(() -> own.set(0, foreign), () -> ArrayRef.createFixed(store, any, foreign),
                        () -> guest(store).func("x").call(foreign))) {
                    String message = assertThrows(IllegalArgumentException.class, use::run).getMessage();
                    assertTrue(message.contains(store.context().toString()) && message.contains(other.context().toString()), message);
                }
            }
            points.add(StructRef.create(store, POINT, 1, 1.0).definedType());
        });
        assertNotSame(points.get(0), points.get(1));
        try (Store<Void> store = Store.create(engines.get(0))) {
            DefType foreign = points.get(1);
            assertThrows(IllegalArgumentException.class, () -> StructRef.create(store, foreign, 1, 1.0));
            ArrayType of = new ArrayType(mutable(new RefType(true, foreign)));
            assertThrows(IllegalArgumentException.class, () -> ArrayRef.create(store, of, 1, null));
        }
    }

    @Test
    void theBudgetCountsThem() {
        everywhere(store -> {
            store.totalBudget(100_000);
            ArrayRef kept = ArrayRef.create(store, BYTES, 50_000, 1);
            assertTrue(store.snapshot().usedBytes() >= 50_000, () -> "counted " + store.snapshot().usedBytes());
            LimitException refused = assertThrows(LimitException.class, () -> ArrayRef.create(store, BYTES, 60_000, 1));
            assertTrue(refused.getMessage().contains("total budget"), refused.getMessage());
            List<StructRef> many = new ArrayList<>();
            assertThrows(LimitException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    many.add(StructRef.create(store, POINT, i, 0.0));
                }
            });
            assertTrue(many.size() > 500, "made only " + many.size());
            assertEquals(1, kept.get(49_999));
        });
    }

    @Test
    void closedStoresAndOtherThreadsMakeNone() throws Exception {
        Store<Void> store = Store.create(engines.get(0));
        StoreContext<Void> context = store.context();
        List<Throwable> thrown = new ArrayList<>();
        store.callHook((inside, transition) -> {
            Thread other = new Thread(() -> {
                try {
                    StructRef.create(store, POINT, 1, 1.0);
                } catch (RuntimeException e) {
                    thrown.add(e);
                }
            });
            other.start();
            other.join();
        });
        guest(store).func("make").call();
        assertTrue(!thrown.isEmpty() && thrown.stream().allMatch(ConcurrentUseException.class::isInstance), thrown::toString);
        store.close();
        assertThrows(IllegalStateException.class, () -> ArrayRef.create(context, BYTES, 1, 1));
    }

    @Test
    void scalarsAreWrappedOrExact() {
        assertEquals(-1, I31Ref.of(Integer.MAX_VALUE).value());
        assertEquals(5, I31Ref.exact(5).value());
        assertThrows(IllegalArgumentException.class, () -> I31Ref.exact(1 << 30));
        assertTrue(I31Ref.of(1).matches(AbstractHeapType.EQ));
        assertFalse(I31Ref.of(1).matches(AbstractHeapType.STRUCT));
    }

    @Test
    void exceptionsCarryObjects() {
        everywhere(store -> {
            Tag tag = Tag.create(store, new TagType(FuncType.of(List.of(ValType.I32, new RefType(true, AbstractHeapType.ANY)), List.of())));
            StructRef point = StructRef.create(store, POINT, 1, 1.0);
            ThrownException made = new ThrownException(tag, 3, point);
            assertEquals(Arrays.asList(3, point), made.values());
            ArrayRef kept = ArrayRef.create(store, new ArrayType(mutable(new RefType(true, AbstractHeapType.EXN))), 1, made);
            assertEquals(made, kept.get(0));
        });
    }
}
