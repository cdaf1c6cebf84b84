package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.granary.type.FuncType;

/** Tells other threads that a guest runs, which calls a function of the host's for it. For one guest; thread-safe. */
final class Running {
    private static final long LIMIT_SECONDS = 30;

    private final CountDownLatch begun = new CountDownLatch(1);

    /** What the guest is to call: it takes and gives nothing. */
    Func told(Store<?> store) {
        return Func.create(store, FuncType.taking(), (caller, arguments) -> {
            begun.countDown();
            return null;
        });
    }

    /** Comes back when it has been called, also for threads that cannot be interrupted. */
    void await() {
        try {
            assertTrue(begun.await(LIMIT_SECONDS, TimeUnit.SECONDS), "the guest does not run");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
