package org.granary.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.op.CoreOp;
import org.granary.op.Imm;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.op.Operators;
import org.junit.jupiter.api.Test;

/** Every row whose effect is its signature's has exactly one method or form. */
class RowsTest {
    @Test
    void everyNumericRowIsBound() {
        List<Op> rows = Ops.ALL.stream().filter(op -> op.signature().isPresent() && op.accessBytes() == 0 && op != CoreOp.NOP)
                .filter(op -> Set.of(Imm.NONE, Imm.LANE, Imm.LANES).contains(op.immediate())).toList();
        assertTrue(rows.size() > 370, () -> "only " + rows.size() + " rows");
        assertEquals(List.of(), rows.stream().filter(op -> Rows.has(op) == VectorRows.has(op)).toList());
        for (Op op : rows) {
            if (Rows.has(op)) {
                Rows.step(op);
            } else {
                VectorRows.step(op, lanes(op));
            }
        }
    }

    private static Object[] lanes(Op op) {
        return op.lanes() == 0 ? new Object[0] : op.immediate() == Imm.LANE ? new Object[] {0} : new Object[] {0L, 0L};
    }

    @Test
    void operatorsHaveTheTypesOfTheirRows() {
        List<Method> methods = Arrays.stream(Operators.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())).toList();
        assertTrue(methods.size() > 60);
        for (Method method : methods) {
            Op op = Ops.find(method.getName().replaceFirst("_", ".")).orElseThrow();
            String types = Stream.of(method.getParameterTypes()).map(Class::getName).collect(Collectors.joining(",")) + ":"
                    + method.getReturnType();
            String row = op.signature().orElseThrow().params().stream().map(RowsTest::name).collect(Collectors.joining(",")) + ":"
                    + name(op.signature().get().results().get(0));
            assertEquals(row, types, op.text());
        }
    }

    private static String name(ValType type) {
        return switch ((NumType) type) {
            case I32 -> "int";
            case I64 -> "long";
            case F32 -> "float";
            case F64 -> "double";
        };
    }
}
