package org.granary.type;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The type of a structure: its fields. Immutable; equal when the lists are equal.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types).
 *
 * @param fields the types of the fields in order, never null
 */
public record StructType(List<FieldType> fields) implements CompositeType {
    /** Copies the list. */
    public StructType {
        fields = List.copyOf(fields);
    }

    /**
     * The room that the fields of a structure take.
     *
     * @return bytes; a packed field takes as many as an {@code i32}, a reference counts as 8
     */
    public int bytes() {
        return fields.stream().mapToInt(field -> Math.max(field.bytes(), Integer.BYTES)).sum();
    }

    @Override
    public AbstractHeapType abstraction() {
        return AbstractHeapType.STRUCT;
    }

    @Override
    public boolean matches(CompositeType other) {
        if (!(other instanceof StructType wider) || wider.fields.size() > fields.size()) {
            return false;
        }
        for (int i = 0; i < wider.fields.size(); i++) {
            if (!fields.get(i).isSubtypeOf(wider.fields.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return fields.stream().map(field -> " (field " + field + ")").collect(Collectors.joining("", "(struct", ")"));
    }
}
