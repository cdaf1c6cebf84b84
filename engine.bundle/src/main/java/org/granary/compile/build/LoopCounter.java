package org.granary.compile.build;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;

/**
 * What a loop counts: at its one way back stands {@code counter + shift RELATION bound}, the counter having just been moved by its
 * stride. Immutable.
 *
 * @param local    the counter
 * @param stride   what is added to it each time round; not zero, within {@link #FARTHEST}
 * @param shift    what the test adds to the counter, within {@link #FARTHEST}
 * @param relation the row that compares, with the bound on its right side
 * @param bound    a constant or a local that the loop does not assign
 * @param test     where the test stands in the loop's body
 */
record LoopCounter(int local, int stride, int shift, CoreOp relation, Expr bound, int test) {
    /** Strides and shifts are no larger, so that one check of the ends excludes that anything in between wraps. */
    static final int FARTHEST = 1 << 20;
    /** Ends of loops that are compared as larger or smaller lie between this and its negative. */
    static final int END = 1 << 30;

    /** A value of the loop's body: the moved counter and a constant. */
    private record Shifted(int local, int stride, int shift) {
    }

    /** The counter of a loop whose one way back is a test right in its body, or null where the JIT needs no help or nothing is sure. */
    static LoopCounter of(Control.Loop loop) {
        LoopCounter any = any(loop);
        return any == null || any.known() ? null : any;
    }

    /** The counter of a loop whose one way back is a test right in its body, or null where nothing is sure. */
    static LoopCounter any(Control.Loop loop) {
        int test = -1;
        for (int i = 0; i < loop.body().size(); i++) {
            if (loop.body().get(i).targets().contains(loop.head())) {
                if (test >= 0) {
                    return null;
                }
                test = i;
            }
        }
        if (test < 0 || goesBack(loop.body(), loop.head()) != 1 || !(loop.body().get(test) instanceof Control.BranchIf back)) {
            return null;
        }
        if (back.condition() instanceof Expr.LocalGet nonZero) {
            return approaching(counter(loop.body(), test, nonZero, CoreOp.I32_NE, Expr.Const.i32(0)));
        }
        if (!(back.condition() instanceof Expr.Apply apply) || !(apply.op() instanceof CoreOp op) || mirrored(op) == null) {
            return null;
        }
        Expr left = apply.operands().get(0);
        Expr right = apply.operands().get(1);
        LoopCounter counter = counter(loop.body(), test, left, op, right);
        return approaching(counter != null ? counter : counter(loop.body(), test, right, mirrored(op), left));
    }

