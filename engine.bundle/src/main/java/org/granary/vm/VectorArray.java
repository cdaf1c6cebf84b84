package org.granary.vm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.granary.type.DefType;

/** An array of v128: two longs each, the low half first. */
public final class VectorArray extends GcArray {
    private final long[] data;

    VectorArray(DefType type, int length, Object chunk) {
        super(type, length, chunk);
        if (length > Integer.MAX_VALUE / 2) {
            throw new OutOfMemoryError("an array of " + length + " vectors");
        }
        data = new long[2 * length];
    }

    /**
     * {@code array.new}.
     *
     * @param low      the low half of all elements
     * @param high     the high half
     * @param length   the number of elements, unsigned
     * @param instance in whose store
     * @param type     the canonical array type
     * @return the array
     * @throws org.granary.engine.Trap when the JVM cannot hold it, or with what ends the call
     */
    public static GcArray filled(long low, long high, int length, Instance instance, DefType type) {
        VectorArray made = (VectorArray) make(length, instance, type);
        made.fill(0, low, high, length, instance);
        return made;
    }

    /**
     * The low half of {@code array.get}.
     *
     * @param index the element
     * @return bits 0 to 63
     * @throws org.granary.engine.Trap when the array ends before it
     */
    public long low(int index) {
        if (index < 0 || index >= length) {
            throw outOfBounds();
        }
        return data[2 * index];
    }

    /**
     * The high half of {@code array.get}.
     *
     * @param index the element
     * @return bits 64 to 127
     * @throws org.granary.engine.Trap when the array ends before it
     */
    public long high(int index) {
        if (index < 0 || index >= length) {
            throw outOfBounds();
        }
        return data[2 * index + 1];
    }

    /**
     * {@code array.set}.
     *
     * @param index the element
     * @param low   bits 0 to 63
     * @param high  bits 64 to 127
     * @throws org.granary.engine.Trap when the array ends before it
     */
    public void set(int index, long low, long high) {
        if (index < 0 || index >= length) {
            throw outOfBounds();
        }
        data[2 * index] = low;
        data[2 * index + 1] = high;
    }

    /**
     * {@code array.fill}.
     *
     * @param from     the first element
     * @param low      bits 0 to 63 of all
     * @param high     bits 64 to 127
     * @param count    how many
     * @param instance in whose store
     * @throws org.granary.engine.Trap when the array ends too early, or with what ends the call
     */
    public void fill(int from, long low, long high, int count, Instance instance) {
        check(from, count);
        for (int done = 0, part; done < count; done += part) {
            part = Strip.next(done, count, instance.store);
            repeat(from + done, low, high, part);
        }
    }

    private void repeat(int from, long low, long high, int count) {
        for (int i = from; i < from + count; i++) {
            data[2 * i] = low;
            data[2 * i + 1] = high;
        }
    }

    @Override
    Object data() {
        return data;
    }

    @Override
    int slots() {
        return 2;
    }

    @Override
    void decode(byte[] bytes, int from, int at, int count) {
        long[] read = new long[2 * count];
        ByteBuffer.wrap(bytes, from, count * 16).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(read);
        System.arraycopy(read, 0, data, 2 * at, read.length);
    }

    @Override
    public Object read(int index) {
        return new long[] {low(index), high(index)};
    }

    @Override
    public void write(int index, Object value) {
        long[] halves = (long[]) value;
        set(index, halves[0], halves[1]);
    }

    @Override
    public void write(int from, Object value, int count, Instance instance) {
        long[] halves = (long[]) value;
        fill(from, halves[0], halves[1], count, instance);
    }
}
