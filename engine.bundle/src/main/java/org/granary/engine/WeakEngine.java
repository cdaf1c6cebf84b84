package org.granary.engine;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A handle that does not keep its engine alive. Thread-safe. */
@ProviderType
public interface WeakEngine {
    /**
     * A handle that does.
     *
     * @return a new handle, or empty when the engine has gone
     */
    Optional<Engine> upgrade();

    /**
     * Raises the engine's epoch as {@link Engine#incrementEpoch} does, if the engine is still there. For tickers: no handle is made.
     *
     * @return whether it was; false also after the engine was unloaded
     */
    boolean incrementEpoch();
}
