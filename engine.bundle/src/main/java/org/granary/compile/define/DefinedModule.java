package org.granary.compile.define;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.compile.spi.CompiledModule;
import org.granary.engine.EngineConfig;
import org.granary.validate.ValidModule;
import org.granary.vm.ArrayMemory;
import org.granary.vm.CheckpointSite;
import org.granary.vm.Code;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.LinearMemory;
import org.granary.vm.SharedMemory;
import org.granary.vm.VmStore;

/** A compiled module behind its loader. Thread-safe. */
public final class DefinedModule implements CompiledModule {
    private final ModulePlan plan;
    private final ModuleLoader loader;
    private final CheckpointSite checkpoints;
    private final Map<String, Code> codes = new ConcurrentHashMap<>();

    /**
     * Names and places everything; classes are written when they are needed.
     *
     * @param module a valid module
     * @param config the engine's settings
     * @param sha256 the hash of its bytes, in hex
     * @param shapes the engine's shape classes
     * @throws org.granary.engine.LimitException when it has more imports and globals than a class has room for
     */
    public DefinedModule(ValidModule module, EngineConfig config, String sha256, Shapes shapes) {
        this(module, Bodies.of(module), config, sha256, shapes);
    }

    /** With bodies in the compiler's own form: for what no instruction can say yet. */
    DefinedModule(ValidModule module, Bodies bodies, EngineConfig config, String sha256, Shapes shapes) {
        plan = new ModulePlan(module, bodies, config, sha256);
        checkpoints = config.interruptable() ? new CheckpointSite() : null;
        loader = new ModuleLoader(plan, shapes, checkpoints);
    }

    ClassLoader loader() {
        return loader;
    }

    ModulePlan plan() {
        return plan;
    }

    @Override
    public Instance newInstance(VmStore store, Instantiable module) {
        int[] sizes = {plan.module.functionCount(), plan.module.memoryCount(), plan.module.tableCount(), plan.module.globalCount()};
        return loader.instance(store, module, sizes);
    }

    @Override
    public void chooseVariant(Instance instance) {
        StringBuilder key = new StringBuilder();
        for (LinearMemory memory : instance.memories) {
            key.append(memory instanceof ArrayMemory array ? array.roomy() ? 'r' : 'x' : memory instanceof SharedMemory ? 's' : 'l');
        }
        instance.code = codes.computeIfAbsent(Representations.key(key.toString()), loader::code);
    }

    @Override
    public int functionOf(String className, String methodName) {
        String prefix = packagePrefix();
        if (!className.startsWith(prefix) || "FP".indexOf(className.charAt(prefix.length())) < 0) {
            return -1;
        }
        return plan.functionOf(methodName);
    }

    @Override
    public String packagePrefix() {
        return plan.packageName.replace('/', '.') + ".";
    }

    @Override
    public CheckpointSite checkpoints() {
        return checkpoints;
    }
}
