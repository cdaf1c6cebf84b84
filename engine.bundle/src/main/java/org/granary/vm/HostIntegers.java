package org.granary.vm;

/** A host function of a few i32 and i64, behind its generated adapter: nothing is boxed, and no handle has to be put together. */
public interface HostIntegers {
    /** So many parameters it has at most. */
    int MOST = 9;

    /**
     * Runs the host function. Parameters that are i32 are sign-extended; those that it lacks are 0.
     *
     * @param caller the instance that imports it, or null when the host calls it directly
     * @param a      the first parameter
     * @param b      the second
     * @param c      the third
     * @param d      the fourth
     * @param e      the fifth
     * @param f      the sixth
     * @param g      the seventh
     * @param h      the eighth
     * @param i      the ninth
     * @return the result, of which an i32 is the low half; anything where there is none
     * @throws HostException      around what the host throws
     * @throws ExnRef             for guests to catch
     * @throws StackOverflowError as it is
     */
    long call(Instance caller, long a, long b, long c, long d, long e, long f, long g, long h, long i);
}
