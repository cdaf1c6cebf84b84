package org.granary.engine;

import java.util.Optional;

/** A handle that does not keep its engine alive. Thread-safe. */
public interface WeakEngine {
    /**
     * A handle that does.
     *
     * @return a new handle, or empty when the engine has gone
     */
    Optional<Engine> upgrade();
}
