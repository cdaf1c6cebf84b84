package org.granary.vm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.granary.type.DefType;

/** An array of i32. */
public final class IntArray extends GcArray {
    private final int[] data;

    IntArray(DefType type, int length, Object chunk) {
        super(type, length, chunk);
        data = new int[length];
    }

    /**
     * {@code array.new}.
     *
     * @param value    the value of all elements
     * @param length   the number of elements, unsigned
     * @param instance in whose store
     * @param type     the canonical array type
     * @return the array
     * @throws org.granary.engine.Trap when the JVM cannot hold it, or with what ends the call
     */
    public static GcArray filled(int value, int length, Instance instance, DefType type) {
        IntArray made = (IntArray) make(length, instance, type);
        made.fill(0, value, length, instance);
        return made;
    }

    /**
     * {@code array.get}.
     *
     * @param index the element
     * @return its value
     * @throws org.granary.engine.Trap when the array ends before it
     */
    public int get(int index) {
        if (index < 0 || index >= data.length) {
            throw outOfBounds();
        }
        return data[index];
    }

    /**
     * {@code array.set}.
     *
     * @param index the element
     * @param value its value
     * @throws org.granary.engine.Trap when the array ends before it
     */
    public void set(int index, int value) {
        if (index < 0 || index >= data.length) {
            throw outOfBounds();
        }
        data[index] = value;
    }

    /**
     * {@code array.fill}.
     *
     * @param from     the first element
     * @param value    the value of all
     * @param count    how many
     * @param instance in whose store
     * @throws org.granary.engine.Trap when the array ends too early, or with what ends the call
     */
    public void fill(int from, int value, int count, Instance instance) {
        check(from, count);
        for (int done = 0, part; done < count; done += part) {
            part = Strip.next(done, count, instance.store);
            Arrays.fill(data, from + done, from + done + part, value);
        }
    }

    @Override
    Object data() {
        return data;
    }

    @Override
    void decode(byte[] bytes, int from, int at, int count) {
        int[] read = new int[count];
        ByteBuffer.wrap(bytes, from, count * 4).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(read);
        System.arraycopy(read, 0, data, at, count);
    }

    @Override
    public Object read(int index) {
        return get(index);
    }

    @Override
    public void write(int index, Object value) {
        set(index, (int) value);
    }

    @Override
    public void write(int from, Object value, int count, Instance instance) {
        fill(from, (int) value, count, instance);
    }
}
