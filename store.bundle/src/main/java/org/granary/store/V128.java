package org.granary.store;

/**
 * A 128-bit vector value. Immutable.
 *
 * @param low  bits 0 to 63, lane 0 lowest
 * @param high bits 64 to 127
 */
public record V128(long low, long high) {
    @Override
    public String toString() {
        return String.format("v128 0x%016x_%016x", high, low);
    }
}
