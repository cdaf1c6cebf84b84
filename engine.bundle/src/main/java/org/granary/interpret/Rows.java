package org.granary.interpret;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.engine.Proposal;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.vm.References;
import org.granary.vm.op.Conversions;
import org.granary.vm.op.Floats;
import org.granary.vm.op.Integers;
import org.granary.vm.op.Operators;

/** The methods of the rows that have one named like them, taking and giving objects. Immutable. */
final class Rows {
    private static final Map<Op, MethodHandle> METHODS = methods();

    private Rows() {
    }

    private static Map<Op, MethodHandle> methods() {
        Map<String, Method> named = new HashMap<>();
        for (Class<?> owner : List.of(Operators.class, Integers.class, Floats.class, Conversions.class, References.class)) {
            for (Method method : owner.getDeclaredMethods()) {
                named.put(method.getName(), method);
            }
        }
        Map<Op, MethodHandle> methods = new HashMap<>();
        for (Op op : Ops.ALL) {
            Method method = named.get(op.text().replace('.', '_'));
            if (method != null && op.signature().isPresent()) {
                methods.put(op, boxed(method));
            }
        }
        return methods;
    }

    private static MethodHandle boxed(Method method) {
        try {
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            return handle.asType(handle.type().generic());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("semantics method " + method, e);
        }
    }

    /**
     * Whether a row has a method of its own.
     *
     * @param op the row
     * @return true for {@code i32.add} and the like
     */
    static boolean has(Op op) {
        return METHODS.containsKey(op);
    }

    /**
     * A row as a step: takes its operands, pushes its results.
     *
     * @param op a row that has a method
     * @return the step
     */
    static Step step(Op op) {
        MethodHandle method = METHODS.get(op);
        if (op.proposal() == Proposal.WIDE_ARITHMETIC) {
            return wide(method, METHODS.get(((MiscOp) op).lowHalf()));
        }
        return switch (method.type().parameterCount()) {
            case 1 -> at -> at.push(call(method, at.pop()));
            case 2 -> at -> {
                Object second = at.pop();
                at.push(call(method, at.pop(), second));
            };
            default -> throw new IllegalStateException(op + " has " + method.type());
        };
    }

    /** Wide arithmetic: the method gives the high half, the narrow row on the low halves the low one. */
    private static Step wide(MethodHandle high, MethodHandle low) {
        int many = high.type().parameterCount();
        MethodHandle spread = high.asSpreader(Object[].class, many);
        return at -> {
            Object[] operands = at.pop(many);
            at.push(call(low, operands[0], operands[many / 2]));
            at.push(call(spread, operands));
        };
    }

    private static Object call(MethodHandle method, Object operand) {
        try {
            return (Object) method.invokeExact(operand);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(MethodHandle method, Object first, Object second) {
        try {
            return (Object) method.invokeExact(first, second);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls a method that takes an array of its operands. */
    static Object call(MethodHandle spread, Object[] operands) {
        try {
            return (Object) spread.invokeExact(operands);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
