package org.granary.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Waiting for what has no event of its own: the state of a bundle, of a folder, of a plugin. */
final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 20;

    private Await() {}

    /**
     * The first value that is as wanted; after ninety seconds, which a loaded machine may need to compile a large module, an {@link
     * AssertionError} with the last value.
     */
    static <T> T value(String what, Callable<T> source, Predicate<? super T> wanted) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        T last = source.call();
        while (!wanted.test(last)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": not within " + LIMIT.toSeconds() + " s, the last value is " + last);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            last = source.call();
        }
        return last;
    }

    /** Waits until it is so. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        value(what, condition, is -> is);
    }

    /** Waits until the latch is down. */
    static void down(String what, CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError(what + ": not within " + LIMIT.toSeconds() + " s");
        }
    }

    /** What comes out of work that is done elsewhere; {@link java.util.concurrent.ExecutionException} when it has failed. */
    static <T> T result(String what, Future<T> work) throws Exception {
        try {
            return work.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(what + ": not within " + LIMIT.toSeconds() + " s", e);
        }
    }
}
