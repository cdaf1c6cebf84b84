package org.granary.compile.emit;

import java.util.Map;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.objectweb.asm.Opcodes;

/**
 * What stands in memory behind a load or store, and how it becomes the value. Immutable.
 *
 * @param view    the view of the array, or null for a byte
 * @param type    the JVM type of what is read or written
 * @param bytes   its width
 * @param convert JVM instructions between it and the value: after a load, before a store
 */
record Cells(String view, String type, int bytes, int... convert) {
    private static final int MASK_BYTE = -8;
    private static final int MASK_LONG = -64;
    private static final Map<Op, Cells> ROWS = Map.ofEntries(
            row(CoreOp.I32_LOAD, "INTS", "I", 4), row(CoreOp.I64_LOAD, "LONGS", "J", 8), row(CoreOp.F32_LOAD, "FLOATS", "F", 4),
                    row(CoreOp.F64_LOAD, "DOUBLES", "D", 8),
            row(CoreOp.I32_LOAD8_S, null, "B", 1), row(CoreOp.I32_LOAD8_U, null, "B", 1, MASK_BYTE),
            row(CoreOp.I32_LOAD16_S, "SHORTS", "S", 2), row(CoreOp.I32_LOAD16_U, "CHARS", "C", 2),
            row(CoreOp.I64_LOAD8_S, null, "B", 1, Opcodes.I2L), row(CoreOp.I64_LOAD8_U, null, "B", 1, MASK_BYTE, Opcodes.I2L),
            row(CoreOp.I64_LOAD16_S, "SHORTS", "S", 2, Opcodes.I2L), row(CoreOp.I64_LOAD16_U, "CHARS", "C", 2, Opcodes.I2L),
            row(CoreOp.I64_LOAD32_S, "INTS", "I", 4, Opcodes.I2L), row(CoreOp.I64_LOAD32_U, "INTS", "I", 4, Opcodes.I2L, MASK_LONG),
            row(CoreOp.I32_STORE, "INTS", "I", 4), row(CoreOp.I64_STORE, "LONGS", "J", 8), row(CoreOp.F32_STORE, "FLOATS", "F", 4),
                    row(CoreOp.F64_STORE, "DOUBLES", "D", 8),
            row(CoreOp.I32_STORE8, null, "B", 1), row(CoreOp.I32_STORE16, "SHORTS", "S", 2, Opcodes.I2S),
            row(CoreOp.I64_STORE8, null, "B", 1, Opcodes.L2I), row(CoreOp.I64_STORE16, "SHORTS", "S", 2, Opcodes.L2I, Opcodes.I2S),
                    row(CoreOp.I64_STORE32, "INTS", "I", 4, Opcodes.L2I));

    private static Map.Entry<Op, Cells> row(Op op, String view, String type, int bytes, int... convert) {
        return Map.entry(op, new Cells(view, type, bytes, convert));
    }

    /**
     * The cells of a row.
     *
     * @param op a load or store
     * @return never null
     */
    static Cells of(Op op) {
        Cells cells = ROWS.get(op);
        if (cells == null) {
            throw new IllegalArgumentException("no memory access is bound to " + op);
        }
        return cells;
    }

    /**
     * Whether a row has one.
     *
     * @param op the row
     * @return true for loads and stores
     */
    static boolean bound(Op op) {
        return ROWS.containsKey(op);
    }

    /**
     * Writes the conversion.
     *
     * @param code the method
     */
    void convert(Code code) {
        for (int step : convert) {
            if (step == MASK_BYTE) {
                code.constant(0xff);
                code.insn(Opcodes.IAND);
            } else if (step == MASK_LONG) {
                code.constant(0xffff_ffffL);
                code.insn(Opcodes.LAND);
            } else {
                code.insn(step);
            }
        }
    }
}
