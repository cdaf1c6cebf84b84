package org.granary.vm;

/**
 * How an instruction goes through many elements of an array or table: in strips of some milliseconds, between which it looks whether the
 * call is to end. An epoch that somebody is to be asked about waits for the next check point: what compiled code holds in locals stands
 * still meanwhile. Few elements are one strip, which costs one comparison.
 */
final class Strip {
    /** References take longest: each is told to the garbage collector. */
    static final int ELEMENTS = 1 << 21;

    private Strip() {
    }

    /**
     * Begins a strip.
     *
     * @param done  how many elements have been gone through
     * @param count how many there are in all, more than {@code done}; bounds have been checked
     * @param store the store that the instruction runs in
     * @return how many elements the strip has
     * @throws org.granary.engine.Trap with what ends the call
     */
    static int next(int done, int count, VmStore store) {
        if (count > ELEMENTS) {
            if (done == 0) {
                StackRoom.need();
            }
            look(store);
            return Math.min(count - done, ELEMENTS);
        }
        return count;
    }

    /**
     * Looks whether the call is to end.
     *
     * @param store the store that the instruction runs in
     * @throws org.granary.engine.Trap with what ends the call
     */
    static void look(VmStore store) {
        if (store.stopRequested()) {
            store.checkStop();
        }
        if (store.epochEnds()) {
            store.epochReached();
        }
    }

    /**
     * Copies elements of one array to another or the same one, overlapping or not.
     *
     * @param source the array that is read
     * @param from   its first element
     * @param target the array that is written, of the same class
     * @param at     its first element
     * @param count  how many; bounds have been checked
     * @param store  the store that the instruction runs in
     * @throws org.granary.engine.Trap with what ends the call
     */
    static void copy(Object source, int from, Object target, int at, int count, VmStore store) {
        boolean backwards = source == target && from < at;
        for (int done = 0, part; done < count; done += part) {
            part = next(done, count, store);
            int skipped = backwards ? count - done - part : done;
            System.arraycopy(source, from + skipped, target, at + skipped, part);
        }
    }
}
