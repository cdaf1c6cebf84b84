package org.granary.vm;

/**
 * What the parts of a function that was cut share, where a field for each value would be more than a class can name. Confined to one
 * call.
 */
public final class ArrayFrame {
    /** The i32 values. */
    public final int[] a0;
    /** The i64 values, and two for each v128. */
    public final long[] a1;
    /** The f32 values. */
    public final float[] a2;
    /** The f64 values. */
    public final double[] a3;
    /** The functions. */
    public final FuncRef[] a4;
    /** All other references. */
    public final Object[] a5;

    /**
     * A frame of zeros and nulls. One that takes more than all functions that wait may hold is none of ours.
     *
     * @param ints      how many i32
     * @param longs     how many i64
     * @param floats    how many f32
     * @param doubles   how many f64
     * @param functions how many functions
     * @param objects   how many other references
     */
    public ArrayFrame(int ints, int longs, int floats, int doubles, int functions, int objects) {
        long bytes = 4L * (ints + (long) floats) + 8L * (longs + (long) doubles + functions + objects);
        // a count below zero would make up for a large one, whose array is made before the JVM meets the other
        if ((ints | longs | floats | doubles | functions | objects) < 0 || bytes > VmStore.MOST_HELD) {
            throw GcArray.strange("a frame of " + bytes + " bytes");
        }
        a0 = new int[ints];
        a1 = new long[longs];
        a2 = new float[floats];
        a3 = new double[doubles];
        a4 = new FuncRef[functions];
        a5 = new Object[objects];
    }
}
