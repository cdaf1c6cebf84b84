package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.UndeclaredThrowableException;
import org.granary.engine.EngineConfig;

/** The same, with guests that are interpreted. */
class InterpretedTypedTest extends TypedTest {
    @Override
    EngineConfig.Builder builder() {
        return super.builder().interpreter(true);
    }

    /** The JDK's proxies let nothing else through. */
    @Override
    Throwable undeclared(Runnable run) {
        return assertThrows(UndeclaredThrowableException.class, run::run).getCause();
    }
}
