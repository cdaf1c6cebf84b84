package org.granary.compile.build;

import static org.granary.op.CoreOp.BLOCK;
import static org.granary.op.CoreOp.BR;
import static org.granary.op.CoreOp.BR_IF;
import static org.granary.op.CoreOp.CALL;
import static org.granary.op.CoreOp.DROP;
import static org.granary.op.CoreOp.GLOBAL_GET;
import static org.granary.op.CoreOp.GLOBAL_SET;
import static org.granary.op.CoreOp.I32_ADD;
import static org.granary.op.CoreOp.I32_CONST;
import static org.granary.op.CoreOp.I32_DIV_S;
import static org.granary.op.CoreOp.I32_LOAD;
import static org.granary.op.CoreOp.I32_STORE;
import static org.granary.op.CoreOp.IF;
import static org.granary.op.CoreOp.LOCAL_GET;
import static org.granary.op.CoreOp.LOCAL_SET;
import static org.granary.op.CoreOp.LOCAL_TEE;
import static org.granary.op.CoreOp.LOOP;
import static org.granary.op.CoreOp.UNREACHABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.IrPrinter;
import org.granary.compile.ir.Stmt;
import org.granary.engine.LimitException;
import org.granary.op.BlockType;
import org.granary.op.MemArg;
import org.granary.op.OpWriter;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class IrBuilderTest {
    private static final MemArg WORD = new MemArg(2, 0, 0);
    private static final FuncType TWO = FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32);

    private static void builds(FuncType type, String expected, Consumer<OpWriter> body) {
        IrFunction built = Built.function(type, List.of(), body);
        assertEquals("  checkpoint\n" + expected.indent(2), IrPrinter.print(built.body()));
    }

    @Test
    void aWaitingReadIsSpilledBeforeItsLocalChanges() {
        builds(TWO, """
                $2 = $0
                $0 = 5
                return (i32.add($2, $0))""", code -> {
            code.local(LOCAL_GET, 0);
            code.number(I32_CONST, 5);
            code.local(LOCAL_TEE, 0);
            code.plain(I32_ADD);
        });
    }

    @Test
    void aWaitingLoadDoesNotPassAStore() {
        builds(TWO, """
                $2 = i32.load m0[$0 + 0]
                i32.store m0[$0 + 0] = $1
                return ($2)""", code -> {
            code.local(LOCAL_GET, 0);
            code.access(I32_LOAD, WORD);
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.access(I32_STORE, WORD);
        });
    }

    @Test
    void aWaitingGlobalPassesAStoreAndNotACall() {
        builds(TWO, """
                i32.store m0[$0 + 0] = $1
                $2 = g0
                $3 = call f1 ($0)
                return (i32.add($2, $3))""", code -> {
            code.global(GLOBAL_GET, 0);
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.access(I32_STORE, WORD);
            code.local(LOCAL_GET, 0);
            code.function(CALL, 1);
            code.plain(I32_ADD);
        });
    }

    @Test
    void trapsKeepTheirOrder() {
        builds(TWO, """
                $2 = i32.div_s($0, $1)
                $1 = i32.load m0[$0 + 0]
                return (i32.add($2, $1))""", code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_DIV_S);
            code.local(LOCAL_GET, 0);
            code.access(I32_LOAD, WORD);
            code.local(LOCAL_TEE, 1);
            code.plain(I32_ADD);
        });
        builds(TWO, """
                effect i32.div_s($0, $1)
                trap unreachable""", code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_DIV_S);
            code.plain(DROP);
            code.plain(UNREACHABLE);
        });
    }

    @Test
    void whatTrapsBeforeAReaderStopsWaitingWithIt() {
        builds(TWO, """
                $2 = i32.load m0[$0 + 0]
                $3 = i32.div_s($0, $1)
                $1 = 5
                return (i32.add($2, $3))""", code -> {
            code.local(LOCAL_GET, 0);
            code.access(I32_LOAD, WORD);
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_DIV_S);
            code.number(I32_CONST, 5);
            code.local(LOCAL_SET, 1);
            code.plain(I32_ADD);
        });
    }

    @Test
    void aTrapIsTakenBeforeTheGlobalChanges() {
        builds(TWO, """
                $2 = i32.div_s($0, $1)
                g0 = 1
                return ($2)""", code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_DIV_S);
            code.number(I32_CONST, 1);
            code.global(GLOBAL_SET, 0);
        });
    }

    @Test
    void aBlocksResultTravelsInALocal() {
        builds(TWO, """
                $3 = i32.add($0, 1)
                if $1
                  $2 = $3
                  br L0
                $2 = $3
                L0:
                return ($2)""", code -> {
            code.block(BLOCK, BlockType.of(ValType.I32));
            code.local(LOCAL_GET, 0);
            code.number(I32_CONST, 1);
            code.plain(I32_ADD);
            code.local(LOCAL_GET, 1);
            code.branch(BR_IF, 0);
            code.end();
        });
    }

    @Test
    void loopParametersChangePlacesAtOnce() {
        IrFunction built = Built.function(Built.PAIR, List.of(), code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.block(LOOP, BlockType.of(1));
            code.local(LOCAL_SET, 0);
            code.local(LOCAL_SET, 1);
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.branch(BR, 0);
            code.end();
        });
        List<Stmt> loop = round(built.body());
        int[] values = new int[64];
        values[carried(loop, 0)] = 1;
        values[carried(loop, 1)] = 2;
        for (Stmt statement : loop) {
            if (statement instanceof Stmt.SetLocal set) {
                values[set.local()] = values[((Expr.LocalGet) set.value()).local()];
            }
        }
        assertEquals(2, values[carried(loop, 0)], built.toString());
        assertEquals(1, values[carried(loop, 1)], built.toString());
    }

    /** A round of a loop, without what counts the rounds. */
    private static List<Stmt> round(List<Stmt> body) {
        Control.Loop strips = (Control.Loop) body.stream().filter(Control.Loop.class::isInstance).findFirst().orElseThrow();
        List<Stmt> rounds = ((Control.Loop) strips.body().get(strips.body().size() - 1)).body();
        return rounds.stream().takeWhile(statement -> !(statement instanceof Control.Mark)).toList();
    }

    /** The locals that a jump to the loop assigns, in order: the last that its body sets. */
    private static int carried(List<Stmt> loop, int which) {
        List<Integer> set = loop.stream().filter(Stmt.SetLocal.class::isInstance).map(s -> ((Stmt.SetLocal) s).local()).toList();
        return set.get(set.size() - 2 + which);
    }

    @Test
    void anIfWithoutElsePassesItsParametersOn() {
        builds(TWO, """
                $2 = $0
                if $1
                  $3 = i32.add($2, 1)
                else
                  $3 = $2
                return ($3)""", code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.block(IF, BlockType.of(2));
            code.number(I32_CONST, 1);
            code.plain(I32_ADD);
            code.end();
        });
    }

    @Test
    void whatControlCannotReachIsPassedOver() {
        builds(TWO, """
                br L0
                L0:
                return (7)""", code -> {
            code.block(BLOCK, BlockType.EMPTY);
            code.branch(BR, 0);
            code.block(LOOP, BlockType.EMPTY);
            code.plain(UNREACHABLE);
            code.branch(BR, 0);
            code.end();
            code.end();
            code.number(I32_CONST, 7);
        });
        builds(TWO, "trap unreachable", code -> {
            code.block(BLOCK, BlockType.EMPTY);
            code.plain(UNREACHABLE);
            code.end();
            code.local(LOCAL_GET, 0);
        });
    }

    @Test
    void aSwitchWithValuesGoesByDetours() {
        builds(TWO, """
                switch $1 [L1, L2] else L1
                L1:
                $2 = 9
                br L0
                L2:
                return (9)
                L0:
                return ($2)""", code -> {
            code.block(BLOCK, BlockType.of(ValType.I32));
            code.number(I32_CONST, 9);
            code.local(LOCAL_GET, 1);
            code.branchTable(new int[] {0, 1}, 0);
            code.end();
        });
    }

    @Test
    void treesStaySmall() {
        IrFunction built = Built.function(TWO, List.of(), code -> {
            code.local(LOCAL_GET, 0);
            for (int i = 0; i < 30_000; i++) {
                code.local(LOCAL_GET, 1);
                code.plain(I32_ADD);
            }
        });
        for (Stmt statement : built.body()) {
            assertTrue(statement.operands().stream().mapToInt(Expr::nodes).sum() <= IrFunction.MAX_NODES, statement.toString());
        }
    }

    @Test
    void deepNestingTakesNoStack() {
        IrFunction built = Built.function(TWO, List.of(), code -> {
            for (int i = 0; i < 20_000; i++) {
                code.block(BLOCK, BlockType.EMPTY);
            }
            for (int i = 0; i < 20_000; i++) {
                code.end();
            }
            code.local(LOCAL_GET, 0);
        });
        assertEquals(0, built.depth());
        assertEquals(2, built.body().size());
    }

    /** Two bytes call it, and each of its results is kept: 10 KB of code took more than a gigabyte, and 7 KB some seconds. */
    @Test
    void fewBytesThatMoveManyValuesAreRefused() {
        List<ValType> thousand = Collections.nCopies(1_000, ValType.I32);
        LimitException calls = assertThrows(LimitException.class, () -> Built.function(FuncType.of(thousand, thousand), List.of(), code -> {
            for (int i = 0; i < 1_000; i++) {
                code.local(LOCAL_GET, i);
            }
            for (int i = 0; i < 40; i++) {
                code.function(CALL, 0);
            }
        }));
        assertTrue(calls.getMessage().contains("values that calls and blocks leave"), calls.getMessage());
        FuncType many = FuncType.of(thousand, thousand);
        LimitException branches = assertThrows(LimitException.class, () -> Built.function(many, List.of(), code -> {
            for (int i = 0; i < 1_000; i++) {
                code.local(LOCAL_GET, i);
            }
            for (int i = 0; i < 200; i++) {
                code.local(LOCAL_GET, 0);
                code.branch(BR_IF, 0);
            }
        }));
        assertTrue(branches.getMessage().contains("a call, block or branch moves"), branches.getMessage());
    }

    @Test
    void aCallPutsItsResultInTheLocal() {
        builds(TWO, """
                $0 = call f1 ($1)
                return ($0)""", code -> {
            code.local(LOCAL_GET, 1);
            code.function(CALL, 1);
            code.local(LOCAL_SET, 0);
            code.local(LOCAL_GET, 0);
        });
    }
}
