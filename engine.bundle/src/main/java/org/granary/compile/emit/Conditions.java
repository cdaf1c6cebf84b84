package org.granary.compile.emit;

import java.util.List;
import java.util.Map;
import org.granary.compile.ir.Expr;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.objectweb.asm.Opcodes;

/**
 * Comparisons and what is decided by them. A comparison that a branch waits for becomes the branch; no 0 or 1 is made.
 *
 * <p>Why unsigned ints are compared as longs: JDK 17's optimising compiler folds {@code x + MIN_VALUE} comparisons wrongly (JDK-8376400),
 * and {@code Integer.compareUnsigned} is such a one there.
 */
final class Conditions {
    private enum How { INT, UNSIGNED_INT, LONG, UNSIGNED_LONG, FLOAT, DOUBLE }

    /** The jump that is taken when the comparison holds, as the {@code if<cond>} opcode. */
    private record Comparison(How how, int jump) {
    }

    private static final Map<Op, Comparison> ROWS = Map.ofEntries(
            row(CoreOp.I32_EQ, How.INT, Opcodes.IFEQ), row(CoreOp.I32_NE, How.INT, Opcodes.IFNE),
            row(CoreOp.I32_LT_S, How.INT, Opcodes.IFLT), row(CoreOp.I32_LT_U, How.UNSIGNED_INT, Opcodes.IFLT),
            row(CoreOp.I32_GT_S, How.INT, Opcodes.IFGT), row(CoreOp.I32_GT_U, How.UNSIGNED_INT, Opcodes.IFGT),
            row(CoreOp.I32_LE_S, How.INT, Opcodes.IFLE), row(CoreOp.I32_LE_U, How.UNSIGNED_INT, Opcodes.IFLE),
            row(CoreOp.I32_GE_S, How.INT, Opcodes.IFGE), row(CoreOp.I32_GE_U, How.UNSIGNED_INT, Opcodes.IFGE),
            row(CoreOp.I64_EQ, How.LONG, Opcodes.IFEQ), row(CoreOp.I64_NE, How.LONG, Opcodes.IFNE),
            row(CoreOp.I64_LT_S, How.LONG, Opcodes.IFLT), row(CoreOp.I64_LT_U, How.UNSIGNED_LONG, Opcodes.IFLT),
            row(CoreOp.I64_GT_S, How.LONG, Opcodes.IFGT), row(CoreOp.I64_GT_U, How.UNSIGNED_LONG, Opcodes.IFGT),
            row(CoreOp.I64_LE_S, How.LONG, Opcodes.IFLE), row(CoreOp.I64_LE_U, How.UNSIGNED_LONG, Opcodes.IFLE),
            row(CoreOp.I64_GE_S, How.LONG, Opcodes.IFGE), row(CoreOp.I64_GE_U, How.UNSIGNED_LONG, Opcodes.IFGE),
            row(CoreOp.F32_EQ, How.FLOAT, Opcodes.IFEQ), row(CoreOp.F32_NE, How.FLOAT, Opcodes.IFNE),
            row(CoreOp.F32_LT, How.FLOAT, Opcodes.IFLT), row(CoreOp.F32_GT, How.FLOAT, Opcodes.IFGT),
            row(CoreOp.F32_LE, How.FLOAT, Opcodes.IFLE), row(CoreOp.F32_GE, How.FLOAT, Opcodes.IFGE),
            row(CoreOp.F64_EQ, How.DOUBLE, Opcodes.IFEQ), row(CoreOp.F64_NE, How.DOUBLE, Opcodes.IFNE),
            row(CoreOp.F64_LT, How.DOUBLE, Opcodes.IFLT), row(CoreOp.F64_GT, How.DOUBLE, Opcodes.IFGT),
            row(CoreOp.F64_LE, How.DOUBLE, Opcodes.IFLE), row(CoreOp.F64_GE, How.DOUBLE, Opcodes.IFGE));

    private final Code code;
    private final Expressions expressions;

    Conditions(Code code, Expressions expressions) {
        this.code = code;
        this.expressions = expressions;
    }

    private static Map.Entry<Op, Comparison> row(Op op, How how, int jump) {
        return Map.entry(op, new Comparison(how, jump));
    }

