package org.granary.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.Trap;
import org.granary.op.CoreOp;
import org.granary.op.Imm;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.vm.References;
import org.granary.vm.op.Conversions;
import org.granary.vm.op.Floats;
import org.granary.vm.op.Integers;
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

    @Test
    void rowsThatTrapSaySo() throws Exception {
        int seen = 0;
        for (Class<?> owner : List.of(Operators.class, Integers.class, Floats.class, Conversions.class, References.class)) {
            for (Method method : owner.getMethods()) {
                Op op = Ops.find(method.getName().replaceFirst("_", ".")).filter(Rows::has).orElse(null);
                if (op != null) {
                    seen++;
                    assertEquals(trapsOnEdges(method), op.traps(), op.text());
                }
            }
        }
        assertTrue(seen > 140, "only " + seen + " rows");
    }

    /** Whether any operands from the edges of their types make it fail, be it by a check of the JVM that becomes a trap. */
    private static boolean trapsOnEdges(Method method) throws Exception {
        List<List<Object>> all = List.of(List.of());
        for (Class<?> type : method.getParameterTypes()) {
            all = all.stream().flatMap(before -> edges(type).stream().map(edge -> {
                List<Object> more = new ArrayList<>(before);
                more.add(edge);
                return more;
            })).toList();
        }
        for (List<Object> operands : all) {
            try {
                method.invoke(null, operands.toArray());
            } catch (InvocationTargetException e) {
                Throwable cause = e.getCause();
                assertTrue(cause instanceof Trap || cause instanceof ArithmeticException || cause instanceof NullPointerException,
                        cause::toString);
                return true;
            }
        }
        return false;
    }

    private static List<Object> edges(Class<?> type) {
        if (type == int.class) {
            return List.of(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class) {
            return List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == float.class) {
            return List.of(0f, -1f, Float.NaN, Float.MAX_VALUE, Float.NEGATIVE_INFINITY);
        }
        return type == double.class ? List.of(0d, -1d, Double.NaN, Double.MAX_VALUE, Double.NEGATIVE_INFINITY)
                : Collections.singletonList(null);
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
