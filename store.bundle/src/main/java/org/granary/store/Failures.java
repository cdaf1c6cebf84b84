package org.granary.store;

/** What went wrong while several things were ended, each of which has its turn: thrown when all have had it. Confined to one thread. */
final class Failures {
    private Throwable first;

    /**
     * Keeps a failure.
     *
     * @param failure anything, for code of others throws checked exceptions where none are declared; the first one is thrown, or the first
     *                of those that tell the JVM's end, with the others behind it
     */
    void add(Throwable failure) {
        Throwable before = first;
        if (before == null || before == failure) {
            first = failure;
            return;
        }
        // who looks at what is thrown only must see that the JVM is at its end
        boolean worse = failure instanceof VirtualMachineError && !(before instanceof VirtualMachineError);
        first = worse ? failure : before;
        try {
            first.addSuppressed(worse ? before : failure);
        } catch (OutOfMemoryError e) {
            // the next one has its turn all the same
            first = e;
        }
    }

    /**
     * What is thrown where something has been thrown in the place of a failure: the failure all the same when it tells the JVM's end, with
     * the other behind it.
     *
     * @param by what takes the place
     * @param of what the place was of
     * @return one of the two
     */
    static Throwable inPlace(Throwable by, Throwable of) {
        if (!(of instanceof VirtualMachineError) || Entry.overflow(of)) {
            return by;
        }
        Failures both = new Failures();
        both.add(by);
        both.add(of);
        return both.first;
    }

    /**
     * Tells of a failure where failures of threads are told of, since it is not that of what the caller does.
     *
     * @param failure unchecked
     * @throws VirtualMachineError the failure, when the JVM itself is at its end: that is everybody's
     */
    static void report(Throwable failure) {
        if (failure instanceof VirtualMachineError end) {
            throw end;
        }
        Thread me = Thread.currentThread();
        me.getUncaughtExceptionHandler().uncaughtException(me, failure);
    }

    /** Throws the first failure, if there was one. */
    void raise() {
        Throwable thrown = first;
        first = null;
        if (thrown != null) {
            throw Failures.<RuntimeException>unchecked(thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
