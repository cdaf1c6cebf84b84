package org.granary.host;

import java.util.Map;
import java.util.Objects;

/**
 * For whom a host module works: the data of a plugin's store, which host functions get from their {@code Caller}. Immutable.
 *
 * @param plugin        the plugin's name
 * @param configuration the properties of the plugin's configuration, unmodifiable; empty without one
 */
public record HostScope(String plugin, Map<String, Object> configuration) {
    /**
     * Copies the configuration.
     *
     * @throws NullPointerException when a part, a key or a value is null
     */
    public HostScope {
        Objects.requireNonNull(plugin, "plugin");
        configuration = Map.copyOf(configuration);
    }
}
