package org.granary.store;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.vm.HostFuncRef;

/**
 * A host function behind a handle. The handle that compiled code calls is put together once, for all stores: what is around every call of a host
 * function, and inside it the function. Immutable.
 *
 * @param <T> the data of the stores that it runs in
 */
final class TypedHostFunction<T> implements HostFunction<T> {
    private static final MethodHandle ENTER = find("enter", methodType(Caller.class, HostCall.class, org.granary.vm.Instance.class));
    private static final MethodHandle LEAVE = find("leave", methodType(void.class, Throwable.class, Caller.class, HostCall.class));

    private final FuncType type;
    private final MethodHandle boxed;
    private final MethodHandle direct;

    TypedHostFunction(MethodHandle handle) {
        MethodType given = handle.type();
        if (given.parameterCount() == 0 || given.parameterType(0) != Caller.class) {
            throw new IllegalArgumentException("host function: expected a handle whose first parameter is Caller, found " + given);
        }
        type = FuncType.of(given.parameterList().stream().skip(1).map(java -> number(given, java)).toList(),
                given.returnType() == void.class ? List.of() : List.of(number(given, given.returnType())));
        MethodHandle any = handle.asFixedArity();
        boxed = any.asSpreader(Object[].class, given.parameterCount() - 1).asType(methodType(Object.class, Caller.class, Object[].class));
        int slots = given.parameterList().stream().mapToInt(java -> java == long.class || java == double.class ? 2 : 1).sum() - 1;
        direct = slots <= HostFuncRef.MOST_TYPED_SLOTS ? direct(any) : null;
    }

    private static MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(HostCall.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static ValType number(MethodType given, Class<?> java) {
        if (java == int.class) {
            return ValType.I32;
        }
        if (java == long.class) {
            return ValType.I64;
        }
        if (java == float.class) {
            return ValType.F32;
        }
        if (java == double.class) {
            return ValType.F64;
        }
        throw new IllegalArgumentException("host function: expected int, long, float and double in the handle's type, found " + java.getName() + " in " + given);
    }

    private static MethodHandle direct(MethodHandle handle) {
        Class<?> result = handle.type().returnType();
        MethodHandle body = MethodHandles.dropArguments(handle, 1, HostCall.class, org.granary.vm.Instance.class);
        MethodHandle leave = LEAVE;
        if (result != void.class) {
            MethodHandle kept = MethodHandles.dropArguments(MethodHandles.identity(result), 0, Throwable.class);
            leave = MethodHandles.foldArguments(MethodHandles.dropArguments(kept, 2, Caller.class, HostCall.class),
                    MethodHandles.dropArguments(LEAVE, 1, result));
        }
        return MethodHandles.foldArguments(MethodHandles.tryFinally(body, leave), ENTER);
    }

    /** Refuses a type that says something else than the handle. */
    void check(FuncType wanted) {
        if (!type.equals(wanted)) {
            throw new IllegalArgumentException("host function: expected a handle for " + wanted + ", found one for " + type);
        }
    }

    /** What compiled code calls: (call, calling instance, parameters) result; null when it has to box. */
    MethodHandle direct() {
        return direct;
    }

    @Override
    public Object[] call(Caller<T> caller, Object[] arguments) throws Exception {
        Object result;
        try {
            result = (Object) boxed.invokeExact((Caller) caller, arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("host function " + type + " threw what is neither an exception nor an error", e);
        }
        return type.results().isEmpty() ? null : new Object[] {result};
    }
}
