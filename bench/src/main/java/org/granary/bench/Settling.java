package org.granary.bench;

import java.lang.management.CompilationMXBean;
import java.util.function.LongSupplier;

/**
 * Tells whether the JIT compilers are at work yet. A kernel that is one large function is compiled anew each time it comes to a part that
 * had not run before, which may take longer than it is measured; the steady state begins behind that. Confined to one thread.
 */
final class Settling {
    /** Compiling counts as work from this part of a call's time on. */
    private static final double LEAST = 0.05;

    private final LongSupplier compiled;
    private final double longest;
    private long before;
    private double passed;

    /**
     * From now on.
     *
     * @param compiled       the milliseconds that have been spent on compiling so far, as the JVM tells
     * @param longestSeconds calls that begin later than this find everything settled
     */
    Settling(LongSupplier compiled, double longestSeconds) {
        this.compiled = compiled;
        this.longest = longestSeconds * 1000;
        this.before = compiled.getAsLong();
    }

    /**
     * From now on, by what the JVM tells of its compilers.
     *
     * @param compilers      null where there are none ({@code -Xint}): then everything is settled at once
     * @param longestSeconds calls that begin later than this find everything settled
     */
    static Settling of(CompilationMXBean compilers, double longestSeconds) {
        return compilers == null ? new Settling(() -> 0, 0) : new Settling(compilers::getTotalCompilationTime, longestSeconds);
    }

    /**
     * A call has ended.
     *
     * @param milliseconds how long it took
     * @return whether what it told is to be forgotten: compilers ended some work meanwhile
     */
    boolean goesOn(double milliseconds) {
        long now = compiled.getAsLong();
        long work = now - before;
        before = now;
        passed += milliseconds;
        return work > milliseconds * LEAST && passed < longest;
    }
}
