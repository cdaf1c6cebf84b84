package org.granary.compile.define;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
import org.granary.vm.StackRoom;
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
    private static final long LOOK_MILLIS = 10;
    // of at most two parameters, all of them objects: for others a new process makes classes
    private static final MethodType INSTANCE = MethodType.methodType(void.class, VmStore.class, Instantiable.class);
    private static final MethodType REFERENCE = MethodType.methodType(void.class, FuncRef.class);
    private static final MethodType STRUCTURE = MethodType.methodType(void.class, DefType.class);

    /** What classes are written from. The module holds it, and its instances hold the module. */
    private final WeakReference<ClassSource> source;
    private final List<DefType> types;
    private final Shapes shapes;
    private final CheckpointSite checkpoints;
    private final String prefix;
    private final Map<CallShape, MethodHandle> references = new ConcurrentHashMap<>();
    /** The stores that the module has instances in. */
    private final Set<VmStore> stores = Collections.newSetFromMap(new WeakHashMap<>());
    /** Held while a class of the module is written and defined. */
    private final ReentrantLock writing = new ReentrantLock();
    // made here and not where they are used: there the stack may be at its end
    private final Runnable stop = new Stop(this);
    private MethodHandle instances;

    static {
        registerAsParallelCapable();
    }

    private record Stop(ModuleLoader loader) implements Runnable {
        @Override
        public void run() {
            loader.checkStop();
        }
    }

    /**
     * A loader.
     *
     * @param source      writes the module's classes; somebody else has to hold it
     * @param shapes      the engine's shapes
     * @param checkpoints the module's check points, or null
     */
    ModuleLoader(ClassSource source, Shapes shapes, CheckpointSite checkpoints) {
        super("granary-" + simple(source.plan().packageName), ModuleLoader.class.getClassLoader());
        this.source = new WeakReference<>(source);
        this.types = source.plan().module.types();
        this.shapes = shapes;
        this.checkpoints = checkpoints;
        this.prefix = source.plan().packageName.replace('/', '.') + ".";
        Access.open(this);
    }

    private static String simple(String packageName) {
        return packageName.substring(packageName.lastIndexOf('/') + 1);
    }

    /** Whoever asks has the module, or passes one of its instances on while it links to a class. */
    private ClassSource source() {
        ClassSource there = source.get();
        if (there == null) {
            throw new IllegalStateException("nobody has the module of " + getName() + " any more");
        }
        return there;
    }

    private ModulePlan plan() {
        return source().plan();
    }

    @Override
    public CheckpointSite checkpoints() {
        return checkpoints;
    }

    @Override
    public DefType type(int index) {
        return types.get(index);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
            return loaded;
        }
        // here and not half-way: what overflows while it is initialised or recorded is lost for ever
        StackRoom.needForClass();
        if (name.startsWith(prefix)) {
            return findClass(name);
        }
        if (Shapes.isShape(name)) {
            return shapes.find(name);
        }
        if (JDK.contains(name) || OURS.contains(name) || name.startsWith(VM)) {
            return getParent().loadClass(name);
        }
        throw new ClassNotFoundException(name + " is not for guests");
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        // only what running guests ask for ends with them
        Runnable asked = "FPRSW".indexOf(name.charAt(prefix.length())) >= 0 ? stop : CompilerThread.NEVER;
        lock(asked);
        try {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] bytes = source().bytes(name.replace('.', '/'), asked);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } finally {
            writing.unlock();
        }
    }

    private void lock(Runnable asked) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (writing.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                asked.run();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Ends the guest that waits for a class when its store is to stop. The JVM keeps only linkage errors; after any other exception it
     * asks again. Where one thread is in several stores of the module, which of them waits is not known.
     */
    private void checkStop() {
        VmStore inside = null;
        synchronized (stores) {
            for (VmStore store : stores) {
                if (store.runsHere()) {
                    if (inside != null) {
                        return;
                    }
                    inside = store;
                }
            }
        }
        if (inside != null) {
            inside.checkStop();
        }
    }

    /** Begins what the first call will ask for. To be called once, before anything else. */
    void begin() {
        StackRoom.needForClass();
        if (writing.tryLock()) {
            try {
                source().begin(shapes.beside());
            } finally {
                writing.unlock();
            }
        }
    }

    /** The code of a variant, a new object. */
    Code code(String variant) {
        try {
            Class<?> type = loadClass(plan().code(variant).replace('/', '.'), false);
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
    Instance instance(VmStore store, Instantiable module) {
        synchronized (stores) {
            stores.add(store);
        }
        try {
            return (Instance) constructor().invokeExact(store, module);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("instance of " + getName(), e);
        }
    }

    private synchronized MethodHandle constructor() throws ReflectiveOperationException {
        if (instances == null) {
            Class<?> type = loadClass(plan().instance().replace('/', '.'), false);
            instances = MethodHandles.publicLookup().findConstructor(type, INSTANCE).asType(INSTANCE.changeReturnType(Instance.class));
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

    private MethodHandle structures(String name) throws ReflectiveOperationException {
        Class<?> type = loadClass(name.replace('/', '.'), false);
        return MethodHandles.publicLookup().findConstructor(type, STRUCTURE).asType(STRUCTURE.changeReturnType(GcStruct.class));
    }

    @Override
    protected FuncRef reference(Instance instance, int index) {
        try {
            ModulePlan plan = plan();
            return (FuncRef) constructor(plan.shape(index)).invokeExact(promise(instance, index, plan.module.functionType(index)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("reference to function " + index + " of " + getName(), e);
        }
    }

    /** Not synchronized: a guest that waits for another's class can be stopped, and for a monitor it could not. */
    private MethodHandle constructor(CallShape shape) throws ReflectiveOperationException {
        MethodHandle known = references.get(shape);
        if (known == null) {
            StackRoom.needForClass();
            Class<?> type = loadClass(plan().reference(shape).replace('/', '.'), false);
            known = MethodHandles.publicLookup().findConstructor(type, REFERENCE).asType(REFERENCE.changeReturnType(FuncRef.class));
            references.put(shape, known);
        }
        return known;
    }
}
