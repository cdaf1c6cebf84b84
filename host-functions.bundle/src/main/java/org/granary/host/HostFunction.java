package org.granary.host;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a function that guests can import; see {@link HostFunctions}. What the guest passes for each Java parameter:
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>Java</th><th>guest</th></tr>
 * <tr><td>{@code int}, {@code long}, {@code float}, {@code double}</td><td>i32, i64, f32, f64</td></tr>
 * <tr><td>{@code boolean}</td><td>i32, true unless 0</td></tr>
 * <tr><td>{@code String}, {@code byte[]}, {@link java.nio.ByteBuffer}</td><td>two i32: address and length of bytes, which are copied;
 * those of a
 *     {@code String} are UTF-8; a buffer is little-endian</td></tr>
 * <tr><td>{@link Span}</td><td>the same, not copied; two i64 where {@link #wide} says so</td></tr>
 * <tr><td>{@link org.granary.store.Caller}, {@link GuestMemory}</td><td>nothing</td></tr>
 * </table>
 *
 * <p>Results are {@code void}, numbers and {@code boolean} in the same way, or {@code String}, {@code byte[]} or {@code ByteBuffer} where
 * an
 * {@link #allocator} is named: the guest gets an i64 with the length in the high half and the address in the low half, or a negative
 * {@link ErrorValue}: {@link ErrorValue#NOTHING} for null. A {@code String} with half a surrogate pair has no UTF-8, and ends the guest
 * with an {@code IllegalArgumentException}. An {@code ErrorValue} that is thrown is what a function of result {@code int},
 * {@code long}
 * or bytes returns.
 *
 * <p>Addresses and lengths that do not lie inside the memory end the guest with the trap {@code out of bounds memory access}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface HostFunction {
    /** {@return the item name of the imports that the method satisfies; empty for the method's name} */
    String value() default "";

    /** {@return the export of the calling instance that is its memory} */
    String memory() default "memory";

    /**
     * The export of the calling instance that makes room for results: takes a length as i32, returns an address as i32, or 0 when it
     * cannot.
     *
     * @return its name; empty where the result is no bytes
     */
    String allocator() default "";

    /**
     * Whether the guest's addresses have 64 bits: places are passed as two i64. There are no results of bytes then.
     *
     * @return false for guests with addresses of 32 bits
     */
    boolean wide() default false;

    /** {@return how many bytes are copied for one parameter at most; more end the guest with an {@code IllegalArgumentException}} */
    int maxBytes() default 16 << 20;
}
