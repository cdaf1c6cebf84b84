package org.granary.compile.define;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.StructShape;
import org.granary.type.DefType;
import org.granary.vm.CheckpointSite;
import org.granary.vm.Code;
import org.granary.vm.FuncRef;
import org.granary.vm.GcStruct;
import org.granary.vm.GuestLoader;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.VmStore;

/**
 * The loader of one module's classes. Resolves the module's own names, shapes, and a short list of what generated code needs of the
 * runtime and the JDK; nothing else. Thread-safe.
 */
final class ModuleLoader extends GuestLoader {
    private static final Set<String> JDK = Set.of("java.lang.Object", "java.lang.String", "java.lang.Class", "java.lang.Throwable",
            "java.lang.RuntimeException", "java.lang.Integer", "java.lang.Long",
            "java.lang.Float", "java.lang.Double", "java.util.Objects", "java.lang.invoke.VarHandle", "java.lang.invoke.MethodHandle",
                    "java.lang.invoke.MethodHandles", "java.lang.invoke.MethodHandles$Lookup",
            "java.lang.invoke.MethodType", "java.lang.invoke.CallSite", "java.lang.invoke.MethodHandleNatives",
                    "java.lang.invoke.LambdaForm", "java.lang.invoke.MutableCallSite");
    private static final Set<String> OURS = Set.of("org.granary.type.DefType");
    private static final String VM = "org.granary.vm.";

    private final ModulePlan plan;
    private final Shapes shapes;
    private final CheckpointSite checkpoints;
    private final ClassSource source;
    private final String prefix;
    private final Map<CallShape, MethodHandle> references = new HashMap<>();
    private MethodHandle instances;

    static {
        registerAsParallelCapable();
    }

    /**
     * A loader.
     *
     * @param plan        the module
     * @param shapes      the engine's shapes
     * @param checkpoints the module's check points, or null
     */
    ModuleLoader(ModulePlan plan, Shapes shapes, CheckpointSite checkpoints) {
        super("granary-" + plan.packageName.substring(plan.packageName.lastIndexOf('/') + 1), ModuleLoader.class.getClassLoader());
        this.plan = plan;
        this.shapes = shapes;
        this.checkpoints = checkpoints;
        this.prefix = plan.packageName.replace('/', '.') + ".";
        this.source = new ClassSource(plan);
        Access.open(this);
    }

    @Override
    public CheckpointSite checkpoints() {
        return checkpoints;
    }

    @Override
    public DefType type(int index) {
        return plan.module.type(index);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (name.startsWith(prefix)) {
                return findClass(name);
            }
            if (Shapes.isShape(name)) {
                return shapes.find(name);
            }
            if (JDK.contains(name) || OURS.contains(name) || name.startsWith(VM)) {
                return super.loadClass(name, resolve);
            }
            throw new ClassNotFoundException(name + " is not for guests");
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        try {
            bytes = source.bytes(name.replace('.', '/'));
        } catch (IndexOutOfBoundsException e) {
            // what a class too large ends in; where a guest waits for the class it would pass for a trap
            throw new IllegalStateException("compiler failed on " + name, e);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** The code of a variant, a new object. */
    Code code(String variant) {
        try {
            Class<?> type = loadClass(plan.code(variant).replace('/', '.'), false);
            return (Code) MethodHandles.publicLookup().findConstructor(type, MethodType.methodType(void.class)).invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("variant " + variant + " of " + getName(), e);
        }
    }

    /**
     * A new instance, its arrays empty. By method handle: what core reflection turns into after some calls could not be loaded through
     * this loader.
     */
    Instance instance(VmStore store, Instantiable module, int[] sizes) {
        try {
            return (Instance) constructor().invokeExact(store, module, sizes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("instance of " + getName(), e);
        }
    }

    private synchronized MethodHandle constructor() throws ReflectiveOperationException {
        if (instances == null) {
            Class<?> type = loadClass(plan.instance().replace('/', '.'), false);
            MethodType desc = MethodType.methodType(void.class, VmStore.class, Instantiable.class, int[].class);
            instances = MethodHandles.publicLookup().findConstructor(type, desc).asType(desc.changeReturnType(Instance.class));
        }
        return instances;
    }

    @Override
    public GcStruct structure(DefType type) {
        try {
            return (GcStruct) structures(StructShape.name(type)).invokeExact(type);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("structure of " + getName(), e);
        }
    }

    private static final MethodType STRUCTURE = MethodType.methodType(void.class, DefType.class);

    private MethodHandle structures(String name) throws ReflectiveOperationException {
        Class<?> type = loadClass(name.replace('/', '.'), false);
        return MethodHandles.publicLookup().findConstructor(type, STRUCTURE).asType(STRUCTURE.changeReturnType(GcStruct.class));
    }

    @Override
    protected FuncRef reference(Instance instance, int index) {
        try {
            return (FuncRef) constructor(plan.shape(index)).invokeExact(instance.store, instance, index, plan.module.functionType(index));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("reference to function " + index + " of " + getName(), e);
        }
    }

    private synchronized MethodHandle constructor(CallShape shape) throws ReflectiveOperationException {
        MethodHandle known = references.get(shape);
        if (known == null) {
            Class<?> type = loadClass(plan.reference(shape).replace('/', '.'), false);
            MethodType desc = MethodType.methodType(void.class, VmStore.class, Instance.class, int.class, DefType.class);
            known = MethodHandles.publicLookup().findConstructor(type, desc).asType(desc.changeReturnType(FuncRef.class));
            references.put(shape, known);
        }
        return known;
    }
}
