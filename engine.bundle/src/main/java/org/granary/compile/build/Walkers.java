package org.granary.compile.build;

import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;

/**
 * Tells loops in which an address walks beside the counter, by another stride. The JIT compiler hoists the bounds checks of what follows
 * the counter alone; the walker's stay in the loop. Several rounds in a row share them: what it makes of checks of one local and different
 * constants is two checks in all.
 *
 * <p>Measured: see {@code docs/decisions/counted-loops.md}.
 */
final class Walkers {
    /** The JIT compiler itself lays rounds in a row that are smaller. */
    private static final int FEWEST_NODES = 30;
    private static final int MOST_NODES = 400;
    private static final int MOST_ROUNDS = 4;

    private final List<Stmt> body;
    private final LoopCounter counter;

    private Walkers(Control.Loop loop, LoopCounter counter) {
        this.body = loop.body();
        this.counter = counter;
    }

    /**
     * How many rounds of a counted loop gain by standing in a row.
     *
     * @param loop    an innermost loop
     * @param counter what it counts
     * @param nodes   how large its body is
     * @return at least 1, which is no gain
     */
    static int rounds(Control.Loop loop, LoopCounter counter, int nodes) {
        int most = Math.min(MOST_ROUNDS, MOST_NODES / Math.max(1, nodes));
        return nodes >= FEWEST_NODES && most > 1 && new Walkers(loop, counter).any() ? most : 1;
    }

    private boolean any() {
        // what comes behind the test may be branched to, but comes once
        for (Stmt behind : body.subList(counter.test(), body.size())) {
            if (behind instanceof Control.Mark) {
                return false;
            }
        }
        for (Stmt statement : body.subList(0, counter.test())) {
            if (statement instanceof Stmt.SetLocal set && set.local() != counter.local() && walks(set) && addresses(body, set.local())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a local moves by a constant that is no multiple of the counter's: such a one the JIT compiler makes follow the counter. */
    private boolean walks(Stmt.SetLocal set) {
        if (!(set.value() instanceof Expr.Apply apply) || apply.op() != CoreOp.I32_ADD && apply.op() != CoreOp.I32_SUB
                || !(apply.operands().get(0) instanceof Expr.LocalGet get) || get.local() != set.local() || get.kind() != Kind.I32
                || !(apply.operands().get(1) instanceof Expr.Const by)) {
            return false;
        }
        return by.bits() % counter.stride() != 0 && assignments(body, set.local()) == 1;
    }

    private static int assignments(List<Stmt> list, int local) {
        int sum = 0;
        for (Stmt statement : list) {
            for (int assigned : statement.assigns()) {
                sum += assigned == local ? 1 : 0;
            }
            for (List<Stmt> inner : statement.bodies()) {
                sum += assignments(inner, local);
            }
        }
        return sum;
    }

    private static boolean addresses(List<Stmt> list, int local) {
        for (Stmt statement : list) {
            if (statement instanceof Stmt.Store store && follows(store.address(), local) || read(statement.operands(), local)) {
                return true;
            }
            for (List<Stmt> inner : statement.bodies()) {
                if (addresses(inner, local)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether one of some trees reads a memory where a local says. */
    private static boolean read(List<Expr> trees, int local) {
        for (Expr e : trees) {
            if (e instanceof Expr.Load load && follows(load.address(), local) || read(e.operands(), local)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an address is a local, or a local and a constant. */
    private static boolean follows(Expr address, int local) {
        return address instanceof Expr.LocalGet get && get.local() == local || address instanceof Expr.Apply apply
                && apply.op() == CoreOp.I32_ADD && apply.operands().get(1) instanceof Expr.Const && follows(apply.operands().get(0), local);
    }
}
