package org.granary.testing;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for the collector, which comes when it wants to; but not for ever. */
public final class Collected {
    private static final long LIMIT_SECONDS = 60;

    private Collected() {
    }

    /**
     * Has the collector come until something is gone.
     *
     * @param what whatever is to go, in words
     * @param gone whether it has gone
     * @throws AssertionError when it is still there after a minute
     */
    public static void await(String what, BooleanSupplier gone) {
        await(what, gone, TimeUnit.SECONDS.toNanos(LIMIT_SECONDS));
    }

    static void await(String what, BooleanSupplier gone, long nanos) {
        long start = System.nanoTime();
        for (int times = 0; !gone.getAsBoolean(); times++) {
            if (System.nanoTime() - start > nanos) {
                throw new AssertionError(what + ": still there after " + times + " collections");
            }
            System.gc();
        }
    }
}
