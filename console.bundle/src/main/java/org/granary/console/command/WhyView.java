package org.granary.console.command;

import org.granary.plugin.dto.PluginDTO;
import org.osgi.dto.DTO;

/** What is to be said about the state of a plugin. Not thread-safe. */
public class WhyView extends DTO {
    /** The plugin. */
    public PluginDTO plugin;
}
