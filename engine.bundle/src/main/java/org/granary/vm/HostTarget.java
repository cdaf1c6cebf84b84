package org.granary.vm;

import java.lang.invoke.MethodHandle;

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

    /**
     * The same without boxing, for types of numbers with at most one result and {@link HostFuncRef#MOST_TYPED_SLOTS} slots of parameters.
     *
     * @return a handle (calling instance or null, parameters) result that throws what guest code may see: {@link HostException}, {@link
     *         ExnRef}
     *         and stack overflows; null when there is none
     */
    default MethodHandle typed() {
        return null;
    }

    /**
     * The same without boxing, for types of at most {@link HostIntegers#MOST} i32 and i64 with at most one result of these.
     *
     * @return what runs; null when there is none
     */
    default HostIntegers integers() {
        return null;
    }
}