    /** How many ways lead from a loop's body back to its head. */
    static int goesBack(List<Stmt> body, Label head) {
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

    /** The same relation with its sides exchanged; null for what is no relation that ends loops. */
    private static CoreOp mirrored(CoreOp op) {
        return switch (op) {
            case I32_NE -> CoreOp.I32_NE;
            case I32_LT_S -> CoreOp.I32_GT_S;
            case I32_LT_U -> CoreOp.I32_GT_U;
            case I32_GT_S -> CoreOp.I32_LT_S;
            case I32_GT_U -> CoreOp.I32_LT_U;
            case I32_LE_S -> CoreOp.I32_GE_S;
            case I32_LE_U -> CoreOp.I32_GE_U;
            case I32_GE_S -> CoreOp.I32_LE_S;
            case I32_GE_U -> CoreOp.I32_LE_U;
            default -> null;
        };
    }

    /** The relation with signs that is the same where nothing is negative and nothing wraps. */
    private static CoreOp signed(CoreOp relation, boolean up) {
        return switch (relation) {
            case I32_NE -> up ? CoreOp.I32_LT_S : CoreOp.I32_GT_S;
            case I32_LT_U -> CoreOp.I32_LT_S;
            case I32_GT_U -> CoreOp.I32_GT_S;
            case I32_LE_U -> CoreOp.I32_LE_S;
            case I32_GE_U -> CoreOp.I32_GE_S;
            default -> relation;
        };
    }

    private static LoopCounter counter(List<Stmt> body, int test, Expr counter, CoreOp relation, Expr bound) {
        Shifted shifted = shifted(body, test, counter);
        if (shifted == null || !(bound instanceof Expr.Const)
                && !(bound instanceof Expr.LocalGet limit && limit.local() != shifted.local() && assignments(body, limit.local()) == 0)) {
            return null;
        }
        return new LoopCounter(shifted.local(), shifted.stride(), shifted.shift(), relation, bound, test);
    }

    /** Null for relations that end a loop at once or hardly ever. */
    private static LoopCounter approaching(LoopCounter counter) {
        if (counter == null) {
            return null;
        }
        boolean up = counter.stride > 0;
        boolean approaches = switch (counter.relation) {
            case I32_NE -> true;
            case I32_LT_S, I32_LE_S, I32_LT_U, I32_LE_U -> up;
            default -> !up;
        };
        return approaches ? counter : null;
    }

    /** Whether the JIT counts it by itself. */
    private boolean known() {
        return shift == 0 && switch (relation) {
            case I32_NE -> Math.abs(stride) == 1;
            case I32_LT_S, I32_LE_S, I32_GT_S, I32_GE_S -> true;
            default -> false;
        };
    }

    /** Reads a value at the test as a counter that has been moved, and a constant. */
    private static Shifted shifted(List<Stmt> body, int test, Expr value) {
        if (!(value instanceof Expr.LocalGet get)) {
            return moved(body, test, value, test);
        }
        Shifted counter = counterItself(body, test, get.local());
        int set = lastSet(body, test, get.local());
        if (counter != null || set < 0) {
            return counter;
        }
        return moved(body, test, ((Stmt.SetLocal) body.get(set)).value(), set);
    }

    /** Reads what is computed at a place of the body as a counter and a constant. */
    private static Shifted moved(List<Stmt> body, int test, Expr value, int place) {
        int local = base(value);
        int by = distance(value);
        Shifted counter = local < 0 || by == Integer.MAX_VALUE ? null : counterItself(body, test, local);
        return counter == null ? null : plus(counter, by - (place < lastSet(body, test, local) ? counter.stride() : 0));
    }

    private static Shifted counterItself(List<Stmt> body, int test, int local) {
        int set = lastSet(body, test, local);
        if (set < 0 || assignments(body, local) != 1 || base(((Stmt.SetLocal) body.get(set)).value()) != local) {
            return null;
        }
        int by = distance(((Stmt.SetLocal) body.get(set)).value());
        return by == 0 || by == Integer.MAX_VALUE ? null : new Shifted(local, by, 0);
    }

    private static Shifted plus(Shifted counter, int by) {
        return Math.abs(by) > FARTHEST ? null : new Shifted(counter.local(), counter.stride(), by);
    }

    /** Where a local is set on every way to the test, right in the body; -1 where that is not sure. */
    private static int lastSet(List<Stmt> body, int test, int local) {
        for (int i = test - 1; i >= 0 && !(body.get(i) instanceof Control.Mark); i--) {
            if (body.get(i) instanceof Stmt.SetLocal set && set.local() == local) {
                return i;
            }
            if (assignments(body.subList(i, i + 1), local) > 0) {
                return -1;
            }
        }
        return -1;
    }

    /** The local of {@code local}, {@code local + constant} or {@code local - constant}; -1 for anything else. */
    private static int base(Expr e) {
        if (e instanceof Expr.Apply apply && (apply.op() == CoreOp.I32_ADD || apply.op() == CoreOp.I32_SUB)) {
            return apply.operands().get(1) instanceof Expr.Const ? base(apply.operands().get(0)) : -1;
        }
        return e instanceof Expr.LocalGet get && get.kind() == Kind.I32 ? get.local() : -1;
    }

    /** The constant of what {@link #base} reads; {@link Integer#MAX_VALUE} where it is too large. */
    private static int distance(Expr e) {
        if (e instanceof Expr.LocalGet) {
            return 0;
        }
        if (!(e instanceof Expr.Apply apply) || !(apply.operands().get(apply.operands().size() - 1) instanceof Expr.Const by)
                || !(apply.operands().get(0) instanceof Expr.LocalGet)) {
            return Integer.MAX_VALUE;
        }
        int bits = (int) by.bits();
        int moved = apply.op() == CoreOp.I32_SUB ? -bits : bits;
        return Math.abs((long) moved) > FARTHEST ? Integer.MAX_VALUE : moved;
    }

    /** What an assignment adds to its local; 0 for any other assignment. */
    static int stride(Stmt.SetLocal set) {
        int by = base(set.value()) == set.local() ? distance(set.value()) : 0;
        return by == Integer.MAX_VALUE ? 0 : by;
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

    /** The bound that the counter itself may be compared with: without the shift. */
    Expr ownBound() {
        if (shift == 0) {
            return bound;
        }
        return bound instanceof Expr.Const constant ? Expr.Const.i32((int) constant.bits() - shift)
                : apply(CoreOp.I32_SUB, Kind.I32, bound, Expr.Const.i32(shift));
    }

    /**
     * The test of the counted copy.
     *
     * @param limit {@link #ownBound}, or a local that holds it
     */
    Expr countedTest(Expr limit) {
        return apply(signed(relation, stride > 0), Kind.I32, new Expr.LocalGet(local, Kind.I32), limit);
    }

    /**
     * How far a strip of rounds goes.
     *
     * @param limit  {@link #ownBound}, or a local that holds it
     * @param rounds the most rounds of a strip
     * @return the limit, or where the counter is after so many rounds, whichever comes first
     */
    Expr stripEnd(Expr limit, int rounds) {
        Expr now = new Expr.LocalGet(local, Kind.I32);
        Expr way = apply(CoreOp.I64_SUB, Kind.I64, apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, limit),
                apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, now));
        Expr strip = new Expr.Const(Kind.I64, (long) rounds * stride, 0);
        Expr farther = apply(stride > 0 ? CoreOp.I64_GT_S : CoreOp.I64_LT_S, Kind.I32, way, strip);
        return new Expr.Select(Kind.I32, plus(now, rounds * stride), limit, farther);
    }

