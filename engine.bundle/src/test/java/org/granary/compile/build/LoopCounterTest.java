package org.granary.compile.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;
import org.junit.jupiter.api.Test;

class LoopCounterTest {
    private static final int COUNTER = 0;
    private static final int BOUND = 1;
    private static final int SHIFTED = 2;
    private static final int[] EDGES = {0, 1, -1, 2, -2, 7, -8, 100, 1 << 30, -(1 << 30), (1 << 30) - 1, Integer.MAX_VALUE,
        Integer.MIN_VALUE, Integer.MAX_VALUE - 5, Integer.MIN_VALUE + 5};
    private static final CoreOp[] RELATIONS = {CoreOp.I32_NE, CoreOp.I32_LT_S, CoreOp.I32_LT_U, CoreOp.I32_GT_S, CoreOp.I32_GT_U,
        CoreOp.I32_LE_S, CoreOp.I32_LE_U, CoreOp.I32_GE_S, CoreOp.I32_GE_U};
    private static final int MOST_ROUNDS = 3_000;

    private static Expr get(int local) {
        return new Expr.LocalGet(local, Kind.I32);
    }

    private static Expr plus(int local, int by) {
        return new Expr.Apply(CoreOp.I32_ADD, Kind.I32, List.of(get(local), Expr.Const.i32(by)));
    }

    /** A loop that compares: {@code early} takes the value into a local before the step, {@code swapped} has the bound on the left. */
    private static Control.Loop loop(int stride, int shift, CoreOp relation, Expr bound, boolean early, boolean swapped) {
        Label head = new Label(0, true);
        List<Stmt> body = new ArrayList<>();
        if (early) {
            body.add(new Stmt.SetLocal(0, SHIFTED, plus(COUNTER, stride + shift)));
        }
        body.add(new Stmt.SetLocal(0, COUNTER, plus(COUNTER, stride)));
        Expr value = early ? get(SHIFTED) : shift == 0 ? get(COUNTER) : plus(COUNTER, shift);
        body.add(new Control.BranchIf(0, new Expr.Apply(relation, Kind.I32, swapped ? List.of(bound, value) : List.of(value, bound)),
                head));
        return new Control.Loop(0, head, body);
    }

    private static long eval(Expr e, int counter, int bound) {
        if (e instanceof Expr.Const constant) {
            return constant.bits();
        }
        if (e instanceof Expr.LocalGet get) {
            return get.local() == COUNTER ? counter : bound;
        }
        Expr.Apply apply = (Expr.Apply) e;
        long left = eval(apply.operands().get(0), counter, bound);
        long right = apply.operands().size() > 1 ? eval(apply.operands().get(1), counter, bound) : 0;
        return switch ((CoreOp) apply.op()) {
            case I32_ADD -> (int) (left + right);
            case I32_SUB -> (int) (left - right);
            case I32_OR -> left | right;
            case I32_AND, I64_AND -> left & right;
            case I64_SUB -> left - right;
            case I64_REM_S -> left % right;
            case I64_EXTEND_I32_S -> left;
            case I64_EQZ -> left == 0 ? 1 : 0;
            case I64_GT_S -> left > right ? 1 : 0;
            default -> holds((CoreOp) apply.op(), (int) left, (int) right) ? 1 : 0;
        };
    }

    private static boolean holds(CoreOp relation, int left, int right) {
        int unsigned = Integer.compareUnsigned(left, right);
        return switch (relation) {
            case I32_NE -> left != right;
            case I32_LT_S -> left < right;
            case I32_GT_S -> left > right;
            case I32_LE_S -> left <= right;
            case I32_GE_S -> left >= right;
            case I32_LT_U -> unsigned < 0;
            case I32_GT_U -> unsigned > 0;
            case I32_LE_U -> unsigned <= 0;
            case I32_GE_U -> unsigned >= 0;
            default -> throw new AssertionError(relation);
        };
    }

