package org.granary.type;

/**
 * A type index of a module that has not been validated; the validator replaces it by a {@link DefType}. Immutable.
 *
 * @param index the index in the module's type index space, 0 to 999,999
 */
public record TypeIndex(int index) implements HeapType {
    @Override
    public boolean isSubtypeOf(HeapType other) {
        return equals(other);
    }

    @Override
    public AbstractHeapType top() {
        throw new IllegalStateException("type index " + index + " has not been resolved");
    }

    @Override
    public String toString() {
        return Integer.toString(index);
    }
}
