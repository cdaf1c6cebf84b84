package org.granary.compile.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

class LoopDetacherTest {
    private static final DefType TYPE = new TypeCanon().function(FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32));
    private static final int WHOLE = 1_000_000;

    @Test
    void randomFunctionsBehaveTheSameWithTheirLoopsDetached() {
        int detached = 0;
        for (int seed = 0; seed < 340; seed++) {
            IrFunction function = RandomFunction.make(seed, 10 + seed % 300, TYPE);
            SplitFunction apart = LoopDetacher.detach(Splitter.split(function, WHOLE, 4_000), 12, 0);
            detached += apart.parts().size() - 1;
            for (int argument = 0; argument < 2; argument++) {
                List<Integer> expected = Machine.whole(function, 60, argument, seed);
                int salt = seed;
                assertEquals(expected, Machine.cut(apart, 60, argument, seed), () -> "seed " + salt + "\n" + function + apart);
            }
        }
        assertTrue(detached > 60, "detached: " + detached);
    }

    /** Counts local 1 down; adds each of {@code sums} to itself; both locals 2 and 3 are read afterwards. */
    private static IrFunction function(List<Integer> sums, Stmt inside) {
        Label head = new Label(0, true);
        List<Stmt> loop = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (int sum : sums) {
                loop.add(new Stmt.SetLocal(1, sum, apply(CoreOp.I32_ADD, apply(CoreOp.I32_MUL, get(sum), Expr.Const.i32(3)), get(0))));
            }
        }
        if (inside != null) {
            loop.add(inside);
        }
        loop.add(new Stmt.SetLocal(1, 1, apply(CoreOp.I32_SUB, get(1), Expr.Const.i32(1))));
        loop.add(new Control.BranchIf(1, get(1), head));
        List<Stmt> body = new ArrayList<>();
        body.add(new Control.Loop(1, head, loop));
        for (int i = 0; i < 100; i++) {
            body.add(new Stmt.SetGlobal(2, 0, apply(CoreOp.I32_ADD, get(2), get(3))));
        }
        body.add(new Control.Return(2, List.of(get(2))));
        return new IrFunction(0, TYPE, Collections.nCopies(4, Kind.I32), 4, 1, body, 1, false);
    }

    private static Expr get(int local) {
        return new Expr.LocalGet(local, Kind.I32);
    }

    private static Expr apply(CoreOp op, Expr left, Expr right) {
        return new Expr.Apply(op, Kind.I32, List.of(left, right));
    }

    @Test
    void aLargeLoopWithOneResultGetsAMethod() {
        IrFunction function = function(List.of(2), null);
        SplitFunction split = Splitter.split(function, 7_000, 4_000);
        assertEquals(2, split.parts().size(), split::toString);
        assertEquals(new Part.Detached(List.of(0, 1, 2), 2), split.parts().get(1).detached());
        assertEquals(Machine.whole(function, 200, 5, 7), Machine.cut(split, 200, 5, 7));
        assertTrue(split.framed().isEmpty());
    }

    @Test
    void twoResultsAndTwoWaysOutStayWhereTheyAre() {
        assertEquals(1, Splitter.split(function(List.of(2, 3), null), 7_000, 4_000).parts().size());
        Stmt leaves = new Control.Return(1, List.of(get(0)));
        assertEquals(1, Splitter.split(function(List.of(2), leaves), 7_000, 4_000).parts().size());
    }

    @Test
    void whatHasLittleAroundItIsLeftAlone() {
        SplitFunction whole = Splitter.split(RandomFunction.make(1, 20, TYPE), WHOLE, 4_000);
        assertSame(whole, LoopDetacher.detach(whole, 0, WHOLE));
    }
}
