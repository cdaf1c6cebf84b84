package org.granary.type;

/**
 * The content of a defined type: a function, a structure or an array. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types). Structures and arrays join {@link FuncType} with the GC
 * proposal.
 */
public sealed interface CompositeType permits FuncType {
    /**
     * The abstract heap type right above all types of this form.
     *
     * @return {@code FUNC} for function types
     */
    AbstractHeapType abstraction();
}
