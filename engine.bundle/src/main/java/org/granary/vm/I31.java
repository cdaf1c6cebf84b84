package org.granary.vm;

/**
 * An unboxed scalar of a guest: 31 bits. Compared by value, never by identity. Immutable.
 *
 * @param value the bits, sign-extended from 31
 */
public record I31(int value) {
    /**
     * Cuts an i32 to 31 bits.
     *
     * @param bits any value; the highest bit is dropped
     * @return the scalar
     */
    public static I31 of(int bits) {
        return new I31(bits << 1 >> 1);
    }
}
