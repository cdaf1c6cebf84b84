package org.granary.engine;

/**
 * Why a computation ended. Hosts switch on the constant; {@link #phrase()} is what people read. Immutable.
 *
 * <p>The phrases of the core specification's test scripts are kept where there is one.
 */
public enum TrapCode {
    /** {@code unreachable} was executed. */
    UNREACHABLE("unreachable"),
    /** Division or remainder by zero. */
    INTEGER_DIVIDE_BY_ZERO("integer divide by zero"),
    /** A quotient or a truncated float does not fit. */
    INTEGER_OVERFLOW("integer overflow"),
    /** A NaN was to become an integer. */
    INVALID_CONVERSION("invalid conversion to integer"),
    /** A memory was accessed past its end. */
    MEMORY_OUT_OF_BOUNDS("out of bounds memory access"),
    /** A table was accessed past its end. */
    TABLE_OUT_OF_BOUNDS("out of bounds table access"),
    /** An indirect call met a null element. */
    UNINITIALIZED_ELEMENT("uninitialized element"),
    /** An indirect call met a function of another type. */
    INDIRECT_CALL_TYPE_MISMATCH("indirect call type mismatch"),
    /** A null reference was used. */
    NULL_REFERENCE("null reference"),
    /** A cast met a value of another type. */
    CAST_FAILURE("cast failure"),
    /** An array was accessed past its end. */
    ARRAY_OUT_OF_BOUNDS("out of bounds array access"),
    /** An atomic access was not aligned. */
    UNALIGNED_ATOMIC("unaligned atomic"),
    /** A wait was tried on a memory that is not shared. */
    ATOMIC_WAIT_NON_SHARED("atomic wait on non-shared memory"),
    /** The call stack has no room for another call. */
    CALL_STACK_EXHAUSTED("call stack exhausted"),
    /** The store has no fuel left. */
    OUT_OF_FUEL("all fuel consumed by WebAssembly"),
    /** An interrupt handle or an epoch stopped the call. */
    INTERRUPT("interrupt"),
    /** An allocation is larger than anything the engine can make. */
    ALLOCATION_TOO_LARGE("allocation too large"),
    /** The call's time was used up. */
    DEADLINE("deadline"),
    /** The store was closed while the call ran. */
    HOST_CLOSED("host closed");

    private final String phrase;

    TrapCode(String phrase) {
        this.phrase = phrase;
    }

    /**
     * The reason in words.
     *
     * @return a short phrase in lower case
     */
    public String phrase() {
        return phrase;
    }
}
