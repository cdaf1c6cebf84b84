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

/**
 * Lets the JIT compiler see counted loops. Producers end a loop of any stride with {@code i != bound}, compare without signs, or compare
 * the counter plus something; the JIT counts none of these, but for {@code !=} and a stride of one. Where nothing wraps, {@code i < bound}
 * is the same: that is decided by one check in front of the loop, which chooses between two copies of it. Only for small innermost loops
 * without calls.
 *
 * <p>Measured: see {@code docs/decisions/counted-loops.md}.
 */
public final class CountedLoops {
    /** Larger loops are left alone: the copy would cost more than the check saves. */
    static final int MOST_NODES = 400;

    private final List<Kind> locals;
    private int labels;
    private int deepest;
    private boolean changed;

    private CountedLoops(IrFunction function) {
        locals = new ArrayList<>(function.locals());
        labels = function.labels();
        deepest = function.depth();
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
        return pass.changed ? new IrFunction(function.index(), function.type(), pass.locals, function.declared(), pass.labels, body,
                pass.deepest, function.tailCalls(), function.positions()) : function;
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
            boolean same = then == choice.then() && otherwise == choice.otherwise();
            return same ? choice : new Stmt.If(choice.offset(), choice.condition(), then, otherwise);
        }
        if (statement instanceof Stmt.Try attempt) {
            List<Stmt> body = list(attempt.body(), depth + 1);
            return body == attempt.body() ? attempt : new Stmt.Try(attempt.offset(), body, attempt.handlers());
        }
        if (!(statement instanceof Stmt.Loop loop)) {
            return statement;
        }
        if (simple(loop.body())) {
            LoopCounter counter = LoopCounter.of(loop);
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
            if (statement instanceof Stmt.Loop || statement instanceof Stmt.Call || statement instanceof Stmt.TailCall
                    || statement instanceof Stmt.Try || statement instanceof Stmt.Switch || statement instanceof Stmt.Routine) {
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

    private Stmt twice(Stmt.Loop loop, LoopCounter counter, int depth) {
        changed = true;
        deepest = Math.max(deepest, depth + 2);
        Map<Label, Label> renamed = new HashMap<>();
        renamed.put(loop.head(), new Label(labels++, true));
        List<Stmt> counted = copy(loop.body(), renamed);
        Stmt.BranchIf back = (Stmt.BranchIf) counted.get(counter.test());
        List<Stmt> then = new ArrayList<>();
        Expr limit = counter.ownBound();
        if (limit.nodes() > 1) {
            locals.add(Kind.I32);
            then.add(new Stmt.SetLocal(loop.offset(), locals.size() - 1, limit));
            limit = new Expr.LocalGet(locals.size() - 1, Kind.I32);
        }
        counted.set(counter.test(), new Stmt.BranchIf(back.offset(), counter.countedTest(limit), back.label()));
        then.add(new Stmt.Loop(loop.offset(), renamed.get(loop.head()), counted));
        return new Stmt.If(loop.offset(), counter.guard(), List.copyOf(then), List.of(loop));
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
