package org.granary.wasi;

import java.security.SecureRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The platform's secure random numbers, found when the first is asked for: to find them takes a tenth of what a process needs to a
 * program's first instruction, and many programs ask for none. On a thread of its own, as a guest may be the first who asks, at the end of
 * its stack; what is first initialised there may be lost for the process. So the first numbers are drawn there, too: with them the JDK
 * initialises its digests. Thread-safe.
 */
final class SecureNumbers implements RandomGenerator, Runnable {
    private static final int FIRST = 8;

    private final Supplier<SecureRandom> source;
    private volatile SecureRandom found;
    /** Why the last look failed, or null. */
    private volatile Throwable failure;

    SecureNumbers() {
        this(new Platform());
    }

    SecureNumbers(Supplier<SecureRandom> source) {
        this.source = source;
    }

    /** A class, since each process needs it, and the first lambdas take long. */
    private static final class Platform implements Supplier<SecureRandom> {
        @Override
        public SecureRandom get() {
            return new SecureRandom();
        }
    }

    @Override
    public void run() {
        try {
            SecureRandom made = source.get();
            made.nextBytes(new byte[FIRST]);
            found = made;
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private SecureRandom numbers() {
        if (found == null) {
            Thread finder = new Thread(null, this, "granary-wasi-random", 0, false);
            finder.setDaemon(true);
            finder.start();
            await(finder);
            if (found == null) {
                throw new IllegalStateException("the platform has no secure random numbers: " + failure, failure);
            }
        }
        return found;
    }

    private static void await(Thread finder) {
        boolean interrupted = false;
        while (finder.isAlive()) {
            try {
                finder.join();
            } catch (InterruptedException e) {
                // it takes milliseconds; whoever waits for the interrupt gets it afterwards
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long nextLong() {
        return numbers().nextLong();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        numbers().nextBytes(bytes);
    }
}
