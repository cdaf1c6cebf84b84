package org.granary.compile.build;

import static org.granary.op.CoreOp.BLOCK;
import static org.granary.op.CoreOp.CALL;
import static org.granary.op.CoreOp.CATCH;
import static org.granary.op.CoreOp.CATCH_ALL;
import static org.granary.op.CoreOp.DELEGATE;
import static org.granary.op.CoreOp.DROP;
import static org.granary.op.CoreOp.I32_ADD;
import static org.granary.op.CoreOp.I32_CONST;
import static org.granary.op.CoreOp.I32_DIV_S;
import static org.granary.op.CoreOp.LOCAL_GET;
import static org.granary.op.CoreOp.LOCAL_SET;
import static org.granary.op.CoreOp.RETHROW;
import static org.granary.op.CoreOp.RETURN_CALL;
import static org.granary.op.CoreOp.THROW;
import static org.granary.op.CoreOp.TRY;
import static org.granary.op.CoreOp.TRY_TABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.IrPrinter;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.OpWriter;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** What becomes of exceptions and tail calls. Local 0 is the parameter. */
class TryBuilderTest {
    private static final BlockType NUMBER = BlockType.of(ValType.I32);

    private static void builds(String expected, Consumer<OpWriter> body) {
        IrFunction built = Built.function(Built.ONE, List.of(), body);
        assertEquals("  checkpoint\n" + expected.indent(2), IrPrinter.print(built.body()));
    }

    private static void callOne(OpWriter code) {
        code.local(LOCAL_GET, 0);
        code.function(CALL, 1);
    }

    @Test
    void aClausesValuesGoToTheLocalsOfItsLabel() {
        builds("""
                try
                  $3 = call f1 ($0)
                  return ($3)
                catch tag0 ($1) -> L0
                L0:
                return ($1)""", code -> {
            code.block(BLOCK, NUMBER);
            code.tryTable(TRY_TABLE, NUMBER, List.of(new CatchClause(0, false, 0)));
            callOne(code);
            code.branch(org.granary.op.CoreOp.BR, 2);
            code.end();
            code.end();
        });
    }

    @Test
    void aClauseOfTheFunctionsLabelReturnsWhatItCaught() {
        builds("""
                try
                  $3 = call f1 ($0)
                  $1 = $3
                catch tag0 ($2) -> L1
                br L0
                L1:
                return ($2)
                L0:
                return ($1)""", code -> {
            code.tryTable(TRY_TABLE, NUMBER, List.of(new CatchClause(0, false, 0)));
            callOne(code);
            code.end();
        });
    }

    @Test
    void withoutClausesThereIsNothingToTry() {
        builds("""
                $2 = call f1 ($0)
                $1 = $2
                return ($1)""", code -> {
            code.tryTable(TRY_TABLE, NUMBER, List.of());
            callOne(code);
            code.end();
        });
    }

    @Test
    void whatAThrowCarriesIsEvaluatedAndWhatItLeavesIsNot() {
        builds("""
                $1 = i32.div_s($0, $0)
                throw tag0 (i32.add($0, 1))""", code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 0);
            code.plain(I32_DIV_S);
            code.local(LOCAL_GET, 0);
            code.number(I32_CONST, 1);
            code.plain(I32_ADD);
            code.tag(THROW, 0);
        });
    }

    @Test
    void handlersOfATryStandBehindIt() {
        builds("""
                try
                  $2 = call f1 ($0)
                  $1 = $2
                  br L0
                catch tag0 ($4) as $3 -> L1
                catch_all () as $3 -> L2
                L1:
                $1 = $4
                br L0
                L2:
                throw $3
                L0:
                return ($1)""", code -> {
            code.block(TRY, NUMBER);
            callOne(code);
            code.handler(CATCH, 0);
            code.handler(CATCH_ALL, CatchClause.ALL);
            code.branch(RETHROW, 0);
            code.end();
        });
    }

    @Test
    void whatIsDelegatedIsThrownOnceMorePastTheHandlersInBetween() {
        builds("""
                try
                  try
                    try
                      $1 = call f1 ($0)
                    catch_all () as $2 -> L3
                    br L1
                  catch_all () as $3 -> L4
                  L4:
                  L1:
                  br L0
                  L3:
                  throw $2
                catch_all () as $4 -> L5
                L5:
                L0:
                return ($0)""", code -> {
            code.block(TRY, BlockType.EMPTY);
            code.block(TRY, BlockType.EMPTY);
            code.block(TRY, BlockType.EMPTY);
            callOne(code);
            code.plain(DROP);
            code.delegate(DELEGATE, 1);
            code.handler(CATCH_ALL, CatchClause.ALL);
            code.end();
            code.handler(CATCH_ALL, CatchClause.ALL);
            code.end();
            code.local(LOCAL_GET, 0);
        });
    }

    @Test
    void toWhoeverIsNextNothingNeedsToBeDelegated() {
        builds("""
                $1 = call f1 ($0)
                return ($0)""", code -> {
            code.block(TRY, BlockType.EMPTY);
            callOne(code);
            code.plain(DROP);
            code.delegate(DELEGATE, 0);
            code.local(LOCAL_GET, 0);
        });
    }

    @Test
    void aTailCallOfTheFunctionItselfIsALoopWithFreshLocals() {
        IrFunction built = Built.function(FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32), List.of(ValType.I64), code -> {
            code.number(org.granary.op.CoreOp.I64_CONST, 5);
            code.local(LOCAL_SET, 2);
            code.local(LOCAL_GET, 1);
            code.local(LOCAL_GET, 0);
            code.function(RETURN_CALL, 0);
        });
        assertEquals("""
                loop H1:
                  checkpoint
                  $5 = 500
                  loop H2:
                    checkpoint
                    $2 = 5L
                    $3 = $1
                    $4 = $0
                    $0 = $3
                    $1 = $4
                    $2 = 0L
                    br L3
                    L3:
                    $5 = i32.sub($5, 1)
                    br H2 if i32.gt_s($5, 0)
                    br H1
                """.indent(2), IrPrinter.print(built.body()));
        assertFalse(built.tailCalls());
    }

    @Test
    void aTailCallOfAnotherFunctionEndsTheBody() {
        builds("""
                return_call f1 ($0)""", code -> {
            code.local(LOCAL_GET, 0);
            code.function(RETURN_CALL, 1);
        });
        assertTrue(Built.function(Built.ONE, List.of(), code -> {
            code.local(LOCAL_GET, 0);
            code.function(RETURN_CALL, 1);
        }).tailCalls());
    }
}
