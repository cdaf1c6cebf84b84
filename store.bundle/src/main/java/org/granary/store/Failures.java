package org.granary.store;

/** What went wrong while several things were ended, each of which has its turn: thrown when all have had it. Confined to one thread. */
final class Failures {
    private Throwable first;

    /**
     * Keeps a failure.
     *
     * @param failure unchecked; the first one is thrown, with the later ones behind it
     */
    void add(Throwable failure) {
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
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
