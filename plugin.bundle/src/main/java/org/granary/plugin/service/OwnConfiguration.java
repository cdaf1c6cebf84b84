package org.granary.plugin.service;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.granary.plugin.config.PluginConfiguration;
import org.granary.plugin.config.Settings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** The configuration of one plugin, one component for each that Configuration Admin has; it stays when that changes. Thread-safe. */
@Component(service = OwnConfiguration.class, configurationPid = PluginConfiguration.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PluginConfiguration.class, factory = true)
public final class OwnConfiguration {
    private volatile Taken now;

    private record Taken(PluginConfiguration typed, Map<String, Object> properties) {}

    /** Takes the configuration. */
    @Activate
    public OwnConfiguration(PluginConfiguration typed, Map<String, Object> properties) {
        modified(typed, properties);
    }

    /** Takes another one, so that a plugin does not see itself without any for a moment. */
    @Modified
    void modified(PluginConfiguration nowTyped, Map<String, Object> all) {
        // what Declarative Services and Configuration Admin add is of no use to a host module
        Map<String, Object> rest = new TreeMap<>(all);
        rest.keySet().removeIf(key -> key.startsWith("component.") || key.startsWith("service.") || key.startsWith("felix."));
        now = new Taken(nowTyped, Collections.unmodifiableMap(rest));
    }

    /** Which plugin it is for; empty when it does not say. */
    String plugin() {
        String name = now.typed().wasm_plugin_name();
        return name == null ? "" : name;
    }

    /** The host's settings with the plugin's own in their places. */
    Settings over(Settings host) {
        return host.with(now.typed());
    }

    /** All properties, for host modules. */
    Map<String, Object> properties() {
        return now.properties();
    }
}
