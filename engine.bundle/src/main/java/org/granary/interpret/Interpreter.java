package org.granary.interpret;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import org.granary.compile.spi.CompiledModule;
import org.granary.compile.spi.Compiler;
import org.granary.engine.EngineConfig;
import org.granary.op.CoreOp;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.ValType;
import org.granary.validate.ValidModule;
import org.granary.vm.FuncRef;
import org.granary.vm.GcStruct;
import org.granary.vm.HostTarget;
import org.granary.vm.Untyped;
import org.granary.vm.VmStore;

/** Makes modules executable without defining a class. Stateless; thread-safe. */
public final class Interpreter implements Compiler {
    private static final MethodHandle APPLY = find(Untyped.class, "apply", MethodType.methodType(Object[].class, Object[].class));
    private static final MethodHandle ONLY = find(Interpreter.class, "only", MethodType.methodType(Object.class, Object[].class));

    private final EngineConfig config;

    /**
     * The interpreter of an engine.
     *
     * @param config the engine's settings
     */
    public Interpreter(EngineConfig config) {
        this.config = config;
        if (!Rows.has(CoreOp.I32_ADD)) {
            throw new IllegalStateException("the rows cannot be bound");
        }
    }

    private static MethodHandle find(Class<?> owner, String name, MethodType type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            return owner == Untyped.class ? lookup.findVirtual(owner, name, type) : lookup.findStatic(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static Object only(Object[] results) {
        return results[0];
    }

    @Override
    public boolean interprets() {
        return true;
    }

    @Override
    public CompiledModule compile(ValidModule module, String sha256) {
        return new InterpretedModule(module, config, sha256);
    }

    @Override
    public FuncRef hostFunction(VmStore store, DefType type, HostTarget target) {
        return new InterpretedHost(store, type, target, null);
    }

    @Override
    public Object packed(List<ValType> types, Object[] values) {
        return Exceptions.packed(values.clone());
    }

    @Override
    public Object[] unpacked(List<ValType> types, Object packed) {
        return Exceptions.unpacked(packed);
    }

    @Override
    public GcStruct structure(DefType type) {
        return new PlainStruct(type);
    }

    /** Several results come as an array of objects. */
    @Override
    public MethodHandle handle(FuncRef function) {
        FuncType type = function.type.func();
        MethodHandle call = APPLY.bindTo(function).asCollector(Object[].class, type.params().size());
        List<Class<?>> params = type.params().stream().<Class<?>>map(Interpreter::javaClass).toList();
        if (type.results().size() > 1) {
            return call.asType(MethodType.methodType(Object[].class, params));
        }
        if (type.results().isEmpty()) {
            return call.asType(MethodType.methodType(void.class, params));
        }
        return MethodHandles.filterReturnValue(call, ONLY).asType(MethodType.methodType(javaClass(type.results().get(0)), params));
    }

    private static Class<?> javaClass(ValType type) {
        if (type instanceof NumType number) {
            return switch (number) {
                case I32 -> int.class;
                case I64 -> long.class;
                case F32 -> float.class;
                case F64 -> double.class;
            };
        }
        return Object.class;
    }

    /** By a proxy of the JDK's, the one way that needs no class of ours. */
    @Override
    public <F> F implement(Class<F> type, MethodHandle target) {
        MethodHandle spread = target.asType(target.type().generic().changeReturnType(Object.class))
                .asSpreader(Object[].class, target.type().parameterCount());
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Implementation(spread)));
    }

    /** A functional interface behind its proxy. */
    private record Implementation(MethodHandle target) implements InvocationHandler {
        private static final Object[] NONE = {};

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> target.toString();
                };
            }
            if (method.isDefault()) {
                return byDefault(proxy, method, arguments);
            }
            return (Object) target.invokeExact(arguments == null ? NONE : arguments);
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
