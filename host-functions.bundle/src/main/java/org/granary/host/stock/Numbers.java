package org.granary.host.stock;

import org.granary.host.HostScope;

/** Numbers of a plugin's configuration. */
public final class Numbers {
    private Numbers() {}

    /**
     * A bound.
     *
     * @param scope    whose
     * @param key      the property
     * @param standard what holds without it
     * @return from 0 to 2^31-1
     * @throws IllegalArgumentException when the property is something else; the plugin then fails with the message
     */
    public static int of(HostScope scope, String key, int standard) {
        Object value = scope.configuration().get(key);
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
