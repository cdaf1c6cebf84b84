package org.granary.type;

import java.util.Objects;

/**
 * The type of a field of a structure, or of the elements of an array. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types).
 *
 * @param storage what it holds, never null
 * @param mutable whether it may be set
 */
public record FieldType(StorageType storage, boolean mutable) {
    /** Checks that a storage type is given. */
    public FieldType {
        Objects.requireNonNull(storage, "storage");
    }

    /**
     * Says whether a field of this type may stand where one of {@code other} is asked for: what is only read may be narrower.
     *
     * @param other the wider type, never null
     * @return true for the same type and for subtypes
     */
    public boolean isSubtypeOf(FieldType other) {
        if (mutable != other.mutable) {
            return false;
        }
        if (mutable || !(storage instanceof ValType narrow) || !(other.storage instanceof ValType wide)) {
            return storage.equals(other.storage);
        }
        return narrow.isSubtypeOf(wide);
    }

    /**
     * Whether a field of this type starts with a value of its own (zero or null).
     *
     * @return false for references that cannot be null
     */
    public boolean isDefaultable() {
        return storage.unpacked().isDefaultable();
    }

    /**
     * The room that such a field takes.
     *
     * @return bytes; a reference counts as 8
     */
    public int bytes() {
        if (storage instanceof PackedType packed) {
            return packed.bytes();
        }
        return storage == NumType.I32 || storage == NumType.F32 ? 4 : storage == VecType.V128 ? 16 : 8;
    }

    @Override
    public String toString() {
        return mutable ? "(mut " + storage + ")" : storage.toString();
    }
}
