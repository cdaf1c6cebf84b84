package org.granary.store;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A function of the host that takes at most nine i32 and i64 and gives one of these, or nothing; see {@link
 * HostFunction#integers(org.granary.type.FuncType, IntegerFunction)}. All travel as 64 bits: i32 parameters are sign-extended, of an i32
 * result the low half counts. Runs on the thread of the call, as every {@link HostFunction}.
 *
 * @param <T> the data of the stores that it runs in
 */
@ConsumerType
@FunctionalInterface
public interface IntegerFunction<T> {
    /**
     * Runs the function, on the thread of the guest that calls it.
     *
     * @param caller the store and the instance that call; of no use after this call has returned
     * @param a      the first parameter; parameters that the function's type does not have are 0
     * @param b      the second
     * @param c      the third
     * @param d      the fourth
     * @param e      the fifth
     * @param f      the sixth
     * @param g      the seventh
     * @param h      the eighth
     * @param i      the ninth
     * @return the result; anything where there is none
     * @throws Exception as {@link HostFunction#call}
     */
    long call(Caller<T> caller, long a, long b, long c, long d, long e, long f, long g, long h, long i) throws Exception;
}
