package org.granary.store;

import java.util.List;
import java.util.Objects;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.vm.HostIntegers;

/** A host function of integers, with the boxed form that is left for the interpreter and for calls by the host. Immutable. */
final class IntegersHostFunction<T> implements HostFunction<T> {
    private final FuncType type;
    private final IntegerFunction<T> function;

    IntegersHostFunction(FuncType type, IntegerFunction<T> function) {
        this.type = Objects.requireNonNull(type, "type");
        this.function = Objects.requireNonNull(function, "function");
        if (type.params().size() > HostIntegers.MOST || type.results().size() > 1 || !areIntegers(type.params())
                || !areIntegers(type.results())) {
            throw new IllegalArgumentException("host function: expected at most " + HostIntegers.MOST
                    + " parameters i32 and i64 and at most one result of these, found " + type);
        }
    }

    private static boolean areIntegers(List<ValType> types) {
        for (ValType type : types) {
            if (type != ValType.I32 && type != ValType.I64) {
                return false;
            }
        }
        return true;
    }

    IntegerFunction<T> function() {
        return function;
    }

    /** Refuses a type that says something else. */
    void check(FuncType wanted) {
        if (!type.equals(wanted)) {
            throw new IllegalArgumentException("host function: expected a function for " + wanted + ", found one for " + type);
        }
    }

    @Override
    public Object[] call(Caller<T> caller, Object[] arguments) throws Exception {
        long[] all = new long[HostIntegers.MOST];
        for (int i = 0; i < arguments.length; i++) {
            all[i] = ((Number) arguments[i]).longValue();
        }
        long result = function.call(caller, all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8]);
        List<ValType> results = type.results();
        return results.isEmpty() ? null : new Object[] {results.get(0) == ValType.I32 ? (Object) (int) result : (Object) result};
    }
}
