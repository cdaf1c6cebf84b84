package org.granary.type;

import java.util.Objects;

/**
 * The type of a table. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.16 (table types).
 *
 * @param element the type of the elements, never null
 * @param limits  the size range in elements, never null
 * @param address the type of indices, {@code I32} or {@code I64}
 */
public record TableType(RefType element, Limits limits, NumType address) implements ExternType {
    /** Checks that all parts are there. */
    public TableType {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(limits, "limits");
        if (address != NumType.I32 && address != NumType.I64) {
            throw new IllegalArgumentException("address type of a table: expected i32 or i64, found " + address);
        }
    }

    /**
     * A table with 32-bit indices and both limits.
     *
     * @param element the type of the elements
     * @param min     the size at the start in elements
     * @param max     the largest size in elements
     * @return the type
     */
    public static TableType of(RefType element, long min, long max) {
        return new TableType(element, Limits.between(min, max), NumType.I32);
    }

    /**
     * A table with 32-bit indices and no declared maximum.
     *
     * @param element the type of the elements
     * @param min     the size at the start in elements
     * @return the type
     */
    public static TableType of(RefType element, long min) {
        return new TableType(element, Limits.atLeast(min), NumType.I32);
    }

    @Override
    public Kind kind() {
        return Kind.TABLE;
    }

    @Override
    public String toString() {
        return "(table " + (address == NumType.I64 ? "i64 " : "") + limits + " " + element + ")";
    }
}
