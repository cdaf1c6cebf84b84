package org.granary.compile.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SplitterTest {
    private static final DefType TYPE = new TypeCanon().function(FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32));

    @Test
    void randomFunctionsBehaveTheSameHoweverTheyAreCut() {
        int cut = 0;
        for (int seed = 0; seed < 150; seed++) {
            IrFunction function = RandomFunction.make(seed, 10 + seed % 300, TYPE);
            cut += same(function, 100, 50, seed) ? 1 : 0;
            same(function, 300, 150, seed);
            same(function, 1_000, 400, seed);
            assertFalse(same(function, 1_000_000, 4_000, seed));
        }
        assertTrue(cut > 75, "cut: " + cut);
    }

    private static boolean same(IrFunction function, int budget, int target, long seed) {
        SplitFunction split = Splitter.split(function, budget, target);
        for (int argument = 0; argument < 2; argument++) {
            List<Integer> expected = Machine.whole(function, 60, argument, (int) seed);
            assertEquals(expected, Machine.cut(split, 60, argument, (int) seed), () -> "seed " + seed + " budget " + budget + "\n"
                    + function + split);
        }
        return split.isSplit();
    }

    /** A loop over a switch whose segments each do something and go back to the loop's head, or on to a later segment. */
    private static IrFunction interpreter(int segments, boolean permuted, boolean crossing, long seed) {
        Random random = new Random(seed);
        int locals = 12;
        Label head = new Label(0, true);
        Label out = new Label(1, false);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            labels.add(new Label(2 + i, false));
        }
        List<Label> table = new ArrayList<>(labels);
        if (permuted) {
            Collections.shuffle(table, random);
        }
        List<Stmt> body = new ArrayList<>();
        body.add(new Stmt.SetLocal(0, 3, apply(CoreOp.I32_ADD, get(3), Expr.Const.i32(1))));
        body.add(new Control.BranchIf(0, apply(CoreOp.I32_GE_S, get(3), Expr.Const.i32(60)), out));
        body.add(new Stmt.SetLocal(0, 2, apply(CoreOp.I32_AND, apply(CoreOp.I32_MUL, apply(CoreOp.I32_XOR, get(0), get(3)),
                Expr.Const.i32(7_919)), Expr.Const.i32(32_767))));
        body.add(new Control.Switch(0, get(2), table, labels.get(segments / 2)));
        for (int i = 0; i < segments; i++) {
            body.add(new Control.Mark(i, labels.get(i)));
            int local = 4 + random.nextInt(locals - 4);
            body.add(new Stmt.SetLocal(i, local, apply(CoreOp.I32_ADD, get(4 + random.nextInt(locals - 4)), Expr.Const.i32(i))));
            body.add(new Stmt.SetLocal(i, 0, apply(CoreOp.I32_XOR, get(0), get(local))));
            body.add(new Stmt.SetGlobal(i, 0, get(local)));
            if (crossing && i + 1 < segments) {
                body.add(new Control.BranchIf(i, apply(CoreOp.I32_AND, get(0), Expr.Const.i32(1)), labels.get(i + 1
                        + random.nextInt(segments - i - 1))));
            }
            body.add(new Control.Branch(i, head));
        }
        List<Stmt> all = List.of(new Control.Loop(0, head, body), new Control.Mark(0, out), new Control.Return(0, List.of(get(0))));
        return new IrFunction(0, TYPE, Collections.nCopies(locals, Kind.I32), locals, 2 + segments, all, 2, false);
    }

    private static Expr get(int local) {
        return new Expr.LocalGet(local, Kind.I32);
    }

    private static Expr apply(CoreOp op, Expr left, Expr right) {
        return new Expr.Apply(op, Kind.I32, List.of(left, right));
    }

    @Test
    void switchesOfManyTargetsAreCut() {
        for (boolean permuted : new boolean[] {false, true}) {
            IrFunction function = interpreter(16_150, permuted, false, 1);
            assertTrue(same(function, 7_000, 4_000, 0));
            assertSmall(Splitter.split(function, 7_000, 4_000));
        }
    }

    @Test
    void jumpsBetweenSegmentsCostAccordingToTheirNumber() {
        IrFunction function = interpreter(3_000, false, true, 2);
        assertTrue(same(function, 7_000, 4_000, 0));
        assertTrue(same(function, 300, 150, 0));
        assertSmall(Splitter.split(function, 7_000, 4_000));
    }

    @Test
    void deeplyNestedLoopsAreCut() {
        int depth = 500;
        List<Stmt> inner = List.of(new Stmt.SetGlobal(0, 0, get(1)));
        for (int i = 0; i < depth; i++) {
            List<Stmt> body = new ArrayList<>(inner);
            for (int k = 0; k < 20; k++) {
                body.add(new Stmt.SetLocal(0, 2 + (i + k) % 38, apply(CoreOp.I32_ADD, get(2 + (i * 7 + k) % 38), get(2 + k))));
            }
            body.add(new Stmt.SetLocal(0, 1, apply(CoreOp.I32_ADD, get(1), Expr.Const.i32(1))));
            body.add(new Stmt.SetGlobal(0, 0, get(2 + i % 38)));
            body.add(new Control.BranchIf(0, apply(CoreOp.I32_EQ, apply(CoreOp.I32_AND, get(1), Expr.Const.i32(3)), Expr.Const.i32(i % 4)),
                    new Label(i, true)));
            inner = List.of(new Control.Loop(0, new Label(i, true), body));
        }
        List<Stmt> all = new ArrayList<>(inner);
        all.add(new Control.Return(0, List.of(get(1))));
        IrFunction function = new IrFunction(0, TYPE, Collections.nCopies(40, Kind.I32), 40, depth, all, depth, false);
        assertTrue(same(function, 7_000, 4_000, 1));
        assertSmall(Splitter.split(function, 7_000, 4_000));
    }

    @Test
    void nestingCostsInProportion() throws InterruptedException {
        int depth = 30_000;
        List<Stmt> inner = List.of(new Stmt.SetGlobal(0, 0, get(1)));
        for (int i = 0; i < depth; i++) {
            List<Stmt> body = new ArrayList<>(inner);
            body.add(new Control.BranchIf(0, get(0), new Label(i, true)));
            inner = List.of(new Control.Loop(0, new Label(i, true), body));
        }
        List<Stmt> all = new ArrayList<>(inner);
        all.add(new Control.Return(0, List.of(get(1))));
        IrFunction function = new IrFunction(0, TYPE, Collections.nCopies(2, Kind.I32), 2, depth, all, depth, false);
        List<SplitFunction> done = new ArrayList<>();
        // nesting makes it recurse, as its callers know
        Thread thread = new Thread(null, () -> done.add(Splitter.split(function, 7_000, 4_000)), "splitter", 512 << 20);
        thread.setDaemon(true);
        thread.start();
        thread.join(60_000);
        assertEquals(1, done.size(), "not done after a minute: the time grows with the square of the depth");
        assertTrue(done.get(0).isSplit());
    }

    @Test
    void manyLocalsLiveAtOnceAreCut() {
        int locals = 50_000;
        List<Stmt> body = new ArrayList<>();
        for (int i = 2; i < locals; i++) {
            body.add(new Stmt.SetLocal(0, i, apply(CoreOp.I32_ADD, get(i - 1), get(i / 2))));
        }
        for (int i = 2; i < locals; i++) {
            body.add(new Stmt.SetLocal(0, 0, apply(CoreOp.I32_XOR, get(0), get(i))));
            if (i % 1_000 == 0) {
                body.add(new Stmt.SetGlobal(0, 0, get(0)));
            }
        }
        body.add(new Control.Return(0, List.of(get(0))));
        IrFunction function = new IrFunction(0, TYPE, Collections.nCopies(locals, Kind.I32), locals, 0, body, 0, false);
        assertTrue(same(function, 7_000, 4_000, 0));
    }

    /**
     * What an inner loop assigns behind its way out is read in the next round of the outer loop, and reaches it only by the inner loop's
     * head.
     */
    @Test
    void valuesReachTheOuterLoopByTheInnerHead() {
        Label outer = new Label(0, true);
        Label inner = new Label(1, true);
        List<Stmt> body = new ArrayList<>();
        body.add(new Stmt.SetLocal(0, 3, apply(CoreOp.I32_ADD, get(3), Expr.Const.i32(1))));
        body.add(new Control.BranchIf(0, apply(CoreOp.I32_AND, get(3), Expr.Const.i32(1)), outer));
        for (int i = 0; i < 20; i++) {
            body.add(new Stmt.SetLocal(0, 4, apply(CoreOp.I32_ADD, get(4), get(0))));
            if (i == 10) {
                body.add(new Stmt.SetLocal(0, 2, get(4)));
            }
        }
        body.add(new Control.Branch(0, inner));
        List<Stmt> around = List.of(new Stmt.SetGlobal(0, 0, get(2)), new Control.Loop(0, inner, body));
        IrFunction function =
                new IrFunction(0, TYPE, Collections.nCopies(5, Kind.I32), 5, 2, List.of(new Control.Loop(0, outer, around)), 2,
                false);
        assertTrue(same(function, 100, 50, 3));
    }

    /** No part is estimated far over the budget. */
    private static void assertSmall(SplitFunction split) {
        for (Part part : split.parts()) {
            int size = estimate(part.body());
            assertTrue(size <= 8_000, () -> "part " + part.number() + ": " + size);
        }
    }

    private static int estimate(List<Stmt> body) {
        int sum = 0;
        for (Stmt s : body) {
            sum += s instanceof Stmt.CallPart ? 12 : Sizes.of(s);
            for (List<Stmt> inner : s.bodies()) {
                sum += estimate(inner);
            }
        }
        return sum;
    }
}
