package org.granary.compile.build;

import org.granary.op.Op;

/** What evaluating an expression may depend on or cause, as bits; says what may be evaluated later than the program text has it. */
final class Effects {
    /** Depends on the content of a memory. */
    static final int MEMORY = 1;
    /** Depends on a mutable global. */
    static final int GLOBAL = 2;
    /** Depends on the content or size of a table. */
    static final int TABLE = 4;
    /** Depends on the size of a memory. */
    static final int SIZE = 8;
    /** May trap. */
    static final int TRAP = 16;
    /** Depends on the content of structures and arrays. */
    static final int HEAP = 32;
    /** What a call may change. */
    static final int ALL = MEMORY | GLOBAL | TABLE | SIZE | HEAP;

    private Effects() {
    }

    /**
     * The effects of a numeric instruction itself.
     *
     * @param op the row
     * @return {@link #TRAP} or 0
     */
    static int of(Op op) {
        return op.traps() ? TRAP : 0;
    }
}
