package org.granary.vm.op.simd;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.op.Ops;
import org.granary.op.SimdOp;

/** Does a row's instruction by its methods, the way compiled code does. */
final class SimdCalls {
    private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

    /** The methods of the instruction of a text name. */
    static Optional<SimdMethod> named(String text) {
        return Ops.find(text).map(op -> op instanceof SimdOp row ? SimdMethod.of(row) : null);
    }

    /**
     * @param row      an instruction that has methods
     * @param operands Integer, Long, Float, Double or Bits, as the signature says
     * @param lanes    the lane immediates, or none
     */
    Object call(SimdMethod row, List<Object> operands, int... lanes) {
        if (row.form() == SimdForm.SCALAR) {
            return invoke(row, "", whole(row, operands, lanes));
        }
        return row.form() == SimdForm.HALVES
                ? new Bits((long) invoke(row, "", half(operands, true)), (long) invoke(row, "", half(operands, false)))
                : new Bits((long) invoke(row, "_lo", whole(row, operands, lanes)), (long) invoke(row, "_hi", whole(row, operands, lanes)));
    }

    private static List<Object> half(List<Object> operands, boolean low) {
        List<Object> arguments = new ArrayList<>();
        for (Object operand : operands) {
            arguments.add(operand instanceof Bits bits ? (Object) (low ? bits.lo() : bits.hi()) : operand);
        }
        return arguments;
    }

    private static List<Object> whole(SimdMethod row, List<Object> operands, int[] lanes) {
        List<Object> arguments = new ArrayList<>();
        for (Object operand : operands) {
            if (operand instanceof Bits bits) {
                arguments.add(bits.lo());
                arguments.add(bits.hi());
            } else {
                arguments.add(operand);
            }
        }
        if (row.row() == SimdOp.I8X16_SHUFFLE) {
            Bits bytes = new Bits(0, 0);
            for (int i = 0; i < lanes.length; i++) {
                bytes = bytes.with(8, i, lanes[i]);
            }
            arguments.add(bytes.lo());
            arguments.add(bytes.hi());
        } else if (row.row().lanes() != 0) {
            arguments.add(lanes[0]);
        }
        return arguments;
    }

    private Object invoke(SimdMethod row, String suffix, List<Object> arguments) {
        try {
            return handle(row, suffix).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(row + suffix + arguments, e);
        }
    }

    MethodHandle handle(SimdMethod row, String suffix) {
        return handles.computeIfAbsent(row.name() + suffix, name -> {
            try {
                MethodType type = MethodType.fromMethodDescriptorString(row.descriptor(), getClass().getClassLoader());
                return MethodHandles.publicLookup().findStatic(row.owner(), name, type);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(row + " has no method " + name + row.descriptor(), e);
            }
        });
    }
}
