package org.granary.console.command;

import java.util.List;
import org.granary.plugin.dto.PluginDTO;
import org.osgi.dto.DTO;

/** The plugins of a host, by id. Not thread-safe. */
public class PluginsView extends DTO {
    /** The plugins. */
    public List<PluginDTO> plugins;
}
