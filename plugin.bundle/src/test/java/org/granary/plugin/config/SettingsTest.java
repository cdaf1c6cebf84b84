package org.granary.plugin.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    /** A configuration with the defaults, and some values in place of them. */
    private static <A> A configuration(Class<A> type, Map<String, Object> values) {
        InvocationHandler handler = (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue());
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void defaultsAreThoseOfTheConfiguration() {
        assertEquals(Settings.DEFAULT, Settings.of(configuration(HostConfiguration.class, Map.of())));
        assertEquals("268435456 536870912 10000000 PT10S PT5S PT30S PT0S PT30S PT10S PT10M", Settings.DEFAULT.memoryBytes() + " "
                + Settings.DEFAULT.totalBytes() + " "
                + Settings.DEFAULT.tableElements() + " " + Settings.DEFAULT.start() + " " + Settings.DEFAULT.drain() + " "
                        + Settings.DEFAULT.turn() + " "
                + Settings.DEFAULT.call() + " " + Settings.DEFAULT.shellCall() + " " + Settings.DEFAULT.retry() + " "
                        + Settings.DEFAULT.longestRetry());
    }

    @Test
    void aPluginsOwnValuesAreInTheirPlaces() {
        Settings own =
                Settings.DEFAULT.with(configuration(PluginConfiguration.class, Map.of("drain_millis", 7L, "limit_memory_bytes", 0L)));
        assertEquals(Duration.ofMillis(7), own.drain());
        assertEquals(0, own.memoryBytes());
        assertEquals(Settings.DEFAULT.totalBytes(), own.totalBytes());
        assertEquals(Settings.DEFAULT, Settings.DEFAULT.with(configuration(PluginConfiguration.class, Map.of())));
    }

    @Test
    void aValueThatCannotBeReadIsTheHosts() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("limit_memory_bytes") || method.getName().equals("drain_millis")) {
                throw new NumberFormatException("lots");
            }
            return method.getName().equals("turn_millis") ? 7L : method.getDefaultValue();
        };
        Settings own = Settings.DEFAULT.with((PluginConfiguration) Proxy.newProxyInstance(PluginConfiguration.class.getClassLoader(),
                new Class<?>[] {PluginConfiguration.class}, handler));
        assertEquals(Settings.DEFAULT.memoryBytes(), own.memoryBytes());
        assertEquals(Settings.DEFAULT.drain(), own.drain());
        assertEquals(Duration.ofMillis(7), own.turn());
    }

    @Test
    void valuesWithoutSenseAreReplaced() {
        Settings odd = Settings.of(configuration(HostConfiguration.class, Map.of("start_millis", -5L, "limit_total_bytes", -1L)));
        assertEquals(Duration.ofMillis(1), odd.start());
        assertEquals(0, odd.totalBytes());
        Settings own = Settings.DEFAULT.with(configuration(PluginConfiguration.class,
                Map.of("start_millis", 0L, "shell_call_millis", 0L, "turn_millis", Long.MAX_VALUE)));
        assertEquals(Duration.ofMillis(1), own.start());
        assertEquals(Duration.ofMillis(1), own.shellCall());
        assertEquals(Duration.ofDays(36_500), own.turn());
        assertEquals(36_500L * 86_400 * 1_000_000_000, own.turn().toNanos());
    }
}
