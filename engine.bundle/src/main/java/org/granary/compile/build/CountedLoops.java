package org.granary.compile.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;

/**
 * Lets the JIT compiler see counted loops. Producers end a loop of any stride with {@code i != bound}; the JIT counts such a loop only for a stride of one. Where {@code i} moves from below to the bound in whole strides, {@code i < bound}
 * is the same: that is decided by one check in front of the loop, which chooses between two copies of it. Only for small innermost loops without calls.
 *
 * <p>Measured: see {@code docs/decisions/counted-loops.md}.
 */
public final class CountedLoops {
    /** Larger loops are left alone: the copy would cost more than the check saves. */
    static final int MOST_NODES = 400;

    private int labels;
    private int deepest;
    private boolean changed;

    private CountedLoops(IrFunction function) {
        labels = function.labels();
        deepest = function.depth();
    }

    /** A loop's counter: local, stride, bound, and where the test stands in the loop's body. */
    private record Counter(int local, int stride, Expr bound, int test) {
    }

    /**
     * Rewrites a function's loops.
     *
     * @param function a function fresh from the builder
     * @return the function with some loops in two copies, or the same one
     */
    public static IrFunction rewrite(IrFunction function) {
        CountedLoops pass = new CountedLoops(function);
        List<Stmt> body = pass.list(function.body(), 0);
        return pass.changed ? new IrFunction(function.index(), function.type(), function.locals(), function.declared(), pass.labels, body, pass.deepest, function.tailCalls()) : function;
    }

    private List<Stmt> list(List<Stmt> statements, int depth) {
        List<Stmt> out = null;
        for (int i = 0; i < statements.size(); i++) {
            Stmt before = statements.get(i);
            Stmt after = statement(before, depth);
            if (after != before && out == null) {
                out = new ArrayList<>(statements.subList(0, i));
            }
            if (out != null) {
                out.add(after);
            }
        }
        return out == null ? statements : out;
    }

    private Stmt statement(Stmt statement, int depth) {
        if (statement instanceof Stmt.If choice) {
            List<Stmt> then = list(choice.then(), depth + 1);
            List<Stmt> otherwise = list(choice.otherwise(), depth + 1);
            return then == choice.then() && otherwise == choice.otherwise() ? choice : new Stmt.If(choice.offset(), choice.condition(), then, otherwise);
        }
        if (statement instanceof Stmt.Try attempt) {
            List<Stmt> body = list(attempt.body(), depth + 1);
            return body == attempt.body() ? attempt : new Stmt.Try(attempt.offset(), body, attempt.handlers());
        }
        if (!(statement instanceof Stmt.Loop loop)) {
            return statement;
        }
        if (simple(loop.body())) {
            Counter counter = counter(loop);
            return counter == null ? loop : twice(loop, counter, depth);
        }
        List<Stmt> body = list(loop.body(), depth + 1);
        return body == loop.body() ? loop : new Stmt.Loop(loop.offset(), loop.head(), body);
    }

    /** Whether a loop is innermost, without calls, and small. */
    private static boolean simple(List<Stmt> body) {
        return size(body) <= MOST_NODES;
    }

    private static int size(List<Stmt> body) {
        int sum = 0;
        for (Stmt statement : body) {
            if (statement instanceof Stmt.Loop || statement instanceof Stmt.Call || statement instanceof Stmt.TailCall || statement instanceof Stmt.Try || statement instanceof Stmt.Switch
                    || statement instanceof Stmt.Routine) {
                return MOST_NODES + 1;
            }
            sum++;
            for (Expr operand : statement.operands()) {
                sum += operand.nodes();
            }
            for (List<Stmt> inner : statement.bodies()) {
                sum += size(inner);
            }
            if (sum > MOST_NODES) {
                return sum;
            }
        }
        return sum;
    }

    /** The counter of a loop whose one way back is a test for inequality right in its body, or null. */
    private static Counter counter(Stmt.Loop loop) {
        int test = -1;
        for (int i = 0; i < loop.body().size(); i++) {
            if (loop.body().get(i).targets().contains(loop.head())) {
                if (test >= 0) {
                    return null;
                }
                test = i;
            }
        }
        if (test < 0 || goesBack(loop.body(), loop.head()) != 1 || !(loop.body().get(test) instanceof Stmt.BranchIf back)) {
            return null;
        }
        if (back.condition() instanceof Expr.LocalGet nonZero) {
            return step(loop.body(), test, nonZero, Expr.Const.i32(0));
        }
        if (!(back.condition() instanceof Expr.Apply apply) || apply.op() != CoreOp.I32_NE) {
            return null;
        }
        Expr left = apply.operands().get(0);
        Expr right = apply.operands().get(1);
        Counter counter = step(loop.body(), test, left, right);
        return counter != null ? counter : step(loop.body(), test, right, left);
    }

    private static int goesBack(List<Stmt> body, Label head) {
        int ways = 0;
        for (Stmt statement : body) {
            for (Label target : statement.targets()) {
                ways += target.equals(head) ? 1 : 0;
            }
            for (List<Stmt> inner : statement.bodies()) {
                ways += goesBack(inner, head);
            }
        }
        return ways;
    }

