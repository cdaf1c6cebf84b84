package org.granary.vm;

/** What a read-modify-write instruction makes of the value that it finds. Immutable. */
public enum AtomicUpdate {
    /** The sum; a difference is the sum with the negated operand. */
    ADD,
    /** The bits of both. */
    AND,
    /** The bits of either. */
    OR,
    /** The bits of one alone. */
    XOR,
    /** The operand. */
    XCHG;

    /**
     * The new value.
     *
     * @param before  what was found
     * @param operand the operand
     * @return so many low bytes count as the access is wide
     */
    long apply(long before, long operand) {
        return switch (this) {
            case ADD -> before + operand;
            case AND -> before & operand;
            case OR -> before | operand;
            case XOR -> before ^ operand;
            case XCHG -> operand;
        };
    }
}
