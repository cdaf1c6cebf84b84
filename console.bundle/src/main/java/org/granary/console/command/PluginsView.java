package org.granary.console.command;

import java.util.List;

import org.osgi.dto.DTO;

import org.granary.plugin.dto.PluginDTO;

/** The plugins of a host, by id. Not thread-safe. */
public class PluginsView extends DTO {
    /** The plugins. */
    public List<PluginDTO> plugins;
}
