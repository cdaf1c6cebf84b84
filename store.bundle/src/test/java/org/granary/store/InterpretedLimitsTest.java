package org.granary.store;

import org.granary.engine.EngineConfig;

/** The same, with guests that are interpreted. */
class InterpretedLimitsTest extends LimitsTest {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }

    @Override
    int boxBytes() {
        return org.granary.vm.Tag.BOX_BYTES;
    }
}
