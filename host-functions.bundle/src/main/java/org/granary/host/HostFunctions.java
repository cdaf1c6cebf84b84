package org.granary.host;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.granary.store.Linker;

/**
 * Methods with the annotation {@link HostFunction} as functions that guests can import. Calls go through method handles that are put
 * together
 * once: numbers are not boxed in compiled code. A method runs on the thread of its caller, and calls back into the guest stay under the
 * deadline,
 * the fuel and the call hook of the call that they are in. Whatever a method throws, other than {@link ErrorValue}, ends the guest, and
 * whoever
 * called it from outside gets this very exception.
 */
public final class HostFunctions {
    private HostFunctions() {}

    /**
     * The annotated methods of an object, for plugins.
     *
     * @param lookup may access the methods: {@code MethodHandles.lookup()} where they are private or their package is not exported
     * @param target the object; methods of its superclasses count too. Used by all stores, so it is thread-safe or all are on one thread
     * @return the functions by name, never empty
     * @throws IllegalArgumentException when there are none, or some cannot be functions; says so of each parameter and each method
     */
    public static List<HostFunc> of(MethodHandles.Lookup lookup, Object target) {
        List<HostFunc> functions = new ArrayList<>();
        for (MethodAdapter.Adapted adapted : adapted(lookup, target, HostScope.class)) {
            functions.add(HostFunc.of(adapted.name(), adapted.type(), org.granary.store.HostFunction.typed(adapted.handle())));
        }
        return List.copyOf(functions);
    }

    /**
     * A host module of the annotated methods of an object.
     *
     * @param lookup as for {@link #of}
     * @param target as for {@link #of}
     * @return a module that needs no telling when a store closes
     * @throws IllegalArgumentException as {@link #of}
     */
    public static HostModule module(MethodHandles.Lookup lookup, Object target) {
        return HostModule.of(of(lookup, target).toArray(HostFunc[]::new));
    }

    /**
     * Defines the annotated methods of an object for guests that are no plugins.
     *
     * @param linker where to
     * @param module the module name that imports say
     * @param lookup as for {@link #of}
     * @param target as for {@link #of}
     * @param data   the class of the stores' data, which {@code Caller} parameters may name
     * @param <T>    the type of the stores' data
     * @throws IllegalArgumentException as {@link #of}, or when a name is taken and shadowing is not allowed
     */
    public static <T> void define(Linker<T> linker, String module, MethodHandles.Lookup lookup, Object target, Class<? extends T> data) {
        Objects.requireNonNull(data, "data");
        for (MethodAdapter.Adapted adapted : adapted(lookup, target, data)) {
            linker.func(module, adapted.name(), adapted.type(), org.granary.store.HostFunction.typed(adapted.handle()));
        }
    }

    private static List<MethodAdapter.Adapted> adapted(MethodHandles.Lookup lookup, Object target, Class<?> data) {
        Objects.requireNonNull(lookup, "lookup");
        List<String> problems = new ArrayList<>();
        Map<String, Method> named = new LinkedHashMap<>();
        List<MethodAdapter.Adapted> found = new ArrayList<>();
        for (Method method : methods(target.getClass())) {
            MethodAdapter adapter = new MethodAdapter(method, data, problems);
            Method before = named.put(adapter.name(), method);
            if (before != null) {
                problems.add(method.toGenericString() + ": expected a name of its own, found " + adapter.name()
                        + ", which is that of " + before.toGenericString());
            }
            MethodAdapter.Adapted adapted = adapter.adapt(lookup, target);
            if (adapted != null) {
                found.add(adapted);
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(target.getClass().getName()
                    + ": expected methods with the annotation @HostFunction, found none");
        }
        return found;
    }

    /** The annotated methods, an overriding one instead of the overridden one; in an order that is the same each time. */
    private static List<Method> methods(Class<?> type) {
        Map<List<Object>, Method> found = new LinkedHashMap<>();
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Method method : declaring.getDeclaredMethods()) {
                if (!method.isBridge() && method.isAnnotationPresent(HostFunction.class)) {
                    found.putIfAbsent(List.of(method.getName(), Arrays.asList(method.getParameterTypes())), method);
                }
            }
        }
        return found.values().stream().sorted(Comparator.comparing(Method::getName).thenComparing(Method::toGenericString)).toList();
    }
}
