package org.granary.compile.build;

import java.util.Set;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
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

    private static final Set<Op> TRAPPING = Set.of(GcOp.ARRAY_LEN, GcOp.I31_GET_S, GcOp.I31_GET_U, CoreOp.REF_AS_NON_NULL,
            CoreOp.I32_DIV_S, CoreOp.I32_DIV_U, CoreOp.I32_REM_S, CoreOp.I32_REM_U, CoreOp.I64_DIV_S, CoreOp.I64_DIV_U, CoreOp.I64_REM_S,
            CoreOp.I64_REM_U, CoreOp.I32_TRUNC_F32_S, CoreOp.I32_TRUNC_F32_U, CoreOp.I32_TRUNC_F64_S, CoreOp.I32_TRUNC_F64_U, CoreOp.I64_TRUNC_F32_S, CoreOp.I64_TRUNC_F32_U,
            CoreOp.I64_TRUNC_F64_S, CoreOp.I64_TRUNC_F64_U);

    private Effects() {
    }

    /**
     * The effects of a numeric instruction itself.
     *
     * @param op the row
     * @return {@link #TRAP} or 0
     */
    static int of(Op op) {
        return TRAPPING.contains(op) ? TRAP : 0;
    }
}
