package org.granary.plugin.service;

import java.util.Map;
import java.util.TreeMap;
import org.granary.plugin.config.PluginConfiguration;
import org.granary.plugin.config.Settings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** The configuration of one plugin, one component for each that Configuration Admin has; a change makes a new one. Immutable. */
@Component(service = OwnConfiguration.class, configurationPid = PluginConfiguration.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PluginConfiguration.class, factory = true)
public final class OwnConfiguration {
    private final PluginConfiguration typed;
    private final Map<String, Object> properties;

    /** Takes the configuration. */
    @Activate
    public OwnConfiguration(PluginConfiguration typed, Map<String, Object> properties) {
        this.typed = typed;
        // what Declarative Services and Configuration Admin add is of no use to a host module
        this.properties = new TreeMap<>(properties);
        this.properties.keySet().removeIf(key -> key.startsWith("component.") || key.startsWith("service.") || key.startsWith("felix."));
    }

    /** Which plugin it is for; empty when it does not say. */
    String plugin() {
        return typed.wasm_plugin_name() == null ? "" : typed.wasm_plugin_name();
    }

    /** The host's settings with the plugin's own in their places. */
    Settings over(Settings host) {
        return host.with(typed);
    }

    /** All properties, for host modules. */
    Map<String, Object> properties() {
        return properties;
    }
}
