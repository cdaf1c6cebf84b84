package org.granary.store;

import java.lang.invoke.MethodHandle;
import org.granary.type.FuncType;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A function of the host that guests can call, with boxed values. Runs on the thread of the call; one that is
 * given to several stores is called by several threads at once.
 *
 * @param <T> the data of the stores that it runs in
 */
@ConsumerType
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
     * @param handle takes a {@link Caller}, then an {@code int}, {@code long}, {@code float} or {@code double} for each parameter; returns
     *               one of these, or nothing
     * @param <T>    the data of the stores that it runs in
     * @return the function, to be defined with the type that says the same
     * @throws IllegalArgumentException when the handle takes or returns anything else
     */
    static <T> HostFunction<T> typed(MethodHandle handle) {
        return TypedHostFunction.of(handle);
    }

    /**
     * A function that is the method of an object: a lambda of an own interface, or of one of {@code java.util.function} such as {@code
     * IntBinaryOperator}. Numbers are passed without boxing when there is nothing else. What the method throws is treated as what {@link
     * #call} throws.
     *
     * @param form     an interface with one abstract method, public or in a package that is open. The method may take a {@link Caller}
     *                 first; then for each parameter {@code int}, {@code long}, {@code float}, {@code double}, {@link V128}, {@link Func},
     *                 {@link ExternRef}, {@link AnyRef} or {@link ThrownException}; it returns one of these, or nothing. References may be
     *                 null
     * @param function what runs, never null
     * @param <T>      the data of the stores that it runs in
     * @param <F>      the interface
     * @return the function, to be defined with the type that says the same; {@link Func#wrap} and {@link Linker#wrap} know it
     * @throws IllegalArgumentException when the interface has no or several methods, cannot be reached, or its method takes or returns
     *         anything else
     */
    static <T, F> HostFunction<T> typed(Class<F> form, F function) {
        return TypedHostFunction.of(form, function);
    }

    /**
     * A function of a few integers, unboxed: what {@link #typed} is, for hosts that have many of them and start often, as no handle has to
     * be put together. What it throws is treated as what {@link #call} throws.
     *
     * @param type     at most nine parameters i32 and i64, and at most one result of these
     * @param function what runs, never null
     * @param <T>      the data of the stores that it runs in
     * @return the function, to be defined with this very type
     * @throws IllegalArgumentException when the type is another one
     */
    static <T> HostFunction<T> integers(FuncType type, IntegerFunction<T> function) {
        return new IntegersHostFunction<>(type, function);
    }
}
