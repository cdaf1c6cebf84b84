package org.granary.interpret;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.vm.Functional;

/**
 * A functional interface behind proxies of the JDK's, the one way that needs no class of ours.
 *
 * @param <F> the interface
 */
final class ProxyForm<F> implements Functional<F> {
    private static final Object[] NONE = {};

    private final Class<F> type;
    private final Method method;
    private final Map<Object, MethodHandle> ways = new ConcurrentHashMap<>();

    /**
     * For an interface.
     *
     * @param type the interface
     * @throws IllegalArgumentException when it is not functional
     */
    ProxyForm(Class<F> type) {
        this.type = type;
        this.method = Functional.method(type);
    }

    @Override
    public MethodType type() {
        return Functional.type(method);
    }

    @Override
    public F of(Object self, Object way, Handles handles) {
        MethodHandle known = ways.get(way);
        if (known == null) {
            known = spread(Functional.fitting(method, handles.get(false), false));
            ways.put(way, known);
        }
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Implementation(known, self)));
    }

    private static MethodHandle spread(MethodHandle target) {
        return target.asType(target.type().generic()).asSpreader(Object[].class, target.type().parameterCount() - 1);
    }

    /**
     * What stands behind one proxy.
     *
     * @param target what runs: {@code (Object, Object[]) Object}
     * @param self   its first argument
     */
    private record Implementation(MethodHandle target, Object self) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> self.toString();
                };
            }
            if (method.isDefault()) {
                return byDefault(proxy, method, arguments);
            }
            Object[] given = arguments == null ? NONE : arguments;
            return (Object) target.invokeExact(self, given);
        }

        private static Object byDefault(Object proxy, Method method, Object[] arguments) throws Throwable {
            Class<?> type = method.getDeclaringClass();
            if (Modifier.isPublic(type.getModifiers())) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            MethodHandle body = MethodHandles.privateLookupIn(type, MethodHandles.lookup()).unreflectSpecial(method, type);
            return body.bindTo(proxy).invokeWithArguments(arguments == null ? NONE : arguments);
        }
    }
}
