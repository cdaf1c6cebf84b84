package org.granary.engine.impl;

import org.granary.compile.spi.CompiledModule;
import org.granary.compile.ModuleCompiler;
import org.granary.validate.ValidModule;

/** The last arrow of the pipeline. */
final class Pipeline {
    private Pipeline() {
    }

    static CompiledModule compile(ValidModule module, EngineState engine, String sha256) {
        return new ModuleCompiler(engine.shapes, engine.config).compile(module, sha256);
    }
}
