package org.granary.vm;

import org.granary.engine.ArtefactException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.ArrayType;
import org.granary.type.DefType;
import org.granary.type.PackedType;
import org.granary.type.StorageType;
import org.granary.type.ValType;

/**
 * An array of a guest; a subclass for each way to hold elements. Indices and counts are unsigned; every routine checks bounds before it
 * writes anything, and commits by its last write.
 *
 * <p>Source: WebAssembly core specification, section 4.2.15 (aggregate instances).
 */
public abstract class GcArray extends GcObject {
    private static final long LOW = 0xffff_ffffL;

    /** The number of elements. */
    public final int length;

    /**
     * For subclasses.
     *
     * @param type   the canonical type
     * @param length the number of elements
     * @param chunk  what its store counts it by; null where nobody counts it yet
     */
    protected GcArray(DefType type, int length, Object chunk) {
        super(type, chunk);
        this.length = length;
    }

    /**
     * Makes an array of zeros or nulls for a guest. Its store is asked for the room before the JVM is: what is refused when it is there has
     * taken it already. Guests' code has no other way to an array, so that none, whoever wrote it, has one that nobody has counted.
     *
     * @param length   the number of elements, unsigned
     * @param instance in whose store
     * @param type     the canonical array type
     * @return the array, counted
     * @throws Trap ({@link TrapCode#ALLOCATION_TOO_LARGE}) when the store's budget or the JVM has no room for it
     * @throws Trap   with what ends the call, where it is large
     */
    public static GcArray make(int length, Instance instance, DefType type) {
        return make(length, instance.store, type);
    }

    /**
     * Makes an array of zeros or nulls that nobody counts yet.
     *
     * @param length the number of elements, unsigned
     * @param type   the canonical array type
     * @return the array
     * @throws Trap ({@link TrapCode#ALLOCATION_TOO_LARGE}) when the JVM cannot hold it
     */
    public static GcArray make(int length, DefType type) {
        return make(length, (VmStore) null, type);
    }

    /** The store is asked in a statement of its own: between an object's making and the setting of its fields it costs more. */
    private static GcArray make(int length, VmStore store, DefType type) {
        if (length < 0) {
            throw new Trap(TrapCode.ALLOCATION_TOO_LARGE);
        }
        StorageType storage = storage(type);
        try {
            if (storage == PackedType.I8) {
                Object chunk = planned(store, length);
                return new ByteArray(type, length, chunk);
            }
            if (storage == PackedType.I16) {
                Object chunk = planned(store, 2L * length);
                return new ShortArray(type, length, chunk);
            }
            if (storage == ValType.I32) {
                Object chunk = planned(store, 4L * length);
                return new IntArray(type, length, chunk);
            }
            if (storage == ValType.I64) {
                Object chunk = planned(store, 8L * length);
                return new LongArray(type, length, chunk);
            }
            if (storage == ValType.F32) {
                Object chunk = planned(store, 4L * length);
                return new FloatArray(type, length, chunk);
            }
            if (storage == ValType.F64) {
                Object chunk = planned(store, 8L * length);
                return new DoubleArray(type, length, chunk);
            }
            if (storage == ValType.V128) {
                Object chunk = planned(store, 16L * length);
                return new VectorArray(type, length, chunk);
            }
            Object chunk = planned(store, 8L * length);
            return new ReferenceArray(type, length, chunk);
        } catch (OutOfMemoryError e) {
            throw new Trap(TrapCode.ALLOCATION_TOO_LARGE, e);
        }
    }

    private static Object planned(VmStore store, long bytes) {
        if (store == null) {
            return null;
        }
        store.plan(bytes);
        return store.adopt(bytes);
    }

    /**
     * {@code array.new_data}.
     *
     * @param from     the first byte of the segment
     * @param length   how many elements
     * @param instance whose segment
     * @param segment  the segment
     * @param type     the canonical array type
     * @return the array
     * @throws Trap when the segment has too few bytes
     */
    public static GcArray newData(int from, int length, Instance instance, int segment, DefType type) {
        byte[] data = instance.data[segment];
        checkData(from, length, width(type), data);
        GcArray array = make(length, instance, type);
        array.decode(data, from, 0, length, instance.store);
        return array;
    }

    /**
     * {@code array.new_elem}.
     *
     * @param from     the first element of the segment
     * @param length   how many elements
     * @param instance whose segment
     * @param segment  the segment
     * @param type     the canonical array type
     * @return the array
     * @throws Trap when the segment has too few elements
     */
    public static GcArray newElem(int from, int length, Instance instance, int segment, DefType type) {
        Object[] elements = instance.elements[segment];
        checkElements(from, length, elements);
        GcArray array = make(length, instance, type);
        Strip.copy(elements, from, array.data(), 0, length, instance.store);
        return array;
    }

