package org.granary.plugin.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.granary.plugin.PlainText;

/** The properties of a plugin's configuration that host modules read. */
public final class HostProperties {
    /** Read by the plugin host itself, times at each call. */
    private static final Set<String> SETTINGS = Set.of("limit.memory.bytes", "limit.total.bytes", "limit.table.elements", "start.millis",
            "drain.millis", "turn.millis", "call.millis", "shell.call.millis", "retry.millis", "retry.longest.millis");

    private HostProperties() {}

    /**
     * Looks at the limits and times of a plugin's configuration.
     *
     * @param configuration all its properties
     * @throws IllegalArgumentException when one of them is a text that is no whole number; says which
     */
    public static void check(Map<String, Object> configuration) {
        unreadable(configuration).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /**
     * Looks at the limits and times of a plugin's configuration.
     *
     * @param configuration all its properties
     * @return which of them is a text that is no whole number; empty when none is
     */
    public static Optional<String> unreadable(Map<String, Object> configuration) {
        for (String name : new TreeSet<>(SETTINGS)) {
            if (configuration.get(name) instanceof String text && !text.isBlank() && !isNumber(text.trim())) {
                return Optional.of(name + " in the plugin's configuration: expected a whole number, found " + PlainText.line(text));
            }
        }
        return Optional.empty();
    }

    private static boolean isNumber(String text) {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Whether two configurations are the same to host modules.
     *
     * @param one     what a plugin was started with
     * @param another what it would be started with now
     * @return true when they differ in nothing but limits and times
     */
    public static boolean same(Map<String, Object> one, Map<String, Object> another) {
        Map<String, Object> left = new HashMap<>(another);
        left.keySet().removeAll(SETTINGS);
        for (Map.Entry<String, Object> entry : one.entrySet()) {
            // values may be arrays
            if (!SETTINGS.contains(entry.getKey()) && !Objects.deepEquals(entry.getValue(), left.remove(entry.getKey()))) {
                return false;
            }
        }
        return left.isEmpty();
    }
}
