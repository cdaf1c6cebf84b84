package org.granary.type;

import java.util.OptionalLong;

/**
 * A size range of a memory (in pages) or a table (in elements). Values are unsigned 64-bit. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.12 (limits). A minimum over the maximum can be said, in a module too; it is
 * refused, with both numbers, where a module is validated and where a memory or table is made.
 *
 * @param min the size at the start
 * @param max the largest size, empty where none is declared
 */
public record Limits(long min, OptionalLong max) {
    /**
     * Limits without an upper end.
     *
     * @param min the size at the start
     * @return the limits
     */
    public static Limits atLeast(long min) {
        return new Limits(min, OptionalLong.empty());
    }

    /**
     * Limits with both ends.
     *
     * @param min the size at the start
     * @param max the largest size
     * @return the limits
     */
    public static Limits between(long min, long max) {
        return new Limits(min, OptionalLong.of(max));
    }

    /**
     * Says whether something of an actual size and declared maximum may be given where these limits are asked for.
     *
     * @param actual      the present size
     * @param declaredMax the maximum that was declared for it
     * @return true when it is large enough and cannot grow past this maximum
     */
    public boolean accept(long actual, OptionalLong declaredMax) {
        if (Long.compareUnsigned(actual, min) < 0) {
            return false;
        }
        return max.isEmpty() || declaredMax.isPresent() && Long.compareUnsigned(declaredMax.getAsLong(), max.getAsLong()) <= 0;
    }

    @Override
    public String toString() {
        String low = Long.toUnsignedString(min);
        return max.isPresent() ? low + " " + Long.toUnsignedString(max.getAsLong()) : low;
    }
}
