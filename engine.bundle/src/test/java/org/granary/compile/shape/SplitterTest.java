package org.granary.compile.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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

class SplitterTest {
    private static final DefType TYPE = new TypeCanon().function(FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32));

    @Test
    void randomFunctionsBehaveTheSameHoweverTheyAreCut() {
        int cut = 0;
        for (int seed = 0; seed < 400; seed++) {
            IrFunction function = RandomFunction.make(seed, 10 + seed % 300, TYPE);
            cut += same(function, 100, 50, seed) ? 1 : 0;
            same(function, 300, 150, seed);
            same(function, 1_000, 400, seed);
            assertFalse(same(function, 1_000_000, 4_000, seed));
        }
        assertTrue(cut > 200, "cut: " + cut);
    }

    private static boolean same(IrFunction function, int budget, int target, long seed) {
        SplitFunction split = Splitter.split(function, budget, target);
        for (int argument = 0; argument < 4; argument++) {
            List<Integer> expected = Machine.whole(function, 60, argument, (int) seed);
            assertEquals(expected, Machine.cut(split, 60, argument, (int) seed), () -> "seed " + seed + " budget " + budget + "\n" + function + split);
        }
        return split.isSplit();
    }
}
