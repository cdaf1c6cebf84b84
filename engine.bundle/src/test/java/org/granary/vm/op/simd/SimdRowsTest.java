package org.granary.vm.op.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.granary.op.Signature;
import org.granary.op.SimdOp;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Holds the opcode table's rows and the methods' table equal: the one may not know the other. */
class SimdRowsTest {
    @Test
    void bothTablesHaveTheSameRows() {
        assertEquals(SimdTable.values().length, SimdOp.values().length);
        for (int i = 0; i < SimdTable.values().length; i++) {
            SimdTable method = SimdTable.values()[i];
            SimdOp row = SimdOp.values()[i];
            assertEquals(method.name(), row.name());
            assertEquals(method.text(), row.text());
            assertEquals(method.code(), row.code(), row.text());
            assertEquals(method.lanes(), row.lanes(), row.text());
            assertEquals(method.accessBytes(), row.accessBytes(), row.text());
            assertEquals(method.isRelaxed(), row.proposal().toString().equals("relaxed-simd"), row.text());
            assertEquals(method.signature(), row.signature().map(SimdRowsTest::letters).orElse(":v"), row.text());
            assertEquals(method.form() == SimdForm.MEMORY, row.accessBytes() > 0, row.text());
        }
    }

    private static String letters(Signature signature) {
        StringBuilder text = new StringBuilder();
        signature.params().forEach(type -> text.append(letter(type)));
        text.append(':');
        signature.results().forEach(type -> text.append(letter(type)));
        return text.toString();
    }

    private static char letter(ValType type) {
        return type instanceof NumType number ? switch (number) {
            case I32 -> 'i';
            case I64 -> 'I';
            case F32 -> 'f';
            case F64 -> 'F';
        } : 'v';
    }
}
