package org.granary.store;

import org.granary.engine.EngineConfig;

/** The same, with guests that are interpreted. */
class InterpretedCloseTest extends CloseTest {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }

    @Override
    Object codeOf(Func func) {
        return func.live().instance;
    }
}
