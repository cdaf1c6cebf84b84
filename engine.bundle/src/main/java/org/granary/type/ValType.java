package org.granary.type;

/**
 * A value type: number, vector or reference. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.6 (value types).
 */
public sealed interface ValType extends StorageType permits NumType, VecType, RefType {
    /** 32-bit integer. */
    ValType I32 = NumType.I32;
    /** 64-bit integer. */
    ValType I64 = NumType.I64;
    /** 32-bit IEEE 754 float. */
    ValType F32 = NumType.F32;
    /** 64-bit IEEE 754 float. */
    ValType F64 = NumType.F64;
    /** 128-bit vector. */
    ValType V128 = VecType.V128;
    /** Nullable reference to any function. */
    RefType FUNCREF = RefType.FUNCREF;
    /** Nullable reference to a host value. */
    RefType EXTERNREF = RefType.EXTERNREF;

    /**
     * Says whether a local of this type starts with a value of its own (zero or null).
     *
     * @return false only for references that cannot be null
     */
    boolean isDefaultable();

    /**
     * Says whether every value of this type is one of {@code other}.
     *
     * @param other the wider type, never null
     * @return true when this type is {@code other} or a subtype of it
     */
    boolean isSubtypeOf(ValType other);
}
