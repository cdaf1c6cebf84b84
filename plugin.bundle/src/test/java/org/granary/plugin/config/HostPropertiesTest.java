package org.granary.plugin.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostPropertiesTest {

    @Test
    void limitsAndTimesDoNotCount() {
        int settings = 0;
        for (Method method : PluginConfiguration.class.getDeclaredMethods()) {
            String key = method.getName().replace('_', '.');
            boolean isForModules = key.equals("wasm.plugin.name") || key.startsWith("host.") || key.startsWith("wasi.");
            assertEquals(!isForModules, HostProperties.same(Map.of(), Map.of(key, 1L)), key);
            assertEquals(!isForModules, HostProperties.same(Map.of(key, 1L), Map.of()), key);
            settings++;
        }
        assertTrue(settings > 10, "the settings of a plugin");
    }

    @Test
    void everythingElseCounts() {
        assertTrue(HostProperties.same(Map.of("a", new String[] {"x"}, "b", 1), Map.of("b", 1, "a", new String[] {"x"})));
        assertFalse(HostProperties.same(Map.of("a", new String[] {"x"}), Map.of("a", new String[] {"y"})));
        assertFalse(HostProperties.same(Map.of("a", 1), Map.of()));
        assertFalse(HostProperties.same(Map.of(), Map.of("a", 1)));
    }
}
