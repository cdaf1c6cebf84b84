package org.granary.op;

import java.util.Set;

/**
 * The rows whose result may be a NaN that the specification does not fix: a float that was computed, not moved. Where NaNs are to be
 * canonical, the results of these rows are made so; {@code abs}, {@code neg}, {@code copysign}, {@code pmin}, {@code pmax}, loads and
 * reinterpretations move bits. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 4.3.3 (floating-point operations) and appendix A.2 (profiles).
 */
public final class NanResults {
    private static final Set<Op> ROWS = Set.of(
            CoreOp.F32_ADD, CoreOp.F32_SUB, CoreOp.F32_MUL, CoreOp.F32_DIV, CoreOp.F32_SQRT, CoreOp.F32_MIN, CoreOp.F32_MAX,
            CoreOp.F32_CEIL, CoreOp.F32_FLOOR, CoreOp.F32_TRUNC, CoreOp.F32_NEAREST, CoreOp.F32_DEMOTE_F64, CoreOp.F64_ADD,
            CoreOp.F64_SUB, CoreOp.F64_MUL, CoreOp.F64_DIV, CoreOp.F64_SQRT, CoreOp.F64_MIN, CoreOp.F64_MAX, CoreOp.F64_CEIL,
            CoreOp.F64_FLOOR, CoreOp.F64_TRUNC, CoreOp.F64_NEAREST, CoreOp.F64_PROMOTE_F32, SimdOp.F32X4_ADD, SimdOp.F32X4_SUB,
            SimdOp.F32X4_MUL, SimdOp.F32X4_DIV, SimdOp.F32X4_SQRT, SimdOp.F32X4_MIN, SimdOp.F32X4_MAX, SimdOp.F32X4_CEIL,
            SimdOp.F32X4_FLOOR, SimdOp.F32X4_TRUNC, SimdOp.F32X4_NEAREST, SimdOp.F32X4_DEMOTE_F64X2_ZERO, SimdOp.F32X4_RELAXED_MADD,
            SimdOp.F32X4_RELAXED_NMADD, SimdOp.F32X4_RELAXED_MIN, SimdOp.F32X4_RELAXED_MAX, SimdOp.F64X2_ADD, SimdOp.F64X2_SUB,
            SimdOp.F64X2_MUL, SimdOp.F64X2_DIV, SimdOp.F64X2_SQRT, SimdOp.F64X2_MIN, SimdOp.F64X2_MAX, SimdOp.F64X2_CEIL,
            SimdOp.F64X2_FLOOR, SimdOp.F64X2_TRUNC, SimdOp.F64X2_NEAREST, SimdOp.F64X2_PROMOTE_LOW_F32X4, SimdOp.F64X2_RELAXED_MADD,
            SimdOp.F64X2_RELAXED_NMADD, SimdOp.F64X2_RELAXED_MIN, SimdOp.F64X2_RELAXED_MAX);

    private NanResults() {
    }

    /**
     * Whether a row's result may be such a NaN.
     *
     * @param op the row
     * @return true for float arithmetic, of vectors too
     */
    public static boolean possible(Op op) {
        return ROWS.contains(op);
    }
}
