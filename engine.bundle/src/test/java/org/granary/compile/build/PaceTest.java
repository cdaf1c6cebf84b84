package org.granary.compile.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.Toll;
import org.granary.op.CoreOp;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Label HEAD = new Label(0, true);
    private static final Label INNER = new Label(1, true);
    private static final Label MARK = new Label(2, false);
    private static final Expr ANY = new Expr.LocalGet(5, Kind.I32);

    private static Stmt move(int local, int from, int by) {
        Expr moved = new Expr.Apply(CoreOp.I32_ADD, Kind.I32, List.of(new Expr.LocalGet(from, Kind.I32), Expr.Const.i32(by)));
        return new Stmt.SetLocal(1, local, moved);
    }

    private static Stmt branch(Label label) {
        return new Control.BranchIf(1, ANY, label);
    }

    private static Stmt when(Stmt... then) {
        return new Control.If(1, ANY, List.of(then), List.of());
    }

    private static Pace of(Stmt... statements) {
        List<Stmt> body = new ArrayList<>(List.of(new Toll.Checkpoint(1, 0)));
        body.addAll(Arrays.asList(statements));
        body.add(branch(HEAD));
        return Pace.of(new Control.Loop(1, HEAD, body));
    }

    @Test
    void whatEachRoundMovesTells() {
        assertEquals(new Pace(3, 4), of(move(3, 3, 4)));
        assertEquals(new Pace(3, -6), of(when(move(4, 4, 1)), move(3, 3, -6), branch(HEAD)));
        assertEquals(new Pace(3, 1), of(branch(MARK), new Control.Mark(1, MARK), move(3, 3, 1)));
        assertEquals(new Pace(3, 1), of(new Control.Loop(1, INNER, List.of(branch(INNER))), move(3, 3, 1)));
        assertEquals(new Pace(2, 1), of(move(3, 3, 1), move(3, 3, 1), move(2, 2, 1)));
    }

    @Test
    void whatSomeRoundsMoveDoesNot() {
        assertNull(of(when(move(3, 3, 1))));
        assertNull(of(branch(HEAD), move(3, 3, 1)));
        assertNull(of(when(branch(HEAD)), move(3, 3, 1)));
        assertNull(of(branch(MARK), move(3, 3, 1), new Control.Mark(1, MARK)));
        assertNull(of(when(branch(MARK)), move(3, 3, 1), new Control.Mark(1, MARK)));
        assertNull(of(new Control.Loop(1, INNER, List.of(move(3, 3, 1), branch(INNER)))));
    }

    @Test
    void whatIsMovedOtherwiseDoesNot() {
        assertNull(of(move(3, 2, 1)));
        assertNull(of(move(3, 3, 0)));
        assertNull(of(move(3, 3, 1), move(3, 3, 1)));
        assertNull(of(move(3, 3, 1), when(new Stmt.SetLocal(1, 3, ANY))));
    }

    @Test
    void onceInSoManyRoundsTheMaskFindsNothing() {
        for (int stride : new int[] {1, -1, 3, 8, -56, 977, 1 << 20, -(1 << 19)}) {
            for (int rounds : new int[] {16, 512}) {
                int mask = new Pace(0, stride).mask(rounds);
                for (int start : new int[] {0, 1, 77, Integer.MAX_VALUE - 100, Integer.MIN_VALUE}) {
                    int found = 0;
                    for (int round = 0; round < rounds; round++) {
                        found += (start + round * stride & mask) == 0 ? 1 : 0;
                    }
                    assertEquals(1, found, stride + " from " + start);
                }
            }
        }
        assertEquals(0, new Pace(0, 1 << 30).mask(16));
    }
}
