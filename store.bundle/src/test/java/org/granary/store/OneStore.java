package org.granary.store;

import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.AfterEach;

/** Tests in one store, which end with it and its engine. */
abstract class OneStore {
    final Engine engine = Engine.create(builder().build());
    final Store<Void> store = Store.create(engine);

    /** How guests are run. */
    EngineConfig.Builder builder() {
        return EngineConfig.builder();
    }

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    final Instance instance(byte[] bytes, Extern... imports) {
        return Instance.create(store, engine.compile(bytes), List.of(imports));
    }
}
