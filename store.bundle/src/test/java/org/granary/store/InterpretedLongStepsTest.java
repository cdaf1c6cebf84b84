package org.granary.store;

import org.granary.engine.EngineConfig;

/** The same, with guests that are interpreted. */
class InterpretedLongStepsTest extends LongStepsTest {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }
}
