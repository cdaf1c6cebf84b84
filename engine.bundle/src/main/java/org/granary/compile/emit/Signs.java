package org.granary.compile.emit;

import org.granary.compile.ir.Expr;
import org.granary.op.CoreOp;

/** What can be seen of an i32's sign from the form of its expression alone. */
final class Signs {
    private Signs() {
    }

    /**
     * Whether the value is below 2^31 as an unsigned number, whatever its operands are.
     *
     * @param e an i32
     * @return false when that cannot be seen
     */
    static boolean notNegative(Expr e) {
        if (e instanceof Expr.Const constant) {
            return constant.bits() >= 0;
        }
        if (e instanceof Expr.Load load) {
            return load.op() == CoreOp.I32_LOAD8_U || load.op() == CoreOp.I32_LOAD16_U;
        }
        if (e instanceof Expr.Apply apply && apply.op() instanceof CoreOp op) {
            return switch (op) {
                case I32_AND -> notNegative(apply.operands().get(0)) || notNegative(apply.operands().get(1));
                case I32_SHR_U -> apply.operands().get(1) instanceof Expr.Const by && (by.bits() & 31) != 0;
                default -> Conditions.decides(op);
            };
        }
        return false;
    }
}
