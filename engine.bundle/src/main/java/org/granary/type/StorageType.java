package org.granary.type;

/**
 * What a field of a structure or an element of an array holds: a value type, or a packed integer. Immutable.
 *
 * <p>No default method here or in {@link ValType}: it would make the interface's constants be set before those of the types that
 * implement it.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types).
 */
public sealed interface StorageType permits ValType, PackedType {
    /**
     * The type of the value once it has been read.
     *
     * @return the type itself, or i32 for a packed integer
     */
    ValType unpacked();
}
