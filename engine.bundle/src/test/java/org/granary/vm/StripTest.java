package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.ArrayType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.Limits;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.StorageType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Instructions on many elements: what ends the call is seen between two strips, and all strips together are the whole. */
class StripTest {
    private static final int STRIP = Strip.ELEMENTS;
    private static final int MANY = 2 * STRIP + 17;

    /** Ends a call at its so manyeth look. */
    private static final class Looking extends UnlimitedStore {
        private int looks;
        private int last = Integer.MAX_VALUE;

        @Override
        protected boolean epochEnds() {
            return ++looks >= last;
        }

        void endAt(int look) {
            looks = 0;
            last = look;
        }
    }

    private final Looking store = new Looking();
    private final Instance instance = new Instance(store, null, new int[] {0, 0, 2, 0}) {
        @Override
        public void bind() {
            // no code runs in it
        }
    };

    private static GcArray make(StorageType storage, int length) {
        DefType type = new TypeCanon().group(List.of(SubType.plain(new ArrayType(new FieldType(storage, true))))).get(0);
        return GcArray.make(length, type);
    }

    private static Table table() {
        return new Table(new UnlimitedStore(), new TableType(ValType.EXTERNREF, new Limits(MANY, OptionalLong.empty()), NumType.I32), null);
    }

