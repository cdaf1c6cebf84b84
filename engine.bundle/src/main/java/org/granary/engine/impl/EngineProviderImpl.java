package org.granary.engine.impl;

import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.EngineProvider;

/** Makes engines; found by {@link java.util.ServiceLoader}. Thread-safe. */
public final class EngineProviderImpl implements EngineProvider {
    /** For the service loader. */
    public EngineProviderImpl() {
    }

    @Override
    public Engine create(EngineConfig config) {
        Contradictions.check(config);
        return new EngineImpl(new EngineState(config), true);
    }
}
