package org.granary.store;

/** What went wrong while several things were ended, each of which has its turn: thrown when all have had it. Confined to one thread. */
final class Failures {
    private Throwable first;

    /**
     * Keeps a failure.
     *
     * @param failure unchecked; the first one is thrown, or the first of those that tell the JVM's end, with the others behind it
     */
    void add(Throwable failure) {
        if (first == null) {
            first = failure;
        } else if (failure instanceof VirtualMachineError && !(first instanceof VirtualMachineError)) {
            // who looks at what is thrown only must see that the JVM is at its end
            failure.addSuppressed(first);
            first = failure;
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
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
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }
}
