package org.granary.compile;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.granary.compile.define.Adapter;
import org.granary.compile.define.DefinedModule;
import org.granary.compile.define.Shapes;
import org.granary.compile.spi.CompiledModule;
import org.granary.compile.spi.Compiler;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.EngineConfig;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.validate.ValidModule;
import org.granary.vm.FuncRef;
import org.granary.vm.Functional;
import org.granary.vm.GcStruct;
import org.granary.vm.HostTarget;
import org.granary.vm.VmStore;

/** Compiles valid modules to JVM bytecode. Stateless but for the shapes of its engine; thread-safe. */
public final class ModuleCompiler implements Compiler {
    private final Shapes shapes;
    private final EngineConfig config;

    /**
     * The compiler of an engine. Defines a first class at once: where that is forbidden, it fails here.
     *
     * @param config the engine's settings
     */
    public ModuleCompiler(EngineConfig config) {
        this.shapes = new Shapes();
        this.config = config;
    }

    @Override
    public boolean interprets() {
        return false;
    }

    /** Classes are written when a call first needs them, each for the representations that the memories have then. */
    @Override
    public CompiledModule compile(ValidModule module, String sha256) {
        return compile(module, sha256, KeptClasses.none());
    }

    @Override
    public CompiledModule compile(ValidModule module, String sha256, KeptClasses kept) {
        return new DefinedModule(module, config, sha256, shapes, kept);
    }

    @Override
    public void rest() {
        shapes.endBeside();
    }

    @Override
    public FuncRef hostFunction(VmStore store, DefType type, HostTarget target) {
        return shapes.hostFunction(store, type, target);
    }

    @Override
    public Object packed(List<ValType> types, Object[] values) {
        return shapes.packed(types, values);
    }

    @Override
    public Object[] unpacked(List<ValType> types, Object packed) {
        return Shapes.unpacked(types, packed);
    }

    @Override
    public GcStruct structure(DefType type) {
        return shapes.structure(type);
    }

    @Override
    public MethodHandle handle(FuncType type) {
        return shapes.handle(type);
    }

    @Override
    public <F> Functional<F> functional(Class<F> type) {
        return new Adapter<>(type);
    }
}
