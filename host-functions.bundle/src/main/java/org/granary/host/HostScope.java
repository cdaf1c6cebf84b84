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

    /**
     * A bound that the configuration gives.
     *
     * @param key      the property, never null
     * @param standard what holds without it
     * @return from 0 to 2^31-1, or the standard
     * @throws IllegalArgumentException when the property is no such number; a plugin whose host module throws it fails with the message
     */
    public int bound(String key, int standard) {
        Object value = configuration.get(key);
        if (value == null) {
            return standard;
        }
        try {
            int number = Integer.parseInt(value.toString().strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, e);
        }
        throw wrong(key, value, null);
    }

    private static IllegalArgumentException wrong(String key, Object value, Throwable cause) {
        return new IllegalArgumentException(key + ": expected a whole number from 0 to 2147483647, found \"" + value + "\"", cause);
    }
}
