package org.granary.store;

import org.granary.engine.EngineConfig;

/** The same, with guests that are interpreted. */
class InterpretedHammerTest extends HammerTest {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }
}
