package org.granary.host;

import org.granary.engine.EngineConfig;

/** The same, with guests that are interpreted. */
class InterpretedHostFunctionsTest extends HostFunctionsTest {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }
}
