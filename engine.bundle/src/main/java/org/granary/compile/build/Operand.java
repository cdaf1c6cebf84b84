package org.granary.compile.build;

import java.util.List;
import org.granary.compile.ir.Expr;

/**
 * An operand that has not been evaluated yet. Immutable.
 *
 * @param expr    what it is
 * @param nodes   the size of the tree
 * @param effects what evaluating it depends on or causes, see {@link Effects}
 * @param reads   the changeable locals that it reads, with repetitions; temporaries do not count, they keep their value as long as an
 *                operand can name them
 */
record Operand(Expr expr, int nodes, int effects, List<Integer> reads) {
    static Operand leaf(Expr expr) {
        return new Operand(expr, 1, 0, List.of());
    }

    static Operand leaf(Expr expr, int effects) {
        return new Operand(expr, 1, effects, List.of());
    }

    /** The trees of operands. By hand: there are as many as instructions. */
    static List<Expr> exprs(List<Operand> operands) {
        Expr[] exprs = new Expr[operands.size()];
        for (int i = 0; i < exprs.length; i++) {
            exprs[i] = operands.get(i).expr();
        }
        return List.of(exprs);
    }

    /**
     * Whether it means the same at any later place.
     *
     * @return true for constants and temporaries
     */
    boolean settled() {
        return nodes == 1 && effects == 0 && reads.isEmpty();
    }
}
