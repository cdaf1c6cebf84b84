package org.granary.compile;

import org.granary.compile.define.DefinedModule;
import org.granary.compile.define.Shapes;
import org.granary.compile.spi.CompiledModule;
import org.granary.engine.EngineConfig;
import org.granary.validate.ValidModule;

/** Compiles valid modules to JVM bytecode. Stateless but for the shapes of its engine; thread-safe. */
public final class ModuleCompiler {
    private final Shapes shapes;
    private final EngineConfig config;

    /**
     * The compiler of an engine.
     *
     * @param shapes the engine's shape classes
     * @param config the engine's settings
     */
    public ModuleCompiler(Shapes shapes, EngineConfig config) {
        this.shapes = shapes;
        this.config = config;
    }

    /**
     * Compiles a module. Classes are written when a call first needs them, each for the representations that the memories have then.
     *
     * @param module a valid module
     * @param sha256 the hash of its bytes, in hex; classes are named by it
     * @return its code
     */
    public CompiledModule compile(ValidModule module, String sha256) {
        return new DefinedModule(module, config, sha256, shapes);
    }
}
