package org.granary.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The little-endian views of a byte array that compiled code reads and writes memories through. A misfit of the index is the caller's out
 * of bounds; NaN payloads are kept.
 */
public final class Views {
    /** Signed 16-bit values. */
    public static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** Unsigned 16-bit values. */
    public static final VarHandle CHARS = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);
    /** 32-bit values. */
    public static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    /** 64-bit values. */
    public static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** 32-bit floats. */
    public static final VarHandle FLOATS = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    /** 64-bit floats. */
    public static final VarHandle DOUBLES = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private Views() {
    }

    /**
     * Uses each view once. A class of the JDK behind a view that is first initialised where the stack ends would stay unusable for the
     * whole process, so that is done before any guest runs.
     *
     * @return whether all worked; always true
     */
    public static boolean ready() {
        byte[] bytes = new byte[8];
        SHORTS.set(bytes, 0, (short) 1);
        CHARS.set(bytes, 0, (char) 1);
        INTS.set(bytes, 0, 1);
        LONGS.set(bytes, 0, 1L);
        FLOATS.set(bytes, 0, 1f);
        DOUBLES.set(bytes, 0, 1.0);
        return (short) SHORTS.get(bytes, 0) + (char) CHARS.get(bytes, 0) + (int) INTS.get(bytes, 0) + (long) LONGS.get(bytes, 0)
                + (float) FLOATS.get(bytes, 0) > 0
                && (double) DOUBLES.get(bytes, 0) == 1.0;
    }

    /**
     * The same for those views by which arrays are made of data segments; few modules do that.
     *
     * @return whether all worked; always true
     */
    public static boolean segmentsReady() {
        ByteBuffer segment = ByteBuffer.wrap(new byte[8]).order(ByteOrder.LITTLE_ENDIAN);
        segment.asShortBuffer().get(new short[1]);
        segment.asIntBuffer().get(new int[1]);
        segment.asLongBuffer().get(new long[1]);
        segment.asFloatBuffer().get(new float[1]);
        segment.asDoubleBuffer().get(new double[1]);
        return segment.position() == 0;
    }
}