    private static Counter step(List<Stmt> body, int test, Expr counter, Expr bound) {
        if (!(counter instanceof Expr.LocalGet get)) {
            return null;
        }
        if (!(bound instanceof Expr.Const) && !(bound instanceof Expr.LocalGet limit && limit.local() != get.local() && assignments(body, limit.local()) == 0)) {
            return null;
        }
        if (assignments(body, get.local()) != 1) {
            return null;
        }
        for (int i = test - 1; i >= 0; i--) {
            Stmt statement = body.get(i);
            if (statement instanceof Stmt.Mark) {
                return null;
            }
            if (statement instanceof Stmt.SetLocal set && set.local() == get.local()) {
                int stride = stride(set);
                return stride == 0 || Math.abs((long) stride) == 1 || stride == Integer.MIN_VALUE ? null : new Counter(get.local(), stride, bound, test);
            }
        }
        return null;
    }

    private static int stride(Stmt.SetLocal set) {
        if (set.value() instanceof Expr.Apply apply && apply.operands().size() == 2 && apply.operands().get(0) instanceof Expr.LocalGet get && get.local() == set.local()
                && apply.operands().get(1) instanceof Expr.Const by) {
            return apply.op() == CoreOp.I32_ADD ? (int) by.bits() : apply.op() == CoreOp.I32_SUB ? -(int) by.bits() : 0;
        }
        return 0;
    }

    private static int assignments(List<Stmt> body, int local) {
        int sum = 0;
        for (Stmt statement : body) {
            for (int assigned : statement.assigns()) {
                sum += assigned == local ? 1 : 0;
            }
            for (List<Stmt> inner : statement.bodies()) {
                sum += assignments(inner, local);
            }
        }
        return sum;
    }

    private Stmt twice(Stmt.Loop loop, Counter counter, int depth) {
        changed = true;
        deepest = Math.max(deepest, depth + 2);
        Map<Label, Label> renamed = new HashMap<>();
        renamed.put(loop.head(), new Label(labels++, true));
        List<Stmt> counted = copy(loop.body(), renamed);
        Stmt.BranchIf back = (Stmt.BranchIf) counted.get(counter.test());
        Expr now = new Expr.LocalGet(counter.local(), Kind.I32);
        Expr less = apply(counter.stride() > 0 ? CoreOp.I32_LT_S : CoreOp.I32_GT_S, Kind.I32, now, counter.bound());
        counted.set(counter.test(), new Stmt.BranchIf(back.offset(), less, back.label()));
        Stmt fast = new Stmt.Loop(loop.offset(), renamed.get(loop.head()), counted);
        return new Stmt.If(loop.offset(), inWholeStrides(counter), List.of(fast), List.of(loop));
    }

    /** The distance from the counter to the bound is positive and a multiple of the stride. */
    private static Expr inWholeStrides(Counter counter) {
        Expr now = apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, new Expr.LocalGet(counter.local(), Kind.I32));
        Expr end = apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, counter.bound());
        Expr way = counter.stride() > 0 ? apply(CoreOp.I64_SUB, Kind.I64, end, now) : apply(CoreOp.I64_SUB, Kind.I64, now, end);
        long stride = Math.abs((long) counter.stride());
        boolean power = Long.bitCount(stride) == 1;
        Expr rest = apply(power ? CoreOp.I64_AND : CoreOp.I64_REM_S, Kind.I64, way, new Expr.Const(Kind.I64, power ? stride - 1 : stride, 0));
        return apply(CoreOp.I32_AND, Kind.I32, apply(CoreOp.I64_GT_S, Kind.I32, way, new Expr.Const(Kind.I64, 0, 0)), apply(CoreOp.I64_EQZ, Kind.I32, rest));
    }

    private static Expr apply(CoreOp op, Kind kind, Expr... operands) {
        return new Expr.Apply(op, kind, List.of(operands));
    }

    /** A copy with labels of its own; trees are shared, they never change. */
    private List<Stmt> copy(List<Stmt> body, Map<Label, Label> renamed) {
        for (Stmt statement : body) {
            if (statement instanceof Stmt.Mark mark) {
                renamed.put(mark.label(), new Label(labels++, false));
            }
        }
        List<Stmt> out = new ArrayList<>(body.size());
        for (Stmt statement : body) {
            out.add(copy(statement, renamed));
        }
        return out;
    }

    private Stmt copy(Stmt statement, Map<Label, Label> renamed) {
        if (statement instanceof Stmt.Mark mark) {
            return new Stmt.Mark(mark.offset(), renamed.get(mark.label()));
        }
        if (statement instanceof Stmt.Branch branch) {
            return new Stmt.Branch(branch.offset(), renamed.getOrDefault(branch.label(), branch.label()));
        }
        if (statement instanceof Stmt.BranchIf branch) {
            return new Stmt.BranchIf(branch.offset(), branch.condition(), renamed.getOrDefault(branch.label(), branch.label()));
        }
        if (statement instanceof Stmt.If choice) {
            return new Stmt.If(choice.offset(), choice.condition(), copy(choice.then(), renamed), copy(choice.otherwise(), renamed));
        }
        return statement;
    }
}