    /**
     * {@code array.init_data}.
     *
     * @param array    the array, or null
     * @param at       the first element to set
     * @param from     the first byte of the segment
     * @param count    how many elements
     * @param instance whose segment
     * @param segment  the segment
     * @throws Trap when the array is null, or the array or the segment ends too early
     */
    public static void initData(Object array, int at, int from, int count, Instance instance, int segment) {
        GcArray target = (GcArray) References.nonNull(array);
        target.check(at, count);
        byte[] data = instance.data[segment];
        checkData(from, count, width(target.type), data);
        target.decode(data, from, at, count, instance.store);
    }

    private void decode(byte[] bytes, int from, int at, int count, VmStore store) {
        int width = width(type);
        for (int done = 0, part; done < count; done += part) {
            part = Strip.next(done, count, store);
            decode(bytes, from + done * width, at + done, part);
        }
    }

    /**
     * {@code array.init_elem}.
     *
     * @param array    the array, or null
     * @param at       the first element to set
     * @param from     the first element of the segment
     * @param count    how many elements
     * @param instance whose segment
     * @param segment  the segment
     * @throws Trap when the array is null, or the array or the segment ends too early
     */
    public static void initElem(Object array, int at, int from, int count, Instance instance, int segment) {
        GcArray target = (GcArray) References.nonNull(array);
        target.check(at, count);
        Object[] elements = instance.elements[segment];
        checkElements(from, count, elements);
        Strip.copy(elements, from, target.data(), at, count, instance.store);
    }

    /**
     * {@code array.copy}; ranges may overlap.
     *
     * @param target   the array to set, or null
     * @param at       the first element to set
     * @param source   the array to read, or null
     * @param from     the first element to read
     * @param count    how many
     * @param instance in whose store
     * @throws Trap when an array is null or ends too early, or with what ends the call
     */
    public static void copy(Object target, int at, Object source, int from, int count, Instance instance) {
        GcArray to = (GcArray) References.nonNull(target);
        GcArray read = (GcArray) References.nonNull(source);
        to.check(at, count);
        read.check(from, count);
        int slots = to.slots();
        Strip.copy(read.data(), from * slots, to.data(), at * slots, count * slots, instance.store);
    }

    private static void checkData(int from, int count, int width, byte[] data) {
        if ((from & LOW) + (count & LOW) * width > data.length) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
    }

    private static void checkElements(int from, int count, Object[] elements) {
        if ((from & LOW) + (count & LOW) > elements.length) {
            throw new Trap(TrapCode.TABLE_OUT_OF_BOUNDS);
        }
    }

    /** The bytes of an element in a data segment. */
    private static int width(DefType type) {
        StorageType storage = storage(type);
        if (storage instanceof PackedType packed) {
            return packed.bytes();
        }
        return storage == ValType.V128 ? 16 : storage == ValType.I64 || storage == ValType.F64 ? 8 : 4;
    }

    private static StorageType storage(DefType type) {
        if (type.definition().content() instanceof ArrayType array) {
            return array.element().storage();
        }
        throw strange("an array of the type " + type);
    }

    /** The refusal of a stranger's code: it says what no validated module says. */
    static ArtefactException strange(String what) {
        return new ArtefactException(ArtefactException.Reason.FORBIDDEN, "its code makes " + what);
    }

    /**
     * Checks a range.
     *
     * @param from  the first element
     * @param count how many
     * @throws Trap ({@link TrapCode#ARRAY_OUT_OF_BOUNDS}) when the array ends too early
     */
    protected final void check(int from, int count) {
        if ((from & LOW) + (count & LOW) > length) {
            throw outOfBounds();
        }
    }

    /**
     * What an access past the end throws.
     *
     * @return a new trap
     */
    protected static Trap outOfBounds() {
        return new Trap(TrapCode.ARRAY_OUT_OF_BOUNDS);
    }

    /** The JVM array behind this one. */
    abstract Object data();

    /** How many slots of {@link #data} an element takes. */
    int slots() {
        return 1;
    }

    /** Sets elements from bytes, little-endian; all bounds have been checked. */
    abstract void decode(byte[] bytes, int from, int at, int count);

    /**
     * Reads an element: for hosts and constant expressions.
     *
     * @param index the element
     * @return the boxed value; packed integers are zero-extended
     * @throws Trap when the array ends before it
     */
    public abstract Object read(int index);

    /**
     * Sets an element: for hosts and constant expressions.
     *
     * @param index the element
     * @param value the boxed value, of the element's type
     * @throws Trap when the array ends before it
     */
    public abstract void write(int index, Object value);

    /**
     * {@code array.fill} with a boxed value: for the interpreter.
     *
     * @param from     the first element
     * @param value    the boxed value, of the elements' type
     * @param count    how many
     * @param instance in whose store
     * @throws Trap when the array ends too early, or with what ends the call
     */
    public abstract void write(int from, Object value, int count, Instance instance);
}
