package org.granary.type;

/**
 * What a reference refers to: an abstract heap type, a type defined by a module, or (in a module that has not been validated yet) an index.
 * Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.4 (heap types).
 */
public sealed interface HeapType permits AbstractHeapType, BottomHeapType, DefType, TypeIndex {
    /**
     * Says whether everything of this heap type is of {@code other} too.
     *
     * @param other the wider type, never null
     * @return true for the same type and for subtypes
     */
    boolean isSubtypeOf(HeapType other);

    /**
     * The top of the hierarchy that this type belongs to; it decides how the JVM holds a reference.
     *
     * @return {@code FUNC}, {@code EXTERN}, {@code ANY} or {@code EXN}
     * @throws IllegalStateException for an index that has not been resolved
     */
    AbstractHeapType top();
}
