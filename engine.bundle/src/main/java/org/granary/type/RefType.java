package org.granary.type;

import java.util.Objects;

/**
 * A reference type: a heap type and whether null is a value. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.5 (reference types).
 *
 * @param nullable whether null is a value of this type
 * @param heap     what is referred to, never null
 */
public record RefType(boolean nullable, HeapType heap) implements ValType {
    /** {@code (ref null func)}. */
    public static final RefType FUNCREF = new RefType(true, AbstractHeapType.FUNC);
    /** {@code (ref null extern)}. */
    public static final RefType EXTERNREF = new RefType(true, AbstractHeapType.EXTERN);

    /** Checks that a heap type is given. */
    public RefType {
        Objects.requireNonNull(heap, "heap");
    }

    @Override
    public ValType unpacked() {
        return this;
    }

    @Override
    public boolean isDefaultable() {
        return nullable;
    }

    @Override
    public boolean isSubtypeOf(ValType other) {
        return other instanceof RefType ref && (ref.nullable || !nullable) && heap.isSubtypeOf(ref.heap);
    }

    /**
     * This type without null.
     *
     * @return the same heap type, not nullable
     */
    public RefType nonNull() {
        return nullable ? new RefType(false, heap) : this;
    }

    @Override
    public String toString() {
        if (nullable && heap instanceof AbstractHeapType named) {
            return named.shorthand();
        }
        // a type may name itself, so its content is not spelled out here
        String name = heap instanceof DefType type ? type.name() : heap.toString();
        return nullable ? "(ref null " + name + ")" : "(ref " + name + ")";
    }
}
