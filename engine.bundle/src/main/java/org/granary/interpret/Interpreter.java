package org.granary.interpret;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
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
import org.granary.vm.Functional;
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
    public MethodHandle handle(FuncType type) {
        MethodHandle call = APPLY.asCollector(Object[].class, type.params().size());
        List<Class<?>> params = new ArrayList<>(List.of(FuncRef.class));
        type.params().forEach(param -> params.add(javaClass(param)));
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

    /** By proxies of the JDK's. */
    @Override
    public <F> Functional<F> functional(Class<F> type) {
        return new ProxyForm<>(type);
    }
}
