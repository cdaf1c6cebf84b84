package org.granary.type;

/**
 * The abstract heap types in their four hierarchies. Immutable.
 *
 * <p>Source: WebAssembly core specification, sections 2.3.4 and 3.3.3 (heap types and their subtyping).
 */
public enum AbstractHeapType implements HeapType {
    /** All functions. */
    FUNC("func", "funcref"),
    /** No function. */
    NOFUNC("nofunc", "nullfuncref"),
    /** All host values. */
    EXTERN("extern", "externref"),
    /** No host value. */
    NOEXTERN("noextern", "nullexternref"),
    /** All internal values. */
    ANY("any", "anyref"),
    /** All values that can be compared for identity. */
    EQ("eq", "eqref"),
    /** Unboxed scalars. */
    I31("i31", "i31ref"),
    /** All structures. */
    STRUCT("struct", "structref"),
    /** All arrays. */
    ARRAY("array", "arrayref"),
    /** No internal value. */
    NONE("none", "nullref"),
    /** All exceptions. */
    EXN("exn", "exnref"),
    /** No exception. */
    NOEXN("noexn", "nullexnref");

    private final String text;
    private final String shorthand;

    AbstractHeapType(String text, String shorthand) {
        this.text = text;
        this.shorthand = shorthand;
    }

    /**
     * The short name of the nullable reference, such as {@code funcref}.
     *
     * @return the name of the text format
     */
    public String shorthand() {
        return shorthand;
    }

    @Override
    public AbstractHeapType top() {
        return switch (this) {
            case FUNC, NOFUNC -> FUNC;
            case EXTERN, NOEXTERN -> EXTERN;
            case EXN, NOEXN -> EXN;
            default -> ANY;
        };
    }

    /**
     * The type without values of this hierarchy.
     *
     * @return {@code NOFUNC}, {@code NOEXTERN}, {@code NONE} or {@code NOEXN}
     */
    public AbstractHeapType bottom() {
        return switch (top()) {
            case FUNC -> NOFUNC;
            case EXTERN -> NOEXTERN;
            case EXN -> NOEXN;
            default -> NONE;
        };
    }

    @Override
    public boolean isSubtypeOf(HeapType other) {
        if (this == other) {
            return true;
        }
        if (this == bottom()) {
            return !(other instanceof TypeIndex) && other.top() == top();
        }
        return switch (this) {
            case I31, STRUCT, ARRAY -> other == EQ || other == ANY;
            case EQ -> other == ANY;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
