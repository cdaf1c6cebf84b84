package org.granary.store;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.ValType;

/** Functions as objects of functional interfaces, under the same entry protection as untyped calls. */
final class Typed {
    private static final MethodHandle CALL = find(Func.class, "call", MethodType.methodType(Object[].class, Object[].class));
    private static final MethodHandle ENTER = find(Typed.class, "enter", MethodType.methodType(int.class, Entry.class));
    private static final MethodHandle ENTER_VIA = find(Typed.class, "enter", MethodType.methodType(int.class, Instance.class, Entry.class));
    private static final MethodHandle LEAVE = find(Typed.class, "leave",
            MethodType.methodType(void.class, Entry.class, Throwable.class, int.class));
    private static final MethodHandle ONLY = find(Typed.class, "only", MethodType.methodType(Object.class, Object[].class));

    private Typed() {
    }

    private static MethodHandle find(Class<?> owner, String name, MethodType type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            return owner == Func.class ? lookup.findVirtual(owner, name, type) : lookup.findStatic(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static int enter(Entry entry) {
        return entry.begin();
    }

    /** Enters by way of an instance, which has to be open. */
    static int enter(Instance via, Entry entry) {
        via.requireOpen();
        return entry.begin();
    }

    static void leave(Entry entry, Throwable thrown, int before) {
        try {
            if (thrown != null) {
                throw entry.failed(thrown);
            }
            entry.returned();
        } finally {
            entry.leave(before);
        }
    }

    static Object only(Object[] results) {
        return results[0];
    }

    /** Binds a function to an interface. */
    static <F> F of(Func function, Class<F> type) {
        Method method = methodOf(type);
        MethodType wanted = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        FuncType actual = function.type();
        check(function, type, wanted);
        MethodHandle target = wanted.equals(primitive(actual)) ? direct(function) : boxed(function, wanted);
        return function.core.engine().implement(type, target.asType(wanted));
    }

    /** The one method of a functional interface. */
    static Method methodOf(Class<?> type) {
        List<Method> found = new ArrayList<>();
        if (type.isInterface()) {
            for (Method method : type.getMethods()) {
                if (Modifier.isAbstract(method.getModifiers()) && !ofObject(method)
                        && found.stream().noneMatch(known -> known.getName().equals(method.getName())
                        && List.of(known.getParameterTypes()).equals(List.of(method.getParameterTypes())))) {
                    found.add(method);
                }
            }
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(type.getName() + ": expected an interface with one abstract method, found "
                    + (type.isInterface() ? found.size() + " methods" : "a class"));
        }
        return found.get(0);
    }

    private static boolean ofObject(Method method) {
        try {
            return Modifier.isPublic(Object.class.getMethod(method.getName(), method.getParameterTypes()).getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** The method type of a function that has numbers only and at most one result, else null. */
    private static MethodType primitive(FuncType type) {
        if (type.results().size() > 1 || !type.params().stream().allMatch(NumType.class::isInstance)
                || !type.results().stream().allMatch(NumType.class::isInstance)) {
            return null;
        }
        Class<?> result = type.results().isEmpty() ? void.class : unboxed(type.results().get(0));
        return MethodType.methodType(result, type.params().stream().map(Typed::unboxed).toList());
    }

    private static Class<?> unboxed(ValType type) {
        return MethodType.methodType(Values.javaClass(type)).unwrap().returnType();
    }

    private static void check(Func function, Class<?> type, MethodType method) {
        FuncType actual = function.type();
        boolean fits = method.parameterCount() == actual.params().size();
        for (int i = 0; fits && i < method.parameterCount(); i++) {
            fits = fits(method.parameterType(i), actual.params().get(i));
        }
        fits = fits && switch (actual.results().size()) {
            case 0 -> method.returnType() == void.class;
            case 1 -> fits(method.returnType(), actual.results().get(0));
            default -> method.returnType() == Object[].class || method.returnType() == Object.class;
        };
        if (!fits) {
            throw new IllegalArgumentException(type.getName() + ": expected a method that fits " + function + ", found " + method);
        }
    }

    private static boolean fits(Class<?> java, ValType type) {
        Class<?> boxed = Values.javaClass(type);
        return java == unboxed(type) || java == boxed || java == Object.class || java == Number.class && type instanceof NumType;
    }

    private static MethodHandle direct(Func function) {
        MethodHandle target = function.core.engine().handle(function.ref);
        Entry entry = function.core.entry;
        MethodType type = target.type();
        // (before, arguments) -> result, leaving in any case
        MethodHandle body = MethodHandles.dropArguments(target, 0, int.class);
        MethodHandle leave = LEAVE.bindTo(entry);
        if (type.returnType() != void.class) {
            MethodHandle result = MethodHandles.dropArguments(MethodHandles.dropArguments(MethodHandles.identity(type.returnType()), 0,
                    Throwable.class), 2, int.class);
            leave = MethodHandles.foldArguments(result, MethodHandles.dropArguments(leave, 1, type.returnType()));
        }
        return MethodHandles.foldArguments(MethodHandles.tryFinally(body, leave),
                function.via() == null ? ENTER.bindTo(entry) : MethodHandles.insertArguments(ENTER_VIA, 0, function.via(), entry));
    }

    private static MethodHandle boxed(Func function, MethodType wanted) {
        MethodHandle call = CALL.bindTo(function);
        if (wanted.returnType() != void.class && function.type().results().size() == 1) {
            call = MethodHandles.filterReturnValue(call, ONLY);
        }
        return call.asCollector(Object[].class, wanted.parameterCount()).asType(wanted);
    }
}
