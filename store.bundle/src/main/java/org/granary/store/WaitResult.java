package org.granary.store;

/** How a wait at an address of a {@link SharedMemory} came to its end. Immutable. */
public enum WaitResult {
    /** The expected value was there, and the thread was woken. */
    OK,
    /** Another value was there; the thread did not wait. */
    MISMATCH,
    /** The expected value was there, and nobody woke the thread before the time was over. */
    TIMED_OUT
}