    /** Where the guard holds, the counted test must end the loop in the same round; tells whether it held. */
    private static boolean same(LoopCounter counter, CoreOp relation, int start, int bound, int shift) {
        if (eval(counter.guard(), start, bound) == 0) {
            return false;
        }
        int limit = (int) eval(counter.ownBound(), start, bound);
        Expr test = counter.countedTest(Expr.Const.i32(limit));
        int at = start;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            at += counter.stride();
            boolean goesOn = holds(relation, at + shift, bound);
            assertEquals(goesOn, eval(test, at, bound) != 0, () -> counter + " from " + start + " to " + bound);
            if (!goesOn) {
                return true;
            }
        }
        return true;
    }

    @Test
    void theCountedTestEndsInTheSameRoundWhereverTheGuardHolds() {
        Random random = new Random(5);
        int held = 0;
        for (CoreOp relation : RELATIONS) {
            for (int stride : new int[] {1, 4, 12, -1, -3, 1 << 20, -(1 << 20)}) {
                for (int shift : new int[] {0, 3, -4, 1 << 19, -(1 << 20)}) {
                    for (boolean early : new boolean[] {false, true}) {
                        if (Math.abs(stride + shift) > LoopCounter.FARTHEST) {
                            continue;
                        }
                        LoopCounter counter = LoopCounter.of(loop(stride, shift, relation, get(BOUND), early, false));
                        if (counter == null) {
                            continue;
                        }
                        for (int round = 0; round < 60; round++) {
                            int start = EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
                            int bound = round % 3 == 0 ? start + stride * random.nextInt(50) + shift : EDGES[random.nextInt(EDGES.length)];
                            held += same(counter, relation, start, bound, shift) ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertTrue(held > 500, "held: " + held);
    }

    @Test
    void aBoundOnTheLeftAndAValueTakenBeforeTheStep() {
        LoopCounter counter = LoopCounter.of(loop(4, 3, CoreOp.I32_GT_S, get(BOUND), true, true));
        assertEquals(new LoopCounter(COUNTER, 4, 3, CoreOp.I32_LT_S, get(BOUND), 2), counter);
    }

    @Test
    void whatTheJitCountsByItselfIsLeftAlone() {
        assertNull(LoopCounter.of(loop(4, 0, CoreOp.I32_LT_S, get(BOUND), false, false)));
        assertNull(LoopCounter.of(loop(-4, 0, CoreOp.I32_GE_S, get(BOUND), false, false)));
        assertNull(LoopCounter.of(loop(1, 0, CoreOp.I32_NE, get(BOUND), false, false)));
        assertNotNull(LoopCounter.of(loop(1, 0, CoreOp.I32_LT_U, get(BOUND), false, false)));
    }

    @Test
    void whatIsNotSureIsLeftAlone() {
        assertNull(LoopCounter.of(loop(4, 0, CoreOp.I32_LT_U, get(COUNTER), false, false)), "its own bound");
        assertNull(LoopCounter.of(loop(4, 0, CoreOp.I32_LT_U, get(SHIFTED), true, false)), "a bound that moves");
        assertNull(LoopCounter.of(loop(-4, 0, CoreOp.I32_LT_U, get(BOUND), false, false)), "away from the bound");
        assertNull(LoopCounter.of(loop(1 << 21, 0, CoreOp.I32_LT_U, get(BOUND), false, false)), "too wide a stride");
    }

    /** A loop that uses the local of the compared value for something else first; {@code changed} also after the value was taken. */
    private static Control.Loop reusing(boolean changed) {
        Label head = new Label(0, true);
        Stmt other = new Stmt.SetLocal(0, SHIFTED, get(BOUND));
        Stmt taken = new Stmt.SetLocal(0, SHIFTED, plus(COUNTER, 7));
        Stmt step = new Stmt.SetLocal(0, COUNTER, plus(COUNTER, 4));
        Stmt again = new Control.If(0, get(BOUND), List.of(other), List.of());
        Stmt back = new Control.BranchIf(0, new Expr.Apply(CoreOp.I32_LT_S, Kind.I32, List.of(get(SHIFTED), get(BOUND))), head);
        return new Control.Loop(0, head, changed ? List.of(other, taken, step, again, back) : List.of(other, taken, step, back));
    }

    @Test
    void aLocalThatHoldsOtherValuesToo() {
        assertEquals(new LoopCounter(COUNTER, 4, 3, CoreOp.I32_LT_S, get(BOUND), 3), LoopCounter.of(reusing(false)));
        assertNull(LoopCounter.of(reusing(true)), "set again on the way to the test");
    }

    @Test
    void twoLocalsThatMoveEachOtherAreNoCounter() {
        Label head = new Label(0, true);
        List<Stmt> body = List.of(new Stmt.SetLocal(0, COUNTER, plus(SHIFTED, 1)), new Stmt.SetLocal(0, SHIFTED, plus(COUNTER, 1)),
                new Control.BranchIf(0, new Expr.Apply(CoreOp.I32_LT_U, Kind.I32, List.of(get(COUNTER), get(BOUND))), head));
        assertNull(LoopCounter.of(new Control.Loop(0, head, body)));
    }
}
