package org.granary.compile.define;

import java.lang.ref.Reference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.granary.compile.spi.CompiledModule;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.EngineConfig;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.type.ArrayType;
import org.granary.validate.ValidModule;
import org.granary.vm.ArrayMemory;
import org.granary.vm.Checkpoint;
import org.granary.vm.CheckpointSite;
import org.granary.vm.Code;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.LinearMemory;
import org.granary.vm.SharedMemory;
import org.granary.vm.Views;
import org.granary.vm.VmStore;

/** A compiled module behind its loader. Thread-safe. */
public final class DefinedModule implements CompiledModule {
    private final ModulePlan plan;
    /** Held here and not by the loader: classes stay until the JVM unloads some, and what they were written from goes with the module. */
    private final ClassSource source;
    private final String prefix;
    private final ModuleLoader loader;
    private final CheckpointSite checkpoints;
    private final AtomicBoolean used = new AtomicBoolean();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();

    /**
     * Names and places everything; classes are written when they are needed.
     *
     * @param module a valid module
     * @param config the engine's settings
     * @param sha256 the hash of its bytes, in hex
     * @param shapes the engine's shape classes
     * @param kept   classes of functions that need not be written
     * @throws org.granary.engine.LimitException when it has more imports and globals than a class has room for
     */
    public DefinedModule(ValidModule module, EngineConfig config, String sha256, Shapes shapes, KeptClasses kept) {
        this(new ModulePlan(module, Bodies.of(module, config), config, sha256), shapes, kept);
    }

    /** Without any class at hand. */
    DefinedModule(ValidModule module, EngineConfig config, String sha256, Shapes shapes) {
        this(module, config, sha256, shapes, KeptClasses.none());
    }

    /** With bodies in the compiler's own form: for what no instruction can say yet. */
    DefinedModule(ValidModule module, Bodies bodies, EngineConfig config, String sha256, Shapes shapes) {
        this(new ModulePlan(module, bodies, config, sha256), shapes, KeptClasses.none());
    }

    private DefinedModule(ModulePlan plan, Shapes shapes, KeptClasses kept) {
        this.plan = plan;
        this.prefix = plan.packageName.replace('/', '.') + ".";
        if (makesArraysOfData(plan.module) && !Views.segmentsReady()) {
            throw new IllegalStateException("the runtime cannot be initialised");
        }
        checkpoints = plan.config.interruptable() ? Checkpoint.newSite() : null;
        source = new ClassSource(plan, kept);
        loader = new ModuleLoader(source, shapes, checkpoints);
    }

    /** Whether it may: instructions that do so need the segments' number beforehand. */
    private static boolean makesArraysOfData(ValidModule module) {
        if (module.parsed().dataCount().isEmpty()) {
            return false;
        }
        for (List<TypeDef> group : module.parsed().types()) {
            for (TypeDef one : group) {
                if (one.type().content() instanceof ArrayType) {
                    return true;
                }
            }
        }
        return false;
    }

    ClassLoader loader() {
        return loader;
    }

    ModulePlan plan() {
        return plan;
    }

    @Override
    public Instance newInstance(VmStore store, Instantiable module) {
        if (used.compareAndSet(false, true)) {
            loader.begin();
        }
        return loader.instance(store, module);
    }

    @Override
    public void chooseVariant(Instance instance) {
        StringBuilder key = new StringBuilder();
        for (LinearMemory memory : instance.memories) {
            key.append(memory instanceof ArrayMemory array ? array.roomy() ? 'r' : 'x' : memory instanceof SharedMemory ? 's' : 'l');
        }
        String variant = Representations.key(key.toString());
        Code known = codes.get(variant);
        if (known == null) {
            Code made = loader.code(variant);
            known = codes.putIfAbsent(variant, made);
            known = known == null ? made : known;
        }
        instance.code = known;
    }

    @Override
    public int functionOf(String className, String methodName) {
        if (!className.startsWith(prefix) || "FP".indexOf(className.charAt(prefix.length())) < 0) {
            return -1;
        }
        return plan.functionOf(className.substring(prefix.length()), methodName);
    }

    /** What is written here is written anew, whatever the loader has asked for: it must be the same. */
    @Override
    public SortedMap<String, byte[]> functionClasses() {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        for (String variant : Representations.variants(plan.module, plan.config)) {
            new ClassSource(plan, KeptClasses.none()).functions(variant).forEach(
                    (name, file) -> classes.put(name.substring(plan.packageName.length() + 1), file));
        }
        return classes;
    }

    @Override
    public Collection<String> order(SortedMap<String, byte[]> classes) {
        return CallOrder.of(plan, classes);
    }

    @Override
    public void link(Collection<String> names) {
        for (String name : names) {
            try {
                Class.forName(packagePrefix() + name, true, loader);
            } catch (ClassNotFoundException e) {
                throw new NoClassDefFoundError(name + " is none of the module's classes");
            }
        }
        // what the loader asks for classes
        Reference.reachabilityFence(source);
    }

    @Override
    public String packagePrefix() {
        return prefix;
    }

    @Override
    public CheckpointSite checkpoints() {
        return checkpoints;
    }
}
