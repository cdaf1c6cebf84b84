package org.granary.compile.build;

import static org.granary.op.CoreOp.BLOCK;
import static org.granary.op.CoreOp.BR_IF;
import static org.granary.op.CoreOp.CALL;
import static org.granary.op.CoreOp.I32_ADD;
import static org.granary.op.CoreOp.I32_CONST;
import static org.granary.op.CoreOp.I32_LOAD;
import static org.granary.op.CoreOp.I32_NE;
import static org.granary.op.CoreOp.I32_STORE;
import static org.granary.op.CoreOp.I32_SUB;
import static org.granary.op.CoreOp.LOCAL_GET;
import static org.granary.op.CoreOp.LOCAL_SET;
import static org.granary.op.CoreOp.LOCAL_TEE;
import static org.granary.op.CoreOp.LOOP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.IrPrinter;
import org.granary.compile.ir.Stmt;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.OpWriter;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class CountedLoopsTest {
    private static final FuncType TYPE = FuncType.taking(ValType.I32, ValType.I32, ValType.I32);

    /** A loop over local 0 in steps, up to what is pushed last; {@code inside} comes before the step. */
    private static String loop(CoreOp step, int by, Consumer<OpWriter> inside, Consumer<OpWriter> bound) {
        return IrPrinter.print(Built.function(TYPE, List.of(), code -> {
            code.block(LOOP, BlockType.EMPTY);
            inside.accept(code);
            code.local(LOCAL_GET, 0);
            code.number(I32_CONST, by);
            code.plain(step);
            code.local(LOCAL_TEE, 0);
            bound.accept(code);
            code.plain(I32_NE);
            code.branch(BR_IF, 0);
            code.end();
        }).body());
    }

    /** Which loops go back by a count alone, in order. */
    private static List<Boolean> counts(Consumer<OpWriter> code) {
        List<Boolean> found = new ArrayList<>();
        collect(Built.function(TYPE, List.of(), code).body(), found);
        return found;
    }

    private static void collect(List<Stmt> list, List<Boolean> found) {
        for (Stmt statement : list) {
            if (statement instanceof Control.Loop loop) {
                found.add(CountedLoops.counts(loop));
            }
            statement.bodies().forEach(body -> collect(body, found));
        }
    }

    @Test
    void whatGoesBackByACountAloneIsToldFromWhatWaits() {
        assertEquals(List.of(true, true), counts(code -> {
            code.block(LOOP, BlockType.EMPTY);
            code.local(LOCAL_GET, 0);
            code.number(I32_CONST, 8);
            code.plain(I32_ADD);
            code.local(LOCAL_TEE, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_NE);
            code.branch(BR_IF, 0);
            code.end();
        }), "both copies");
        assertEquals(List.of(false, true), counts(code -> {
            code.block(LOOP, BlockType.EMPTY);
            code.local(LOCAL_GET, 2);
            code.branch(BR_IF, 0);
            code.end();
        }), "goes back while something holds; its rounds are counted");
    }

    private static void nothing(OpWriter code) {
        // an empty body
    }

    @Test
    void upwardsInWholeStrides() {
        String text = loop(I32_ADD, 8, CountedLoopsTest::nothing, code -> code.local(LOCAL_GET, 1));
        assertTrue(text.contains("i32.lt_s($0, $1)"), text);
        assertTrue(text.contains("i32.ne($0, $1)"), text);
        assertTrue(text.contains("i64.gt_s(i64.sub(i64.extend_i32_s($1), i64.extend_i32_s($0)), 0L)"), text);
        assertTrue(text.contains("i64.and(i64.sub(i64.extend_i32_s($1), i64.extend_i32_s($0)), 7L)"), text);
    }

    @Test
    void downwardsAndByNoPowerOfTwo() {
        String text = loop(I32_SUB, 12, CountedLoopsTest::nothing, code -> code.number(I32_CONST, 0));
        assertTrue(text.contains("i32.gt_s($0, 0)"), text);
        assertTrue(text.contains("i64.rem_s(i64.sub(i64.extend_i32_s($0), i64.extend_i32_s(0)), 12L)"), text);
    }

    @Test
    void labelsOfTheCopyAreItsOwn() {
        String text = loop(I32_ADD, 4, code -> {
            code.block(BLOCK, BlockType.EMPTY);
            code.local(LOCAL_GET, 2);
            code.branch(BR_IF, 0);
            code.number(I32_CONST, 1);
            code.local(LOCAL_SET, 2);
            code.end();
        }, code -> code.local(LOCAL_GET, 1));
        assertEquals(2, text.split("loop H").length - 1, text);
        assertTrue(text.contains("br L1 if $2") && text.contains("L1:"), text);
        assertTrue(text.contains("br L3 if $2") && text.contains("L3:"), text);
    }

    @Test
    void aStrideOfOneNeedsNoHelp() {
        assertFalse(loop(I32_ADD, 1, CountedLoopsTest::nothing, code -> code.local(LOCAL_GET, 1)).contains("lt_s"));
        assertFalse(loop(I32_ADD, -1, CountedLoopsTest::nothing, code -> code.local(LOCAL_GET, 1)).contains("_s"));
    }

    @Test
    void whatIsNotSureIsLeftAlone() {
        assertFalse(loop(I32_ADD, 8, code -> {
            code.local(LOCAL_GET, 2);
            code.local(LOCAL_SET, 1);
        }, code -> code.local(LOCAL_GET, 1)).contains("lt_s"), "the bound moves");
        assertFalse(loop(I32_ADD, 8, code -> {
            code.number(I32_CONST, 3);
            code.local(LOCAL_SET, 0);
        }, code -> code.local(LOCAL_GET, 1)).contains("lt_s"), "the counter is set twice");
        assertFalse(loop(I32_ADD, 8, code -> {
            code.local(LOCAL_GET, 2);
            code.branch(BR_IF, 0);
        }, code -> code.local(LOCAL_GET, 1)).contains("lt_s"), "another way back passes the step by");
        assertFalse(loop(I32_ADD, 8, code -> {
            code.local(LOCAL_GET, 2);
            code.function(CALL, 1);
            code.local(LOCAL_SET, 2);
        }, code -> code.local(LOCAL_GET, 1)).contains("lt_s"), "a call");
        assertFalse(loop(I32_ADD, 8, CountedLoopsTest::nothing, code -> code.local(LOCAL_GET, 0)).contains("lt_s"),
                "the counter is its own bound");
    }

    @Test
    void aWayAroundTheStepIsSeen() {
        String text = IrPrinter.print(Built.function(TYPE, List.of(), code -> {
            code.block(LOOP, BlockType.EMPTY);
            code.block(BLOCK, BlockType.EMPTY);
            code.local(LOCAL_GET, 2);
            code.branch(BR_IF, 0);
            code.local(LOCAL_GET, 0);
            code.number(I32_CONST, 8);
            code.plain(I32_ADD);
            code.local(LOCAL_SET, 0);
            code.end();
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_NE);
            code.branch(BR_IF, 0);
            code.end();
        }).body());
        assertFalse(text.contains("lt_s"), text);
    }

    /** A loop that stores at local 2 eight times each round, and moves it by something. */
    private static String walking(int by) {
        return loop(I32_ADD, 4, code -> {
            for (int i = 0; i < 8; i++) {
                code.local(LOCAL_GET, 2);
                code.local(LOCAL_GET, 2);
                code.number(I32_CONST, 10 + i);
                code.plain(I32_ADD);
                code.access(I32_STORE, new MemArg(2, 4L * i, 0));
            }
            code.local(LOCAL_GET, 2);
            code.number(I32_CONST, by);
            code.plain(I32_ADD);
            code.local(LOCAL_SET, 2);
        }, code -> code.local(LOCAL_GET, 1));
    }

    @Test
    void roundsInWhichAnAddressWalksByItsOwnStrideStandInARow() {
        String text = walking(3);
        assertEquals(4 + 2, text.split("add\\(\\$2, 3\\)").length - 1, text);
        assertTrue(text.contains("i64.lt_s(i64.add(i64.extend_i32_s($0), 16L), i64.extend_i32_s($1))"), "more than four: " + text);
    }

    @Test
    void anAddressThatFollowsTheCounterNeedsNoRow() {
        assertEquals(2, walking(8).split("add\\(\\$2, 8\\)").length - 1);
    }

    @Test
    void roundsThatDoNotCountAreCountedInStrips() {
        String text = IrPrinter.print(Built.function(TYPE, List.of(), code -> {
            code.block(LOOP, BlockType.EMPTY);
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 2);
            code.plain(I32_ADD);
            code.local(LOCAL_TEE, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_NE);
            code.branch(BR_IF, 0);
            code.end();
        }).body());
        assertTrue(text.contains("= 500") && text.contains("i32.gt_s($3, 0)"), text);
    }

    @Test
    void aSearchIsLeftAlone() {
        String text = IrPrinter.print(Built.function(TYPE, List.of(), code -> {
            code.block(LOOP, BlockType.EMPTY);
            code.local(LOCAL_GET, 0);
            code.access(I32_LOAD, new MemArg(2, 0, 0));
            code.local(LOCAL_TEE, 0);
            code.branch(BR_IF, 0);
            code.end();
        }).body());
        assertFalse(text.contains("500"), text);
    }

    /** A loop that goes on while what it reads at local 0 passes the test, which is written after it. */
    private static Control.Loop search(Consumer<OpWriter> test) {
        List<Stmt> body = Built.function(TYPE, List.of(), code -> {
            code.block(LOOP, BlockType.EMPTY);
            code.local(LOCAL_GET, 0);
            code.number(I32_CONST, 4);
            code.plain(I32_ADD);
            code.local(LOCAL_TEE, 0);
            code.access(I32_LOAD, new MemArg(2, 0, 0));
            test.accept(code);
            code.branch(BR_IF, 0);
            code.end();
        }).body();
        return (Control.Loop) body.stream().filter(Control.Loop.class::isInstance).findFirst().orElseThrow();
    }

    @Test
    void aSearchForAKeyIsToldFromOneForAnEndMark() {
        assertFalse(Searches.byKey(search(CountedLoopsTest::nothing)));
        assertFalse(Searches.byKey(search(code -> {
            code.number(I32_CONST, 7);
            code.plain(I32_NE);
        })));
        assertFalse(Searches.byKey(search(code -> {
            code.local(LOCAL_GET, 1);
            code.access(I32_LOAD, new MemArg(2, 0, 0));
            code.plain(I32_NE);
        })), "two strings are compared");
        assertTrue(Searches.byKey(search(code -> {
            code.local(LOCAL_GET, 1);
            code.plain(I32_NE);
        })));
    }

    @Test
    void aLoopWithASwitchIsNoSearch() {
        String text = IrPrinter.print(Built.function(TYPE, List.of(), code -> {
            code.block(LOOP, BlockType.EMPTY);
            code.block(BLOCK, BlockType.EMPTY);
            code.local(LOCAL_GET, 0);
            code.branchTable(new int[] {0, 1}, 0);
            code.end();
            code.local(LOCAL_GET, 0);
            code.access(I32_LOAD, new MemArg(2, 0, 0));
            code.local(LOCAL_TEE, 0);
            code.branch(BR_IF, 0);
            code.end();
        }).body());
        assertTrue(text.contains("= 500"), text);
    }
}
