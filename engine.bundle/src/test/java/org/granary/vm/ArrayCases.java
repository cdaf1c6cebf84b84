package org.granary.vm;

import java.util.Arrays;
import java.util.List;
import org.granary.engine.TrapCode;
import org.granary.type.DefType;
import org.granary.type.PackedType;
import org.granary.type.StorageType;
import org.granary.type.ValType;

/** The routines on arrays, in each of their forms. */
final class ArrayCases {
    private static final int MANY = 900;
    private static final List<StorageType> STORAGES = List.of(PackedType.I8, PackedType.I16, ValType.I32, ValType.I64, ValType.F32,
            ValType.F64, ValType.V128, ValType.EXTERNREF);

    private final Brink brink;
    private final BrinkSurroundings surroundings;
    private final Instance instance;
    private final Long[] numbers = new Long[101];
    private GcArray array;

    ArrayCases(Brink brink, BrinkSurroundings surroundings) {
        this.brink = brink;
        this.surroundings = surroundings;
        this.instance = surroundings.instance;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (long) i;
        }
    }

    /** What an element holds, with every bit of it; of what has no number 0. */
    private static long at(GcArray array, int place) {
        Object value = array.read(place == 0 ? 0 : place == 1 ? MANY / 2 : MANY - 1);
        if (value instanceof long[] halves) {
            return halves[0] ^ Long.rotateLeft(halves[1], 1);
        }
        return value instanceof Float number ? Float.floatToRawIntBits(number)
                : value instanceof Double number ? Double.doubleToRawLongBits(number)
                : value == null ? 0 : ((Number) value).longValue();
    }

    private long at(int place) {
        return array == null ? 0 : at(array, place);
    }

    private void segment(long value) {
        Arrays.fill(instance.data[0], (byte) value);
        Arrays.fill(instance.elements[0], numbers[(int) value]);
    }

    void add() {
        for (StorageType storage : STORAGES) {
            ofAnyForm(surroundings.arrayType(storage));
        }
        integers();
        floats();
        others();
        GcArray none = GcArray.make(1, surroundings.arrayType(PackedType.I8));
        brink.traps("GcArray.copy(LILIIL)", TrapCode.ARRAY_OUT_OF_BOUNDS, () -> GcArray.copy(none, 1, none, 0, 1, instance));
        brink.traps("GcArray.copy(LILIIL)", TrapCode.NULL_REFERENCE, () -> GcArray.copy(none, 0, null, 0, 1, instance));
        brink.traps("GcArray.make(ILL)", TrapCode.ALLOCATION_TOO_LARGE, () -> GcArray.make(-1, instance, none.type));
        brink.pure("References.array_len(L)", () -> References.array_len(none), 1);
    }

    private void ofAnyForm(DefType type) {
        GcArray own = GcArray.make(MANY, type);
        GcArray other = GcArray.make(MANY, type);
        brink.pure("GcArray.make(ILL)", () -> GcArray.make(MANY, instance, type).length, MANY);
        boolean references = own instanceof ReferenceArray;
        if (references) {
            brink.whole("GcArray.initElem(LIIILI)", this::segment, value -> GcArray.initElem(own, 0, 5, MANY, instance, 0),
                    place -> at(own, place));
            brink.whole("GcArray.newElem(IILIL)", this::segment, value -> array = GcArray.newElem(5, MANY, instance, 0, type), this::at);
            brink.whole("GcArray.copy(LILIIL)", value -> ((ReferenceArray) other).fill(0, numbers[(int) value], MANY, instance),
                    value -> GcArray.copy(own, 0, other, 0, MANY, instance), place -> at(own, place));
        } else {
            brink.whole("GcArray.initData(LIIILI)", this::segment, value -> GcArray.initData(own, 0, 5, MANY, instance, 0),
                    place -> at(own, place));
            brink.whole("GcArray.newData(IILIL)", this::segment, value -> array = GcArray.newData(5, MANY, instance, 0, type), this::at);
            brink.whole("GcArray.copy(LILIIL)", value -> {
                segment(value);
                other.decode(instance.data[0], 0, 0, MANY);
            }, value -> GcArray.copy(own, 0, other, 0, MANY, instance), place -> at(own, place));
        }
    }

    private void integers() {
        ByteArray bytes = (ByteArray) GcArray.make(MANY, surroundings.arrayType(PackedType.I8));
        brink.whole("ByteArray.filled(IILL)", value -> array = ByteArray.filled((int) value, MANY, instance, bytes.type), this::at);
        brink.whole("ByteArray.fill(IIIL)", value -> bytes.fill(0, (int) value, MANY, instance), place -> at(bytes, place));
        brink.whole("ByteArray.set(II)", value -> bytes.set(0, (int) value), place -> bytes.getSigned(0));
        brink.pure("ByteArray.getSigned(I)", () -> bytes.getSigned(1) & 0, 0);
        brink.pure("ByteArray.getUnsigned(I)", () -> bytes.getUnsigned(1) & 0, 0);
        brink.traps("ByteArray.set(II)", TrapCode.ARRAY_OUT_OF_BOUNDS, () -> bytes.set(MANY, 0));
        ShortArray shorts = (ShortArray) GcArray.make(MANY, surroundings.arrayType(PackedType.I16));
        brink.whole("ShortArray.filled(IILL)", value -> array = ShortArray.filled((int) value, MANY, instance, shorts.type), this::at);
        brink.whole("ShortArray.fill(IIIL)", value -> shorts.fill(0, (int) value, MANY, instance), place -> at(shorts, place));
        brink.whole("ShortArray.set(II)", value -> shorts.set(0, (int) value), place -> shorts.getSigned(0));
        brink.pure("ShortArray.getSigned(I)", () -> shorts.getSigned(1) & 0, 0);
        brink.pure("ShortArray.getUnsigned(I)", () -> shorts.getUnsigned(1) & 0, 0);
        IntArray ints = (IntArray) GcArray.make(MANY, surroundings.arrayType(ValType.I32));
        brink.whole("IntArray.filled(IILL)", value -> array = IntArray.filled((int) value, MANY, instance, ints.type), this::at);
        brink.whole("IntArray.fill(IIIL)", value -> ints.fill(0, (int) value, MANY, instance), place -> at(ints, place));
        brink.whole("IntArray.set(II)", value -> ints.set(0, (int) value), place -> ints.get(0));
        brink.pure("IntArray.get(I)", () -> ints.get(1) & 0, 0);
        LongArray longs = (LongArray) GcArray.make(MANY, surroundings.arrayType(ValType.I64));
        brink.whole("LongArray.filled(JILL)", value -> array = LongArray.filled(value, MANY, instance, longs.type), this::at);
        brink.whole("LongArray.fill(IJIL)", value -> longs.fill(0, value, MANY, instance), place -> at(longs, place));
        brink.whole("LongArray.set(IJ)", value -> longs.set(0, value), place -> longs.get(0));
        brink.pure("LongArray.get(I)", () -> longs.get(1) & 0, 0);
    }

    private void floats() {
        FloatArray floats = (FloatArray) GcArray.make(MANY, surroundings.arrayType(ValType.F32));
        brink.whole("FloatArray.filled(FILL)", value -> array = FloatArray.filled(value, MANY, instance, floats.type), this::at);
        brink.whole("FloatArray.fill(IFIL)", value -> floats.fill(0, value, MANY, instance), place -> at(floats, place));
        brink.whole("FloatArray.set(IF)", value -> floats.set(0, value), place -> (long) floats.get(0));
        brink.pure("FloatArray.get(I)", () -> floats.get(1) == floats.get(2) ? 1 : 0, 1);
        DoubleArray doubles = (DoubleArray) GcArray.make(MANY, surroundings.arrayType(ValType.F64));
        brink.whole("DoubleArray.filled(DILL)", value -> array = DoubleArray.filled(value, MANY, instance, doubles.type), this::at);
        brink.whole("DoubleArray.fill(IDIL)", value -> doubles.fill(0, value, MANY, instance), place -> at(doubles, place));
        brink.whole("DoubleArray.set(ID)", value -> doubles.set(0, value), place -> (long) doubles.get(0));
        brink.pure("DoubleArray.get(I)", () -> doubles.get(1) == doubles.get(2) ? 1 : 0, 1);
    }

    private void others() {
        VectorArray vectors = (VectorArray) GcArray.make(MANY, surroundings.arrayType(ValType.V128));
        brink.whole("VectorArray.filled(JJILL)", value -> array = VectorArray.filled(value, value, MANY, instance, vectors.type), this::at);
        brink.whole("VectorArray.fill(IJJIL)", value -> vectors.fill(0, value, value, MANY, instance), place -> at(vectors, place));
        // its two halves
        brink.whole("VectorArray.set(IJJ)", value -> vectors.set(0, value, value),
                place -> place == 0 ? vectors.low(0) : vectors.high(0));
        brink.pure("VectorArray.low(I)", () -> vectors.low(1) & 0, 0);
        brink.pure("VectorArray.high(I)", () -> vectors.high(1) & 0, 0);
        ReferenceArray references = (ReferenceArray) GcArray.make(MANY, surroundings.arrayType(ValType.EXTERNREF));
        references.fill(0, numbers[0], MANY, instance);
        brink.whole("ReferenceArray.filled(LILL)",
                value -> array = ReferenceArray.filled(numbers[(int) value], MANY, instance, references.type), this::at);
        brink.whole("ReferenceArray.fill(ILIL)", value -> references.fill(0, numbers[(int) value], MANY, instance),
                place -> at(references, place));
        brink.whole("ReferenceArray.set(IL)", value -> references.set(0, numbers[(int) value]), place -> (Long) references.get(0));
        brink.pure("ReferenceArray.get(I)", () -> references.get(1) == references.get(2) ? 1 : 0, 1);
    }
}
