package org.granary.wasi.stream;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Asked by what waits, some hundred times a second: whether it has to come back. On behalf of a thread that waits in the system another one
 * may ask.
 */
@ConsumerType
@FunctionalInterface
public interface Stop {
    /** How long anything waits before it asks again. */
    long SLICE_NANOS = 5_000_000;

    /**
     * Whether waiting has to end.
     *
     * @return true when the guest is to end, or its thread is interrupted
     */
    boolean requested();
}
