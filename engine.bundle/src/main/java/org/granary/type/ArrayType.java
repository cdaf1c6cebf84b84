package org.granary.type;

import java.util.Objects;

/**
 * The type of an array: its elements. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types).
 *
 * @param element the type of all elements, never null
 */
public record ArrayType(FieldType element) implements CompositeType {
    /** Checks that an element type is given. */
    public ArrayType {
        Objects.requireNonNull(element, "element");
    }

    @Override
    public AbstractHeapType abstraction() {
        return AbstractHeapType.ARRAY;
    }

    @Override
    public boolean matches(CompositeType other) {
        return other instanceof ArrayType wider && element.isSubtypeOf(wider.element);
    }

    @Override
    public String toString() {
        return "(array " + element + ")";
    }
}