    /**
     * Whether an expression gives 0 or 1 by a comparison.
     *
     * @param op the row
     * @return true for comparisons and tests for zero
     */
    static boolean decides(Op op) {
        return ROWS.containsKey(op) || op == CoreOp.I32_EQZ || op == CoreOp.I64_EQZ;
    }

    /**
     * Jumps when a condition holds, or when it does not.
     *
     * @param condition an i32
     * @param holds     whether to jump when it is not zero
     * @param to        where to
     */
    void jump(Expr condition, boolean holds, Spot to) {
        Expr e = condition;
        boolean when = holds;
        while (e instanceof Expr.Apply apply && apply.op() == CoreOp.I32_EQZ) {
            e = apply.operands().get(0);
            when = !when;
        }
        if (e instanceof Expr.Apply apply && decides(apply.op())) {
            compare(apply, when, to);
        } else if (e instanceof Expr.RefIsNull test) {
            expressions.emit(test.value());
            code.jump(when ? Opcodes.IFNULL : Opcodes.IFNONNULL, to);
        } else if (e instanceof Expr.Const constant) {
            if (constant.bits() != 0 == when) {
                code.jump(Opcodes.GOTO, to);
            }
        } else {
            expressions.emit(e);
            code.jump(when ? Opcodes.IFNE : Opcodes.IFEQ, to);
        }
    }

    /**
     * Leaves 0 or 1.
     *
     * @param condition a comparison or test
     */
    void value(Expr condition) {
        Spot no = new Spot();
        Spot end = new Spot();
        int height = code.height();
        jump(condition, false, no);
        if (code.live()) {
            code.constant(1);
            if (!no.used()) {
                return;
            }
            code.jump(Opcodes.GOTO, end);
            code.restore(height);
        }
        code.place(no);
        code.constant(0);
        code.place(end);
    }

    private void compare(Expr.Apply e, boolean when, Spot to) {
        if (e.op() == CoreOp.I64_EQZ) {
            expressions.emit(e.operands().get(0));
            code.constant(0L);
            code.insn(Opcodes.LCMP);
            code.jump(when ? Opcodes.IFEQ : Opcodes.IFNE, to);
            return;
        }
        Comparison row = ROWS.get(e.op());
        int jump = when ? row.jump() : inverse(row.jump());
        List<Expr> operands = e.operands();
        switch (row.how()) {
            case INT -> ints(operands, jump, to);
            case UNSIGNED_INT -> unsigned(operands, jump, to);
            case LONG -> {
                expressions.emit(operands);
                code.insn(Opcodes.LCMP);
                code.jump(jump, to);
            }
            case UNSIGNED_LONG -> {
                expressions.emit(operands);
                code.invokeStatic("java/lang/Long", "compareUnsigned", "(JJ)I");
                code.jump(jump, to);
            }
            default -> {
                expressions.anyNans(operands);
                // with a NaN the comparison is false: it has to come out on the side that is not asked for
                boolean less = row.jump() == Opcodes.IFLT || row.jump() == Opcodes.IFLE;
                code.insn(row.how() == How.FLOAT ? less ? Opcodes.FCMPG : Opcodes.FCMPL : less ? Opcodes.DCMPG : Opcodes.DCMPL);
                code.jump(jump, to);
            }
        }
    }

    private void ints(List<Expr> operands, int jump, Spot to) {
        expressions.emit(operands.get(0));
        if (operands.get(1) instanceof Expr.Const constant && constant.bits() == 0) {
            code.jump(jump, to);
        } else {
            expressions.emit(operands.get(1));
            code.jump(jump + Opcodes.IF_ICMPEQ - Opcodes.IFEQ, to);
        }
    }

    private void unsigned(List<Expr> operands, int jump, Spot to) {
        if (Signs.notNegative(operands.get(0)) && Signs.notNegative(operands.get(1))) {
            ints(operands, jump, to);
            return;
        }
        for (Expr operand : operands) {
            if (operand instanceof Expr.Const constant) {
                code.constant(constant.bits() & 0xffff_ffffL);
            } else {
                expressions.emit(operand);
                expressions.widen();
            }
        }
        code.insn(Opcodes.LCMP);
        code.jump(jump, to);
    }

    /** The opposite of an {@code if<cond>}: the opcodes stand in pairs. */
    private static int inverse(int jump) {
        return (jump - Opcodes.IFEQ ^ 1) + Opcodes.IFEQ;
    }
}
