package org.granary.store;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.granary.type.AbstractHeapType;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.vm.Functional;
import org.granary.vm.HostFuncRef;

/**
 * A host function behind a handle or the method of an interface. The handle that compiled code calls is put together once, for all stores:
 * what is around every call of a host function, and inside it the function. Immutable.
 *
 * @param <T> the data of the stores that it runs in
 */
final class TypedHostFunction<T> implements HostFunction<T> {
    private static final MethodHandle ENTER = find("enter", methodType(Caller.class, HostCall.class, org.granary.vm.Instance.class));
    private static final MethodHandle LEAVE = find("leave", methodType(void.class, Throwable.class, Caller.class, HostCall.class));

    private static final Map<Class<?>,
            ValType> VALUES = Map.of(int.class, ValType.I32, long.class, ValType.I64, float.class, ValType.F32, double.class, ValType.F64,
            V128.class, ValType.V128, Func.class, nullable(AbstractHeapType.FUNC), ExternRef.class, nullable(AbstractHeapType.EXTERN),
            AnyRef.class, nullable(AbstractHeapType.ANY), ThrownException.class, nullable(AbstractHeapType.EXN));

    private final FuncType type;
    private final MethodHandle boxed;
    private final MethodHandle direct;

    private TypedHostFunction(FuncType type, MethodHandle handle) {
        this.type = type;
        MethodType given = handle.type();
        MethodHandle any = handle.asFixedArity();
        boxed = any.asSpreader(Object[].class, given.parameterCount() - 1).asType(methodType(Object.class, Caller.class, Object[].class));
        boolean numbers = type.params().stream().allMatch(NumType.class::isInstance)
                && type.results().stream().allMatch(NumType.class::isInstance);
        int slots = given.parameterList().stream().mapToInt(java -> java == long.class || java == double.class ? 2 : 1).sum() - 1;
        direct = numbers && slots <= HostFuncRef.MOST_TYPED_SLOTS ? direct(any) : null;
    }

    /** A function behind a handle that takes a caller and numbers. */
    static <T> TypedHostFunction<T> of(MethodHandle handle) {
        MethodType given = handle.type();
        if (given.parameterCount() == 0 || given.parameterType(0) != Caller.class) {
            throw new IllegalArgumentException("host function: expected a handle whose first parameter is Caller, found " + given);
        }
        return new TypedHostFunction<>(FuncType.of(given.parameterList().stream().skip(1).map(java -> number(given, java)).toList(),
                given.returnType() == void.class ? List.of() : List.of(number(given, given.returnType()))), handle);
    }

    /** A function behind the method of an interface, with or without a caller in front. */
    static <T, F> TypedHostFunction<T> of(Class<F> form, F function) {
        Method method = Functional.method(form);
        MethodHandle bound = handle(form, method).bindTo(form.cast(Objects.requireNonNull(function, "function")));
        MethodType given = bound.type();
        boolean asked = given.parameterCount() > 0 && given.parameterType(0) == Caller.class;
        FuncType type = FuncType.of(given.parameterList().stream().skip(asked ? 1 : 0).map(java -> value(method, java)).toList(),
                given.returnType() == void.class ? List.of() : List.of(value(method, given.returnType())));
        return new TypedHostFunction<>(type, asked ? bound : MethodHandles.dropArguments(bound, 0, Caller.class));
    }

    private static MethodHandle handle(Class<?> form, Method method) {
        try {
            return MethodHandles.publicLookup().unreflect(method);
        } catch (IllegalAccessException hidden) {
            try {
                method.setAccessible(true);
                return MethodHandles.lookup().unreflect(method);
            } catch (IllegalAccessException | InaccessibleObjectException e) {
                throw new IllegalArgumentException(
                        "host function: expected an interface that is public, or in a package that is open, found " + form.getName(), e);
            }
        }
    }

    /** The type of the values of a class. */
    private static ValType value(Method method, Class<?> java) {
        ValType known = VALUES.get(java);
        if (known == null) {
            throw new IllegalArgumentException("host function: expected int, long, float, double, V128, Func, ExternRef, AnyRef or "
                    + "ThrownException in the method's type, found "
                    + java.getName() + " in " + method);
        }
        return known;
    }

    /** What it is defined as. */
    FuncType type() {
        return type;
    }

    private static MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(HostCall.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static RefType nullable(AbstractHeapType heap) {
        return new RefType(true, heap);
    }

    private static ValType number(MethodType given, Class<?> java) {
        if (VALUES.get(java) instanceof NumType number) {
            return number;
        }
        throw new IllegalArgumentException("host function: expected int, long, float and double in the handle's type, found "
                + java.getName() + " in " + given);
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
