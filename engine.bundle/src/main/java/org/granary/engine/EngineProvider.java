package org.granary.engine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What makes engines; it stands in the same bundle as {@link Engine}, which finds it by its name. Thread-safe.
 */
@ProviderType
public interface EngineProvider {
    /**
     * Makes an engine.
     *
     * @param config the settings, never null
     * @return a new engine with one handle
     * @throws IllegalArgumentException when two settings contradict each other; the message names both
     */
    Engine create(EngineConfig config);
}
