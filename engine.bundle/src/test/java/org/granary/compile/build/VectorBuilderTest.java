package org.granary.compile.build;

import static org.granary.op.CoreOp.BR_IF;
import static org.granary.op.CoreOp.DROP;
import static org.granary.op.CoreOp.I32_ADD;
import static org.granary.op.CoreOp.I32_LOAD8_U;
import static org.granary.op.CoreOp.LOCAL_GET;
import static org.granary.op.CoreOp.LOCAL_SET;
import static org.granary.op.CoreOp.SELECT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import org.granary.compile.ir.IrPrinter;
import org.granary.op.MemArg;
import org.granary.op.OpWriter;
import org.granary.op.SimdOp;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class VectorBuilderTest {
    private static final FuncType TAKES = FuncType.taking(ValType.I32, ValType.I32).returning();
    private static final MemArg AT = new MemArg(0, 4, 0);

    private static void builds(String expected, Consumer<OpWriter> body) {
        List<ValType> locals = List.of(ValType.V128);
        assertEquals("  checkpoint\n" + expected.indent(2), IrPrinter.print(Built.function(TAKES, locals, body).body()));
    }

    @Test
    void everyVectorResultHasALocalOfItsOwn() {
        builds("""
                $3 = i16x8.shl($2, $0)
                $2 = i16x8.add($3, v128:2:1)
                return ()""", code -> {
            code.local(LOCAL_GET, 2);
            code.local(LOCAL_GET, 0);
            code.plain(SimdOp.I16X8_SHL);
            code.vector(SimdOp.V128_CONST, 1, 2);
            code.plain(SimdOp.I16X8_ADD);
            code.local(LOCAL_SET, 2);
        });
    }

    @Test
    void aScalarOperandIsComputedOnce() {
        builds("""
                $3 = i32.add($0, $1)
                $2 = i32x4.splat($3)
                return ()""", code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_ADD);
            code.plain(SimdOp.I32X4_SPLAT);
            code.local(LOCAL_SET, 2);
        });
    }

    @Test
    void aChosenVectorHasALocalOfItsOwn() {
        builds("""
                $2 = select(v128:0:1, $2, $0)
                return ()""", code -> {
            code.vector(SimdOp.V128_CONST, 1, 0);
            code.local(LOCAL_GET, 2);
            code.local(LOCAL_GET, 0);
            code.plain(SELECT);
            code.local(LOCAL_SET, 2);
        });
    }

    @Test
    void aStoreIsTwoTheHighHalfFirst() {
        builds("""
                $3 = i32.add($0, $1)
                i64.store m0[$3 + 12] = i64x2.extract_lane($2, 1)
                i64.store m0[$3 + 4] = i64x2.extract_lane($2, 0)
                return ()""", code -> {
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 1);
            code.plain(I32_ADD);
            code.local(LOCAL_GET, 2);
            code.access(SimdOp.V128_STORE, AT);
        });
    }

    @Test
    void loadsAreThoseOfNumbers() {
        builds("""
                $3 = join(i64.load m0[$0 + 4], i64.load m0[$0 + 12])
                $4 = join(i64.load m0[$0 + 4], 0L)
                $5 = i16x8.extend_low_i8x16_s($4)
                $6 = i32.load8_u m0[$0 + 4]
                $7 = i8x16.splat($6)
                $8 = join(i64.load32_u m0[$0 + 4], 0L)
                $9 = i32.load16_u m0[$0 + 4]
                $10 = i16x8.replace_lane($2, $9, 7)
                return ()""", code -> {
            for (SimdOp op : List.of(SimdOp.V128_LOAD, SimdOp.V128_LOAD8X8_S, SimdOp.V128_LOAD8_SPLAT, SimdOp.V128_LOAD32_ZERO)) {
                code.local(LOCAL_GET, 0);
                code.access(op, AT);
                code.plain(DROP);
            }
            code.local(LOCAL_GET, 0);
            code.local(LOCAL_GET, 2);
            code.laneAccess(SimdOp.V128_LOAD16_LANE, AT, 7);
            code.plain(DROP);
        });
    }

    @Test
    void aWaitingTrapComesBeforeAVectorThatMayTrap() {
        builds("""
                $3 = i32.load8_u m0[$1 + 4]
                $4 = join(i64.load m0[$0 + 4], i64.load m0[$0 + 12])
                i32.store8 m0[$3 + 4] = i8x16.extract_lane_u($4, 15)
                return ()""", code -> {
            code.local(LOCAL_GET, 1);
            code.access(I32_LOAD8_U, AT);
            code.local(LOCAL_GET, 0);
            code.access(SimdOp.V128_LOAD, AT);
            code.laneAccess(SimdOp.V128_STORE8_LANE, AT, 15);
        });
    }

    @Test
    void lanesFollowTheOperandsAsConstants() {
        builds("""
                $3 = i8x16.shuffle($2, $2, 1L, 2L)
                if i8x16.extract_lane_s($3, 9)
                  return ()
                return ()""", code -> {
            code.local(LOCAL_GET, 2);
            code.local(LOCAL_GET, 2);
            code.lanes(SimdOp.I8X16_SHUFFLE, 1, 2);
            code.lane(SimdOp.I8X16_EXTRACT_LANE_S, 9);
            code.branch(BR_IF, 0);
        });
    }
}