    /**
     * Whether more than so many rounds are to come, the next one included.
     *
     * @param limit  {@link #ownBound}, the end of a strip, or a local that holds it
     * @param rounds how many
     */
    Expr more(Expr limit, int rounds) {
        Expr now = apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, new Expr.LocalGet(local, Kind.I32));
        Expr then = apply(CoreOp.I64_ADD, Kind.I64, now, new Expr.Const(Kind.I64, (long) rounds * stride, 0));
        CoreOp wide = switch (signed(relation, stride > 0)) {
            case I32_LT_S -> CoreOp.I64_LT_S;
            case I32_LE_S -> CoreOp.I64_LE_S;
            case I32_GT_S -> CoreOp.I64_GT_S;
            default -> CoreOp.I64_GE_S;
        };
        return apply(wide, Kind.I32, then, apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, limit));
    }

    /**
     * What the counter is compared with where more than so many rounds are to come; nothing wraps where {@link #more} holds.
     *
     * @param limit  as for {@link #more}
     * @param rounds how many
     */
    Expr before(Expr limit, int rounds) {
        return plus(limit, -rounds * stride);
    }

    /** Where a strip of one round ends: a relation that holds at its end, too, needs one that comes before the counter's next value. */
    Expr next() {
        boolean holdsAtEnd = switch (relation) {
            case I32_LE_S, I32_LE_U, I32_GE_S, I32_GE_U -> true;
            default -> false;
        };
        return plus(new Expr.LocalGet(local, Kind.I32), holdsAtEnd ? stride - Integer.signum(stride) : stride);
    }

    /** Holds in front of the loop where the counted copy does the same as the loop. */
    Expr guard() {
        return relation == CoreOp.I32_NE ? inWholeStrides() : withoutWrapping();
    }

    /** The distance from the counter to the bound is positive and a multiple of the stride. */
    private Expr inWholeStrides() {
        Expr now = apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, new Expr.LocalGet(local, Kind.I32));
        Expr end = apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, ownBound());
        Expr way = stride > 0 ? apply(CoreOp.I64_SUB, Kind.I64, end, now) : apply(CoreOp.I64_SUB, Kind.I64, now, end);
        long step = Math.abs((long) stride);
        Expr positive = apply(CoreOp.I64_GT_S, Kind.I32, way, new Expr.Const(Kind.I64, 0, 0));
        if (step == 1) {
            return positive;
        }
        boolean power = Long.bitCount(step) == 1;
        Expr rest = apply(power ? CoreOp.I64_AND : CoreOp.I64_REM_S, Kind.I64, way, new Expr.Const(Kind.I64, power ? step - 1 : step, 0));
        return apply(CoreOp.I32_AND, Kind.I32, positive, apply(CoreOp.I64_EQZ, Kind.I32, rest));
    }

    /**
     * Counter and bound lie between -{@link #END} and {@link #END}, so that nothing wraps up to the end; where the relation has no signs,
     * what is tested first and last is not negative.
     */
    private Expr withoutWrapping() {
        Expr now = new Expr.LocalGet(local, Kind.I32);
        List<Expr> notNegative = new ArrayList<>(List.of(plus(now, END), plus(bound, END)));
        if (signed(relation, stride > 0) != relation) {
            notNegative.add(plus(now, stride + shift));
            notNegative.add(plus(bound, Math.min(stride, 0)));
        }
        Expr all = notNegative.get(0);
        for (Expr next : notNegative.subList(1, notNegative.size())) {
            all = next instanceof Expr.Const constant && constant.bits() >= 0 ? all : apply(CoreOp.I32_OR, Kind.I32, all, next);
        }
        return apply(CoreOp.I32_GE_S, Kind.I32, all, Expr.Const.i32(0));
    }

    private static Expr plus(Expr e, int by) {
        if (e instanceof Expr.Const constant) {
            return Expr.Const.i32((int) constant.bits() + by);
        }
        return by == 0 ? e : apply(CoreOp.I32_ADD, Kind.I32, e, Expr.Const.i32(by));
    }

    private static Expr apply(CoreOp op, Kind kind, Expr... operands) {
        return new Expr.Apply(op, kind, List.of(operands));
    }
}
