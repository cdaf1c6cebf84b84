package org.granary.compile.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.Toll;
import org.granary.op.CoreOp;

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

    /** So many rounds stand between two check points, where these cost something. */
    static final int STRIP = 500;

    /** Looking at the epoch alone, strips of loops that count are longer where these are small: so many nodes, so many rounds at most. */
    private static final int STRIP_NODES = 50_000;
    private static final int LONGEST_STRIP = 10_000;
    /** Within a strip the counter moves no farther than this. */
    private static final int FARTHEST = 1 << 29;

    /** Loops that are not counted are not copied; they may be larger. In still larger ones a look is little. */
    static final int MOST_IN_ROUNDS = 1_000;

    private static final int SWITCH = 1 << 20;
    private static final int OTHER = 1 << 21;

    private final List<Kind> locals;
    private final boolean metered;
    private final boolean strips;
    private int labels;
    private int deepest;
    private boolean changed;

    private CountedLoops(IrFunction function, boolean metered, boolean epochs) {
        this.metered = metered;
        strips = metered || epochs;
        locals = new ArrayList<>(function.locals());
        labels = function.labels();
        deepest = function.depth();
    }

    /**
     * Whether a loop goes back by a count alone: it does not wait for what others do.
     *
     * @param loop a loop, rewritten or not
     * @return false where nothing is sure
     */
    public static boolean counts(Control.Loop loop) {
        return LoopCounter.any(loop) != null;
    }

    /**
     * Whether a loop that counts, and is small enough, stands twice in the code also without fuel and epochs.
     *
     * @param loop a loop as it was
     * @return false where the JIT counts it by itself
     */
    public static boolean standsTwice(Control.Loop loop) {
        return LoopCounter.of(loop) != null;
    }

    /**
     * Rewrites a function's loops.
     *
     * @param function a function fresh from the builder
     * @param metered  whether it pays for its instructions
     * @param epochs   whether it looks at the engine's epoch
     * @return the function with some loops in two copies, or the same one
     */
    public static IrFunction rewrite(IrFunction function, boolean metered, boolean epochs) {
        CountedLoops pass = new CountedLoops(function, metered, epochs);
        List<Stmt> body = pass.list(function.body(), 0);
        return pass.changed ? function.with(pass.locals, pass.labels, body, pass.deepest) : function;
    }

    private List<Stmt> list(List<Stmt> statements, int depth) {
        List<Stmt> out = null;
        for (int i = 0; i < statements.size(); i++) {
            Stmt after = statement(statements.get(i), depth);
            if (out == null && after != statements.get(i)) {
                out = new ArrayList<>(statements.subList(0, i));
            }
            if (out != null) {
                out.add(after);
            }
        }
        return out == null ? statements : out;
    }

    private Stmt statement(Stmt statement, int depth) {
        if (statement instanceof Control.If choice) {
            List<Stmt> then = list(choice.then(), depth + 1);
            List<Stmt> otherwise = list(choice.otherwise(), depth + 1);
            boolean same = then == choice.then() && otherwise == choice.otherwise();
            return same ? choice : new Control.If(choice.offset(), choice.condition(), then, otherwise);
        }
        if (statement instanceof Control.Try attempt) {
            List<Stmt> body = list(attempt.body(), depth + 1);
            return body == attempt.body() ? attempt : new Control.Try(attempt.offset(), body, attempt.handlers());
        }
        if (!(statement instanceof Control.Loop loop)) {
            return statement;
        }
        int nodes = size(loop.body());
        boolean switches = nodes >= SWITCH;
        if (nodes <= MOST_NODES) {
            LoopCounter counter = strips ? LoopCounter.any(loop) : LoopCounter.of(loop);
            if (counter != null) {
                return strips ? inStrips(loop, counter, depth, nodes) : twice(loop, counter, depth, nodes);
            }
        }
        if (nodes < OTHER) {
            boolean fits = nodes % SWITCH <= MOST_IN_ROUNDS && LoopCounter.goesBack(loop.body(), loop.head()) > 0;
            return fits && runsLong(loop, switches) ? inRounds(loop) : loop;
        }
        List<Stmt> body = list(loop.body(), depth + 1);
        return body == loop.body() ? loop : new Control.Loop(loop.offset(), loop.head(), body);
    }

    /**
     * Whether strips gain anything. Loops with a switch are interpreters', which run long, whatever they test. Fuel is paid for in rounds
     * in any case, and looks at the epoch cost a search for an end mark more than a strip does.
     */
    private boolean runsLong(Control.Loop loop, boolean switches) {
        if (strips) {
            return metered || switches || !Searches.byKey(loop);
        }
        return LoopCounter.any(loop) == null && (switches || !Searches.is(loop));
    }

    /** How many rounds a strip of a loop that counts has. */
    private int rounds(int nodes) {
        return metered ? STRIP : Math.max(STRIP, Math.min(LONGEST_STRIP, STRIP_NODES / (nodes + 1)));
    }

    /** How many nodes a body has; with a switch {@link #SWITCH} more, and at least {@link #OTHER} where a loop or a call is in it. */
    private static int size(List<Stmt> body) {
        int sum = 0;
        int switches = 0;
        for (Stmt statement : body) {
            if (statement instanceof Control.Loop || statement instanceof Stmt.Call || statement instanceof Control.TailCall
                    || statement instanceof Control.Try || statement instanceof Stmt.Routine) {
                return OTHER;
            }
            sum++;
            for (Expr operand : statement.operands()) {
                sum += operand.nodes();
            }
            switches = statement instanceof Control.Switch ? SWITCH : switches;
            for (List<Stmt> inner : statement.bodies()) {
                int size = size(inner);
                if (size >= OTHER) {
                    return OTHER;
                }
                switches = size >= SWITCH ? SWITCH : switches;
                sum += size % SWITCH;
            }
        }
        return Math.min(sum, SWITCH - 1) + switches;
    }

    /**
     * The same with fuel or epochs: the counted copy runs in strips, between which it stops at a check point, so that nothing but the
     * counter stands in its way. Where fuel may not last for a strip, strips are of one round, which looks as the loop itself would.
     */
    private Stmt inStrips(Control.Loop loop, LoopCounter counter, int depth, int nodes) {
        int rounds = Math.min(rounds(nodes), FARTHEST / Math.abs(counter.stride()));
        changed = true;
        deepest = Math.max(deepest, depth + 4);
        int at = loop.offset();
        Label head = new Label(labels++, true);
        List<Stmt> then = new ArrayList<>();
        Expr limit = counter.ownBound();
        if (limit.nodes() > 1) {
            locals.add(Kind.I32);
            then.add(new Stmt.SetLocal(at, locals.size() - 1, limit));
            limit = new Expr.LocalGet(locals.size() - 1, Kind.I32);
        }
        locals.add(Kind.I32);
        int end = locals.size() - 1;
        long round = ((Toll.Checkpoint) loop.body().get(0)).fuel();
        List<Stmt> strip = new ArrayList<>();
        strip.add(new Toll.Checkpoint(at, 0));
        strip.add(new Stmt.SetLocal(at, end, counter.stripEnd(limit, rounds)));
        if (metered) {
            strip.add(new Control.If(at, new Expr.FuelShort(round, (rounds + 2) * fuel(loop.body())),
                    List.of(new Stmt.SetLocal(at, end, counter.next())), List.of()));
        }
        inRow(loop, counter, Walkers.rounds(loop, counter, nodes), new Expr.LocalGet(end, Kind.I32), strip);
        strip(loop, counter, new Ends(new Expr.LocalGet(end, Kind.I32), limit, head), strip);
        then.add(new Control.Loop(at, head, strip));
        return new Control.If(at, counter.guard(), List.copyOf(then), List.of(loop));
    }

    /** Where a strip ends, where the loop ends, and the head of the loop around the strips. */
    private record Ends(Expr strip, Expr limit, Label head) {
    }

    /** The copy that runs a strip, whose check point only pays, and what comes after it. */
    private void strip(Control.Loop loop, LoopCounter counter, Ends ends, List<Stmt> out) {
        Label inner = new Label(labels++, true);
        Map<Label, Label> renamed = new HashMap<>();
        renamed.put(loop.head(), inner);
        List<Stmt> body = copy(loop.body(), renamed);
        int offset = body.get(counter.test()).offset();
        List<Stmt> counted = new ArrayList<>(body.subList(1, counter.test()));
        Toll.Checkpoint head = (Toll.Checkpoint) body.get(0);
        if (head.fuel() > 0) {
            counted.add(0, new Toll.Charge(head.offset(), head.fuel()));
        }
        counted.add(new Control.BranchIf(offset, counter.countedTest(ends.strip()), inner));
        out.add(new Control.Loop(loop.offset(), inner, counted));
        out.add(new Control.BranchIf(offset, counter.countedTest(ends.limit()), ends.head()));
        out.addAll(body.subList(counter.test() + 1, body.size()));
    }

    /**
     * A loop without calls that does not count: its rounds are counted, a strip at a time, so that the JIT sees a counted loop, which has
     * no poll of its own and is unrolled: that is so up to 1,000 rounds, and their number is a constant. With fuel or epochs, what a round
     * does for these is to count down.
     */
    private Stmt inRounds(Control.Loop loop) {
        changed = true;
        deepest++;
        int at = loop.offset();
        Label head = new Label(labels++, true);
        Label inner = new Label(labels++, true);
        Label latch = new Label(labels++, false);
        Label done = new Label(labels++, false);
        locals.add(Kind.I32);
        int local = locals.size() - 1;
        Expr left = new Expr.LocalGet(local, Kind.I32);
        Map<Label, Label> renamed = new HashMap<>();
        renamed.put(loop.head(), latch);
        List<Stmt> round = copy(loop.body(), renamed);
        boolean falls = falls(round);
        long fuel = ((Toll.Checkpoint) round.get(0)).fuel();
        if (strips) {
            round.remove(0);
        }
        if (fuel > 0) {
            round.add(0, new Toll.Charge(at, fuel));
        }
        if (falls) {
            round.add(new Control.Branch(at, done));
        }
        round.add(new Control.Mark(at, latch));
        round.add(new Stmt.SetLocal(at, local, new Expr.Apply(CoreOp.I32_SUB, Kind.I32, List.of(left, Expr.Const.i32(1)))));
        round.add(new Control.BranchIf(at, new Expr.Apply(CoreOp.I32_GT_S, Kind.I32, List.of(left, Expr.Const.i32(0))), inner));
        round.add(new Control.Branch(at, head));
        if (falls) {
            round.add(new Control.Mark(at, done));
        }
        List<Stmt> rounds = new ArrayList<>(List.of(new Toll.Checkpoint(at, 0), new Stmt.SetLocal(at, local, Expr.Const.i32(STRIP))));
        if (metered) {
            rounds.add(new Control.If(at, new Expr.FuelShort(fuel, (STRIP + 2) * fuel(loop.body())),
                    List.of(new Stmt.SetLocal(at, local, Expr.Const.i32(1))), List.of()));
        }
        rounds.add(new Control.Loop(at, inner, round));
        return new Control.Loop(at, head, rounds);
    }

    private static boolean falls(List<Stmt> body) {
        if (body.isEmpty()) {
            return true;
        }
        Stmt last = body.get(body.size() - 1);
        return last instanceof Control.If choice ? falls(choice.then()) || falls(choice.otherwise()) : last.falls();
    }

    /** The most that one round pays. */
    private static long fuel(List<Stmt> body) {
        long sum = 0;
        for (Stmt statement : body) {
            sum += statement instanceof Toll.Charge charge ? charge.fuel() : statement instanceof Toll.Checkpoint checkpoint
                    ? checkpoint.fuel() : 0;
            for (List<Stmt> inner : statement.bodies()) {
                sum += fuel(inner);
            }
        }
        return sum;
    }

    /**
     * Lets several rounds in a row be one of a loop of their own, as long as more than these are to come: a round is always left for the
     * loop behind it.
     */
    private void inRow(Control.Loop loop, LoopCounter counter, int rounds, Expr limit, List<Stmt> out) {
        if (rounds < 2) {
            return;
        }
        int at = loop.offset();
        Label head = new Label(labels++, true);
        locals.add(Kind.I32);
        int last = locals.size() - 1;
        Toll.Checkpoint checkpoint = (Toll.Checkpoint) loop.body().get(0);
        List<Stmt> row = new ArrayList<>();
        if (!strips) {
            row.add(checkpoint);
        }
        for (int i = 0; i < rounds; i++) {
            if (checkpoint.fuel() > 0) {
                row.add(new Toll.Charge(checkpoint.offset(), checkpoint.fuel()));
            }
            row.addAll(copy(loop.body().subList(1, counter.test()), new HashMap<>()));
        }
        row.add(new Control.BranchIf(at, counter.countedTest(new Expr.LocalGet(last, Kind.I32)), head));
        out.add(new Control.If(at, counter.more(limit, rounds), List.of(new Stmt.SetLocal(at, last, counter.before(limit, rounds)),
                new Control.Loop(at, head, row)), List.of()));
    }

    private Stmt twice(Control.Loop loop, LoopCounter counter, int depth, int nodes) {
        changed = true;
        deepest = Math.max(deepest, depth + 3);
        Map<Label, Label> renamed = new HashMap<>();
        renamed.put(loop.head(), new Label(labels++, true));
        List<Stmt> counted = copy(loop.body(), renamed);
        Control.BranchIf back = (Control.BranchIf) counted.get(counter.test());
        List<Stmt> then = new ArrayList<>();
        Expr limit = counter.ownBound();
        if (limit.nodes() > 1) {
            locals.add(Kind.I32);
            then.add(new Stmt.SetLocal(loop.offset(), locals.size() - 1, limit));
            limit = new Expr.LocalGet(locals.size() - 1, Kind.I32);
        }
        counted.set(counter.test(), new Control.BranchIf(back.offset(), counter.countedTest(limit), back.label()));
        inRow(loop, counter, Walkers.rounds(loop, counter, nodes), limit, then);
        then.add(new Control.Loop(loop.offset(), renamed.get(loop.head()), counted));
        return new Control.If(loop.offset(), counter.guard(), List.copyOf(then), List.of(loop));
    }

    /** A copy with labels of its own; trees are shared, they never change. */
    private List<Stmt> copy(List<Stmt> body, Map<Label, Label> renamed) {
        for (Stmt statement : body) {
            if (statement instanceof Control.Mark mark) {
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
        if (statement instanceof Control.Mark mark) {
            return new Control.Mark(mark.offset(), renamed.get(mark.label()));
        }
        if (statement instanceof Control.Branch branch) {
            return new Control.Branch(branch.offset(), renamed.getOrDefault(branch.label(), branch.label()));
        }
        if (statement instanceof Control.BranchIf branch) {
            return new Control.BranchIf(branch.offset(), branch.condition(), renamed.getOrDefault(branch.label(), branch.label()));
        }
        if (statement instanceof Control.Switch choice) {
            List<Label> to = new ArrayList<>();
            for (Label label : choice.labels()) {
                to.add(renamed.getOrDefault(label, label));
            }
            return new Control.Switch(choice.offset(), choice.index(), to, renamed.getOrDefault(choice.otherwise(), choice.otherwise()));
        }
        if (statement instanceof Control.If choice) {
            return new Control.If(choice.offset(), choice.condition(), copy(choice.then(), renamed), copy(choice.otherwise(), renamed));
        }
        return statement;
    }
}
