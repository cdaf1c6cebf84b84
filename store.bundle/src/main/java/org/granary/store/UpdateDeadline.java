package org.granary.store;

/**
 * How a guest goes on that has met its epoch deadline. Immutable.
 */
public final class UpdateDeadline {
    private final boolean yields;
    private final long delta;

    private UpdateDeadline(boolean yields, long delta) {
        this.yields = yields;
        this.delta = delta;
    }

    /**
     * The guest goes on at once.
     *
     * @param delta the new deadline, in ticks beyond the present epoch, unsigned; 0 is due again at once, so that the callback is asked
     *              at the guest's next look, which compiled loops have more seldom than interpreted ones (see
     *              {@link StoreContext#setEpochDeadline})
     * @return the answer
     */
    public static UpdateDeadline continueWith(long delta) {
        return new UpdateDeadline(false, delta);
    }

    /**
     * The call yields before the guest goes on. Needs an engine with {@code async(true)}; elsewhere the call ends with an {@code
     * IllegalStateException}.
     *
     * @param delta the new deadline, in ticks beyond the epoch after that, unsigned
     * @return the answer
     */
    public static UpdateDeadline yieldWith(long delta) {
        return new UpdateDeadline(true, delta);
    }

    boolean yields() {
        return yields;
    }

    long delta() {
        return delta;
    }

    @Override
    public String toString() {
        return (yields ? "yield" : "continue") + " with " + Long.toUnsignedString(delta);
    }
}
