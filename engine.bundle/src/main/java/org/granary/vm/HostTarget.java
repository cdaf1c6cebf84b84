package org.granary.vm;

/** A host function behind its generated adapter. */
@FunctionalInterface
public interface HostTarget {
    /**
     * Runs the host function.
     *
     * @param caller    the instance that imports it, or null when the host calls it directly
     * @param arguments boxed as {@link Untyped} says
     * @return the results, boxed likewise; never null
     * @throws Throwable anything; the adapter carries it to the store's entry in a {@link HostException}
     */
    Object[] call(Instance caller, Object[] arguments) throws Throwable;
}
