package org.granary.vm.op.simd;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.granary.engine.Proposal;
import org.granary.op.Imm;
import org.granary.op.Signature;
import org.granary.op.SimdOp;
import org.granary.type.NumType;
import org.granary.type.ValType;

/**
 * The methods of an instruction on vectors, found by its row of the opcode table. Immutable.
 *
 * @param row  the row
 * @param form what the methods take and return
 */
public record SimdMethod(SimdOp row, SimdForm form) {
    /** Instructions that move something between the halves. */
    private static final Set<SimdOp> PAIRS = EnumSet.of(
            SimdOp.I8X16_SHUFFLE, SimdOp.I8X16_SWIZZLE, SimdOp.I8X16_REPLACE_LANE, SimdOp.I16X8_REPLACE_LANE, SimdOp.I32X4_REPLACE_LANE,
            SimdOp.I64X2_REPLACE_LANE, SimdOp.F32X4_REPLACE_LANE, SimdOp.F64X2_REPLACE_LANE, SimdOp.F32X4_DEMOTE_F64X2_ZERO,
            SimdOp.F64X2_PROMOTE_LOW_F32X4, SimdOp.I8X16_NARROW_I16X8_S, SimdOp.I8X16_NARROW_I16X8_U, SimdOp.I16X8_NARROW_I32X4_S,
            SimdOp.I16X8_NARROW_I32X4_U, SimdOp.I16X8_EXTEND_LOW_I8X16_S, SimdOp.I16X8_EXTEND_HIGH_I8X16_S,
            SimdOp.I16X8_EXTEND_LOW_I8X16_U, SimdOp.I16X8_EXTEND_HIGH_I8X16_U, SimdOp.I16X8_EXTMUL_LOW_I8X16_S,
            SimdOp.I16X8_EXTMUL_HIGH_I8X16_S, SimdOp.I16X8_EXTMUL_LOW_I8X16_U, SimdOp.I16X8_EXTMUL_HIGH_I8X16_U,
            SimdOp.I32X4_EXTEND_LOW_I16X8_S, SimdOp.I32X4_EXTEND_HIGH_I16X8_S, SimdOp.I32X4_EXTEND_LOW_I16X8_U,
            SimdOp.I32X4_EXTEND_HIGH_I16X8_U, SimdOp.I32X4_EXTMUL_LOW_I16X8_S, SimdOp.I32X4_EXTMUL_HIGH_I16X8_S,
            SimdOp.I32X4_EXTMUL_LOW_I16X8_U, SimdOp.I32X4_EXTMUL_HIGH_I16X8_U, SimdOp.I64X2_EXTEND_LOW_I32X4_S,
            SimdOp.I64X2_EXTEND_HIGH_I32X4_S, SimdOp.I64X2_EXTEND_LOW_I32X4_U, SimdOp.I64X2_EXTEND_HIGH_I32X4_U,
            SimdOp.I64X2_EXTMUL_LOW_I32X4_S, SimdOp.I64X2_EXTMUL_HIGH_I32X4_S, SimdOp.I64X2_EXTMUL_LOW_I32X4_U,
            SimdOp.I64X2_EXTMUL_HIGH_I32X4_U, SimdOp.I32X4_TRUNC_SAT_F64X2_S_ZERO, SimdOp.I32X4_TRUNC_SAT_F64X2_U_ZERO,
            SimdOp.F64X2_CONVERT_LOW_I32X4_S, SimdOp.F64X2_CONVERT_LOW_I32X4_U, SimdOp.I8X16_RELAXED_SWIZZLE,
            SimdOp.I32X4_RELAXED_TRUNC_F64X2_S_ZERO, SimdOp.I32X4_RELAXED_TRUNC_F64X2_U_ZERO);

    /** Checks that both are there. */
    public SimdMethod {
        Objects.requireNonNull(row, "row");
        Objects.requireNonNull(form, "form");
    }

    /**
     * The methods of a row.
     *
     * @param row the row
     * @return its methods; of a form without methods for loads, stores and the constant
     */
    public static SimdMethod of(SimdOp row) {
        return new SimdMethod(row, form(row));
    }

    private static SimdForm form(SimdOp row) {
        if (row.immediate() == Imm.V128) {
            return SimdForm.CONST;
        }
        if (row.accessBytes() > 0) {
            return SimdForm.MEMORY;
        }
        if (PAIRS.contains(row)) {
            return SimdForm.PAIR;
        }
        return row.signature().get().results().get(0) == ValType.V128 ? SimdForm.HALVES : SimdForm.SCALAR;
    }

    /**
     * The name of the method; with {@code _lo} and {@code _hi} behind it where the form is {@link SimdForm#PAIR}.
     *
     * @return such as {@code i8x16_add}
     */
    public String name() {
        return row.text().replace('.', '_');
    }

    /**
     * The class that has the methods.
     *
     * @return the class
     * @throws IllegalStateException when the form has no methods
     */
    public Class<?> owner() {
        needMethods();
        if (row.proposal() == Proposal.RELAXED_SIMD) {
            return Relaxed.class;
        }
        return switch (row.text().substring(0, row.text().indexOf('.'))) {
            case "i8x16" -> I8x16.class;
            case "i16x8" -> I16x8.class;
            case "i32x4" -> I32x4.class;
            case "i64x2" -> I64x2.class;
            case "f32x4" -> F32x4.class;
            case "f64x2" -> F64x2.class;
            default -> V128.class;
        };
    }

    /**
     * The JVM descriptor of the methods.
     *
     * @return such as {@code (JJ)J}
     * @throws IllegalStateException when the form has no methods
     */
    public String descriptor() {
        needMethods();
        Signature signature = row.signature().orElseThrow();
        StringBuilder descriptor = new StringBuilder("(");
        for (ValType param : signature.params()) {
            descriptor.append(param instanceof NumType number ? letter(number) : form == SimdForm.HALVES ? "J" : "JJ");
        }
        if (row.lanes() != 0) {
            descriptor.append(row == SimdOp.I8X16_SHUFFLE ? "JJ" : "I");
        }
        return descriptor.append(')').append(signature.results().get(0) instanceof NumType number ? letter(number) : "J").toString();
    }

    private static String letter(NumType number) {
        return switch (number) {
            case I32 -> "I";
            case I64 -> "J";
            case F32 -> "F";
            case F64 -> "D";
        };
    }

    private void needMethods() {
        if (!form.hasMethods()) {
            throw new IllegalStateException(row + " has no method");
        }
    }

    @Override
    public String toString() {
        return row.text();
    }
}
