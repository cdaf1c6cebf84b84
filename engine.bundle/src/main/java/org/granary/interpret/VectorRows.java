package org.granary.interpret;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.granary.op.Op;
import org.granary.op.SimdOp;
import org.granary.vm.op.simd.SimdForm;
import org.granary.vm.op.simd.SimdMethod;

/** The rows on vectors as steps, by the forms of their methods. Immutable. */
final class VectorRows {
    private VectorRows() {
    }

    /**
     * Whether a row is one of these.
     *
     * @param op the row
     * @return true for instructions on vectors that have methods
     */
    static boolean has(Op op) {
        return op instanceof SimdOp row && SimdMethod.of(row).form().hasMethods();
    }

    /**
     * A row as a step.
     *
     * @param op    the row
     * @param lanes its immediates as its methods take them: nothing, a lane, or sixteen lanes in two longs
     * @return the step
     */
    static Step step(Op op, Object... lanes) {
        SimdMethod row = SimdMethod.of((SimdOp) op);
        int many = op.signature().orElseThrow().params().size();
        if (row.form() == SimdForm.HALVES) {
            MethodHandle method = method(row, "");
            return at -> {
                Object[] operands = at.pop(many);
                long low = (Long) Rows.call(method, halves(operands, 0));
                at.push(new long[] {low, (Long) Rows.call(method, halves(operands, 1))});
            };
        }
        if (row.form() == SimdForm.SCALAR) {
            MethodHandle method = method(row, "");
            return at -> at.push(Rows.call(method, whole(at.pop(many), lanes)));
        }
        MethodHandle low = method(row, "_lo");
        MethodHandle high = method(row, "_hi");
        return at -> {
            Object[] operands = whole(at.pop(many), lanes);
            at.push(new long[] {(Long) Rows.call(low, operands), (Long) Rows.call(high, operands)});
        };
    }

    private static MethodHandle method(SimdMethod row, String suffix) {
        MethodType type = MethodType.fromMethodDescriptorString(row.descriptor(), VectorRows.class.getClassLoader());
        try {
            MethodHandle method = MethodHandles.lookup().findStatic(row.owner(), row.name() + suffix, type);
            return method.asType(type.generic()).asSpreader(Object[].class, type.parameterCount());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("semantics method of " + row, e);
        }
    }

    /** One half of each vector; scalars are the same for both halves. */
    private static Object[] halves(Object[] operands, int half) {
        Object[] halves = operands.clone();
        for (int i = 0; i < halves.length; i++) {
            if (halves[i] instanceof long[] vector) {
                halves[i] = vector[half];
            }
        }
        return halves;
    }

    /** Both halves of each vector, scalars, then the immediates. */
    private static Object[] whole(Object[] operands, Object[] lanes) {
        List<Object> all = new ArrayList<>();
        for (Object operand : operands) {
            if (operand instanceof long[] vector) {
                all.add(vector[0]);
                all.add(vector[1]);
            } else {
                all.add(operand);
            }
        }
        all.addAll(List.of(lanes));
        return all.toArray();
    }
}
