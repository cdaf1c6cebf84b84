package org.granary.engine.impl;

import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.EngineProvider;

/** Makes engines; {@link Engine#create} finds it by its name. Thread-safe. */
public final class EngineProviderImpl implements EngineProvider {
    /** For {@link Engine#create}. */
    public EngineProviderImpl() {
    }

    @Override
    public Engine create(EngineConfig config) {
        return new EngineImpl(new EngineState(config), true);
    }
}