    private void ended(Executable run) {
        store.endAt(2);
        assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, run).code());
        assertEquals(2, store.looks);
        store.endAt(Integer.MAX_VALUE);
        store.requestStop(TrapCode.DEADLINE);
        assertEquals(TrapCode.DEADLINE, assertThrows(Trap.class, run).code());
        assertEquals(0, store.looks);
    }

    @Test
    void fillingAnArrayIsEndedBetweenTwoStrips() {
        Object[][] storages = {{PackedType.I8, 7, 0}, {PackedType.I16, 7, 0}, {ValType.I32, 7, 0}, {ValType.I64, 7L, 0L},
            {ValType.F32, 7F, 0F}, {ValType.F64, 7D, 0D}, {ValType.EXTERNREF, "new", null}};
        for (Object[] storage : storages) {
            GcArray array = make((StorageType) storage[0], MANY);
            ended(() -> array.write(0, storage[1], MANY, instance));
            assertEquals(storage[1], array.read(STRIP - 1), "the first strip of " + storage[0]);
            assertEquals(storage[2], array.read(STRIP), "the second strip of " + storage[0]);
            array.write(5, storage[1], MANY - 6, instance);
            assertEquals(storage[1], array.read(MANY - 2));
            assertEquals(storage[2], array.read(MANY - 1));
            assertEquals(3, store.looks);
        }
        VectorArray vectors = (VectorArray) make(ValType.V128, MANY);
        ended(() -> vectors.write(0, new long[] {7, 8}, MANY, instance));
        assertEquals(8, vectors.high(STRIP - 1));
        assertEquals(0, vectors.low(STRIP));
        vectors.fill(0, 7, 8, MANY, instance);
        assertEquals(7, vectors.low(MANY - 1));
        ended(() -> VectorArray.filled(1, 2, MANY, instance, vectors.type));
        ended(() -> ReferenceArray.filled("new", MANY, instance, make(ValType.EXTERNREF, 0).type));
    }

    @Test
    void copyingOverlapsAsTheWholeWould() {
        for (boolean up : new boolean[] {true, false}) {
            IntArray array = (IntArray) make(ValType.I32, MANY + 1);
            for (int i = 0; i <= MANY; i++) {
                array.set(i, i);
            }
            GcArray.copy(array, up ? 1 : 0, array, up ? 0 : 1, MANY, instance);
            for (int i = 0; i < MANY; i++) {
                assertEquals(up ? i : i + 1, array.get(up ? i + 1 : i));
            }
        }
        VectorArray vectors = (VectorArray) make(ValType.V128, MANY);
        vectors.set(MANY - 2, 3, 4);
        GcArray.copy(vectors, 1, vectors, 0, MANY - 1, instance);
        assertEquals(3, vectors.low(MANY - 1));
        assertEquals(4, vectors.high(MANY - 1));
        assertEquals(0, vectors.low(MANY - 2));
    }

    @Test
    void copyingArraysIsEndedBetweenTwoStrips() {
        GcArray array = make(PackedType.I8, MANY);
        GcArray source = make(PackedType.I8, MANY);
        source.write(0, 7, MANY, instance);
        ended(() -> GcArray.copy(array, 0, source, 0, MANY, instance));
        assertEquals(7, array.read(STRIP - 1));
        assertEquals(0, array.read(STRIP));
        instance.data = new byte[][] {new byte[4 * MANY]};
        instance.elements = new Object[][] {new Object[MANY]};
        GcArray ints = make(ValType.I32, MANY);
        GcArray references = make(ValType.EXTERNREF, MANY);
        instance.data[0][4 * (MANY - 1)] = 9;
        instance.elements[0][MANY - 1] = "last";
        ended(() -> GcArray.initData(ints, 0, 0, MANY, instance, 0));
        ended(() -> GcArray.newData(0, MANY, instance, 0, ints.type));
        ended(() -> GcArray.initElem(references, 0, 0, MANY, instance, 0));
        ended(() -> GcArray.newElem(0, MANY, instance, 0, references.type));
        GcArray.initData(ints, 0, 0, MANY, instance, 0);
        assertEquals(9, ints.read(MANY - 1));
        assertEquals("last", GcArray.newElem(0, MANY, instance, 0, references.type).read(MANY - 1));
    }

    @Test
    void tablesAreFilledAndCopiedInStrips() {
        Table table = table();
        instance.tables[0] = table;
        instance.tables[1] = table();
        ended(() -> Routines.tableFill(0, "new", MANY, instance, 0));
        assertEquals("new", table.get(STRIP - 1));
        assertEquals(null, table.get(STRIP));
        ended(() -> Routines.tableCopy(0, 0, MANY, instance, 1, 0));
        assertEquals("new", instance.tables[1].get(STRIP - 1));
        Routines.tableFill(STRIP - 1, "later", STRIP, instance, 0);
        ended(() -> Routines.tableCopy(1, 0, MANY - 1, instance, 0, 0));
        // the last strip comes first, since the ranges overlap
        assertEquals("later", table.get(2 * STRIP - 1));
        assertEquals("new", table.get(STRIP - 2));
        instance.elements = new Object[][] {new Object[MANY]};
        ended(() -> Routines.tableInit(0, 0, MANY, instance, 0, 1));
        assertEquals(null, instance.tables[1].get(STRIP - 1));
    }

    @Test
    void whatIsNotInsideWritesNothingAndIsNotLookedAt() {
        GcArray array = make(PackedType.I8, MANY);
        instance.tables[0] = table();
        for (Executable beyond : List.<Executable>of(() -> array.write(1, 7, MANY, instance), () -> array.write(0, 7, -1, instance),
                () -> GcArray.copy(array, 0, array, 1, MANY, instance), () -> Routines.tableFill(1, "new", MANY, instance, 0),
                () -> Routines.tableCopy(0, 1, MANY, instance, 0, 0))) {
            store.requestStop(TrapCode.DEADLINE);
            String code = assertThrows(Trap.class, beyond).code().name();
            assertTrue(code.endsWith("OUT_OF_BOUNDS"), code);
            assertEquals(TrapCode.DEADLINE, store.takeStop());
        }
        assertEquals(0, store.looks);
        assertEquals(0, array.read(1));
    }

    @Test
    void aFewElementsAreNotLookedAt() {
        GcArray array = make(PackedType.I8, STRIP);
        store.endAt(1);
        store.requestStop(TrapCode.INTERRUPT);
        array.write(0, 7, STRIP, instance);
        assertEquals(0, store.looks);
        assertEquals(7, array.read(STRIP - 1));
    }
}
