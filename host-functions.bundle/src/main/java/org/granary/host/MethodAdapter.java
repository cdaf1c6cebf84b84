package org.granary.host;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.granary.store.Caller;
import org.granary.type.FuncType;
import org.granary.type.ValType;

/** Turns an annotated method into a handle (caller, numbers) number. */
final class MethodAdapter {
    private final Method method;
    private final HostFunction function;
    private final Class<?> data;
    private final List<String> problems;

    /**
     * An adapter.
     *
     * @param method   annotated
     * @param data     the class of the stores' data
     * @param problems what makes methods unusable is added to these
     */
    MethodAdapter(Method method, Class<?> data, List<String> problems) {
        this.method = method;
        this.function = method.getAnnotation(HostFunction.class);
        this.data = data;
        this.problems = problems;
    }

    /**
     * What becomes of a method.
     *
     * @param name   the item name of imports
     * @param type   what guests see
     * @param handle takes a caller and what the type says
     */
    record Adapted(String name, FuncType type, MethodHandle handle) {}

    String name() {
        return function.value().isEmpty() ? method.getName() : function.value();
    }

    /** The adapted method, or null when there were problems. */
    Adapted adapt(MethodHandles.Lookup lookup, Object target) {
        int before = problems.size();
        MethodHandle handle = access(lookup, target);
        List<MethodHandle> conversions = parameters();
        MethodHandle result = result();
        if (problems.size() > before) {
            return null;
        }
        for (int i = conversions.size() - 1; i >= 0; i--) {
            if (conversions.get(i) != null) {
                handle = MethodHandles.collectArguments(handle, i, conversions.get(i));
            }
        }
        if (result != null) {
            handle = MethodHandles.collectArguments(result, 0, handle);
        }
        handle = oneCaller(handle);
        MethodHandle errors = Conversions.errors(handle.type().returnType());
        if (errors != null) {
            handle = MethodHandles.catchException(handle, ErrorValue.class, errors);
        }
        return new Adapted(name(), type(handle.type()), handle);
    }

    private MethodHandle access(MethodHandles.Lookup lookup, Object target) {
        try {
            MethodHandle handle = lookup.unreflect(method).asFixedArity();
            return Modifier.isStatic(method.getModifiers()) ? handle : handle.bindTo(target);
        } catch (IllegalAccessException e) {
            problems.add(where() + ": expected a method that " + lookup + " can access, found none; "
                    + "MethodHandles.lookup() of its class can");
            return null;
        }
    }

    private List<MethodHandle> parameters() {
        List<MethodHandle> conversions = new ArrayList<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            String what = where() + ", parameter " + (i + 1) + " (" + parameters[i].getParameterizedType().getTypeName() + ")";
            if (parameters[i].getType() == Caller.class) {
                checkData(parameters[i].getParameterizedType(), what);
            }
            try {
                conversions.add(Conversions.parameter(parameters[i].getType(), new Conversions.Place(what, function)));
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        return conversions;
    }

    private void checkData(Type caller, String what) {
        if (caller instanceof ParameterizedType generic && generic.getActualTypeArguments()[0] instanceof Class<?> wanted
                && !wanted.isAssignableFrom(data)) {
            problems.add(what + ": expected a Caller of " + data.getName() + ", the data of the stores, found one of " + wanted.getName());
        }
    }

    private MethodHandle result() {
        try {
            return Conversions.result(method.getReturnType(), new Conversions.Place(where() + ", result", function));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
            return null;
        }
    }

    private String where() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    /** Gives all parameters that are callers the one that comes first. */
    private static MethodHandle oneCaller(MethodHandle handle) {
        MethodType type = handle.type();
        List<Class<?>> parameters = new ArrayList<>(List.of(Caller.class));
        int[] order = new int[type.parameterCount()];
        for (int i = 0; i < order.length; i++) {
            if (type.parameterType(i) != Caller.class) {
                order[i] = parameters.size();
                parameters.add(type.parameterType(i));
            }
        }
        return MethodHandles.permuteArguments(handle, MethodType.methodType(type.returnType(), parameters), order);
    }

    private static FuncType type(MethodType type) {
        return FuncType.of(type.parameterList().stream().skip(1).map(MethodAdapter::number).toList(),
                type.returnType() == void.class ? List.of() : List.of(number(type.returnType())));
    }

    private static ValType number(Class<?> java) {
        return java == int.class ? ValType.I32 : java == long.class ? ValType.I64 : java == float.class ? ValType.F32 : ValType.F64;
    }
}
