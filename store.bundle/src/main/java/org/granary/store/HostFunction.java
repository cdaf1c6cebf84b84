package org.granary.store;

import java.lang.invoke.MethodHandle;

/**
 * A function of the host that guests can call, with boxed values.
 *
 * @param <T> the data of the stores that it runs in
 */
@FunctionalInterface
public interface HostFunction<T> {
    /**
     * Runs the function, on the thread of the guest that calls it.
     *
     * @param caller    the store and the instance that call; of no use after this call has returned
     * @param arguments one object for each parameter: {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@link V128}, {@link
     *                  Func}, {@link ExternRef}, {@link ThrownException} or null
     * @return one object for each result, of the same classes; null counts as none where there are no results
     * @throws Exception anything: the guest ends, and whoever called it from outside gets this very exception; a {@link ThrownException} of
     *                   this store can be caught by guests
     */
    Object[] call(Caller<T> caller, Object[] arguments) throws Exception;

    /**
     * A function that gets its arguments and gives its result unboxed. What its handle throws is treated as what {@link #call} throws.
     *
     * @param handle takes a {@link Caller}, then an {@code int}, {@code long}, {@code float} or {@code double} for each parameter; returns one of
     *               these, or nothing
     * @param <T>    the data of the stores that it runs in
     * @return the function, to be defined with the type that says the same
     * @throws IllegalArgumentException when the handle takes or returns anything else
     */
    static <T> HostFunction<T> typed(MethodHandle handle) {
        return new TypedHostFunction<>(handle);
    }
}
