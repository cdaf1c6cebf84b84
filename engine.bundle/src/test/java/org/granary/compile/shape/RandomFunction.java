package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;
import org.granary.type.DefType;

/**
 * Makes functions of i32 from a seed: nested blocks, loops, ifs, switches, branches to every label in reach, temporaries that live from
 * one statement to the next.
 */
final class RandomFunction {
    private static final int PARAMS = 2;

    private final Random random;
    private final int locals;
    private final List<Label> reach = new ArrayList<>();
    private final DefType type;
    private int labels;
    private int temporaries;
    private int left;

    private RandomFunction(long seed, DefType type) {
        random = new Random(seed);
        locals = 3 + random.nextInt(12);
        this.type = type;
        temporaries = locals;
    }

    /** A function of about so many statements; its type takes two i32 and gives one. */
    static IrFunction make(long seed, int statements, DefType type) {
        RandomFunction maker = new RandomFunction(seed, type);
        maker.left = statements;
        List<Stmt> body = new ArrayList<>();
        while (maker.left > 0) {
            Label end = new Label(maker.labels++, false);
            maker.reach.add(end);
            body.add(new Control.BranchIf(1, new Expr.Apply(CoreOp.I32_EQ, Kind.I32, List.of(maker.get(), Expr.Const.i32(7))), end));
            maker.list(body, 0);
            maker.reach.remove(end);
            body.add(new Control.Mark(1, end));
        }
        body.add(new Control.Return(0, List.of(maker.get())));
        return new IrFunction(0, type, Collections.nCopies(maker.temporaries, Kind.I32), maker.locals, maker.labels, body, 9, false);
    }

    private Expr get() {
        return new Expr.LocalGet(random.nextInt(locals), Kind.I32);
    }

    private Expr tree(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return random.nextInt(3) == 0 ? Expr.Const.i32(random.nextInt(9)) : get();
        }
        CoreOp[] ops = {CoreOp.I32_ADD, CoreOp.I32_SUB, CoreOp.I32_XOR, CoreOp.I32_AND, CoreOp.I32_LT_S, CoreOp.I32_EQ, CoreOp.I32_MUL};
        return new Expr.Apply(ops[random.nextInt(ops.length)], Kind.I32, List.of(tree(depth - 1), tree(depth - 1)));
    }

    /** Adds statements; the last one may be one that control does not fall out of. */
    private void list(List<Stmt> out, int depth) {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            left--;
            if (!statement(out, depth)) {
                return;
            }
        }
    }

    private boolean statement(List<Stmt> out, int depth) {
        switch (random.nextInt(depth > 5 || left < 0 ? 5 : 11)) {
            case 0, 1 -> out.add(new Stmt.SetLocal(1, random.nextInt(locals), tree(2)));
            case 2 -> out.add(new Stmt.SetGlobal(1, 0, tree(2)));
            case 3 -> {
                out.add(new Stmt.SetLocal(1, temporaries, tree(2)));
                out.add(new Stmt.SetLocal(1, random.nextInt(locals), new Expr.LocalGet(temporaries++, Kind.I32)));
            }
            case 4 -> {
                return leave(out);
            }
            case 5, 6 -> block(out, depth);
            case 7 -> loop(out, depth);
            case 8 -> {
                List<Stmt> then = new ArrayList<>();
                List<Stmt> otherwise = new ArrayList<>();
                Expr condition = tree(2);
                list(then, depth + 1);
                if (random.nextBoolean()) {
                    list(otherwise, depth + 1);
                }
                out.add(new Control.If(1, condition, then, otherwise));
                return falls(then) || falls(otherwise);
            }
            default -> cases(out, depth);
        }
        return true;
    }

    private static boolean falls(List<Stmt> list) {
        return list.isEmpty() || falls(list.get(list.size() - 1));
    }

    private static boolean falls(Stmt s) {
        if (s instanceof Control.Loop loop) {
            return falls(loop.body());
        }
        return s instanceof Control.If choice ? falls(choice.then()) || falls(choice.otherwise()) : s.falls();
    }

    private boolean leave(List<Stmt> out) {
        if (reach.isEmpty() || random.nextInt(12) == 0) {
            out.add(new Stmt.SetGlobal(1, 0, get()));
            return true;
        }
        Label label = reach.get(random.nextInt(reach.size()));
        if (random.nextInt(3) > 0) {
            out.add(new Control.BranchIf(1, tree(2), label));
            return true;
        }
        switch (random.nextInt(3)) {
            case 0 -> out.add(new Control.Branch(1, label));
            case 1 -> out.add(new Control.Return(1, List.of(tree(2))));
            default -> {
                List<Label> targets = new ArrayList<>();
                int count = random.nextInt(12);
                for (int i = 0; i < count; i++) {
                    targets.add(reach.get(random.nextInt(reach.size())));
                }
                out.add(new Control.Switch(1, new Expr.Apply(CoreOp.I32_AND, Kind.I32, List.of(tree(2), Expr.Const.i32(15))), targets,
                        label));
            }
        }
        return false;
    }

    private void block(List<Stmt> out, int depth) {
        Label label = new Label(labels++, false);
        reach.add(label);
        list(out, depth + 1);
        out.add(new Control.BranchIf(1, tree(1), label));
        reach.remove(label);
        out.add(new Control.Mark(1, label));
    }

    private void loop(List<Stmt> out, int depth) {
        Label head = new Label(labels++, true);
        reach.add(head);
        List<Stmt> body = new ArrayList<>();
        body.add(new Stmt.SetGlobal(1, 0, get()));
        list(body, depth + 1);
        reach.remove(head);
        out.add(new Control.Loop(1, head, body));
        Label after = new Label(labels++, false);
        if (falls(body)) {
            out.add(new Control.BranchIf(1, tree(1), after));
        } else {
            body.add(0, new Control.BranchIf(1, tree(1), after));
        }
        out.add(new Control.Mark(1, after));
    }

    /** A switch with segments, as compilers write them: each may jump to a later one, fall into the next, or leave. */
    private void cases(List<Stmt> out, int depth) {
        int count = 2 + random.nextInt(20);
        List<Label> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(new Label(labels++, false));
        }
        List<Label> table = new ArrayList<>(segments);
        if (random.nextBoolean()) {
            Collections.shuffle(table, random);
            table.add(segments.get(0));
        }
        reach.addAll(segments);
        out.add(new Control.Switch(1, new Expr.Apply(CoreOp.I32_AND, Kind.I32, List.of(tree(2), Expr.Const.i32(31))), table,
                segments.get(count - 1)));
        for (int i = 0; i < count; i++) {
            reach.remove(segments.get(i));
            out.add(new Control.Mark(1, segments.get(i)));
            list(out, depth + 2);
        }
        if (!falls(out)) {
            Label end = new Label(labels++, false);
            out.add(out.size() - 1, new Control.BranchIf(1, tree(2), end));
            out.add(new Control.Mark(1, end));
        }
    }

    /** How many parameters the functions take. */
    static int params() {
        return PARAMS;
    }
}
