package org.granary.type;

/**
 * The content of a defined type: a function, a structure or an array. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types).
 */
public sealed interface CompositeType permits FuncType, StructType, ArrayType {
    /**
     * The abstract heap type right above all types of this form.
     *
     * @return {@code FUNC}, {@code STRUCT} or {@code ARRAY}
     */
    AbstractHeapType abstraction();

    /**
     * Says whether a type of this content may declare one of {@code other} as its supertype.
     *
     * @param other the content of the supertype, never null
     * @return true when every value of this content can be used as one of the other
     */
    boolean matches(CompositeType other);
}
