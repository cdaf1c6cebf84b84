package org.granary.store;

import org.granary.engine.EngineConfig;

/** The same, with guests that are interpreted. */
class InterpretedSharedBudgetTest extends SharedBudgetTest {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }
}
