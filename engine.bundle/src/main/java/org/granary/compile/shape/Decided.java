package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;

/**
 * Takes out the choices that constants have decided. The emitter leaves out what control does not reach; were that cut first, the ways
 * between its pieces would lead to places that are never written.
 */
final class Decided {
    private Decided() {
    }

    /**
     * A list without decided choices of its own; lists nested in other statements are left as they are.
     *
     * @param list statements
     * @return the same list where there is none
     */
    static List<Stmt> of(List<Stmt> list) {
        for (Stmt s : list) {
            if (isDecided(s)) {
                List<Stmt> out = new ArrayList<>(list.size());
                add(list, out);
                return out;
            }
        }
        return list;
    }

    private static void add(List<Stmt> list, List<Stmt> out) {
        for (Stmt s : list) {
            if (!isDecided(s)) {
                out.add(s);
            } else if (s instanceof Control.If choice) {
                add(holds(choice.condition()) ? choice.then() : choice.otherwise(), out);
            } else if (s instanceof Control.BranchIf branch && holds(branch.condition())) {
                out.add(new Control.Branch(branch.offset(), branch.label()));
            }
        }
    }

    private static boolean isDecided(Stmt s) {
        return s instanceof Control.If choice && isConstant(choice.condition())
                || s instanceof Control.BranchIf branch && isConstant(branch.condition());
    }

    /** A constant, or tests for zero of one: what the emitter decides. */
    private static boolean isConstant(Expr condition) {
        return condition instanceof Expr.Const || condition instanceof Expr.Apply apply && apply.op() == CoreOp.I32_EQZ
                && isConstant(apply.operands().get(0));
    }

    private static boolean holds(Expr condition) {
        return condition instanceof Expr.Const constant ? constant.bits() != 0 : !holds(condition.operands().get(0));
    }
}
