package org.granary.console.command;

import org.granary.text.outline.ModuleOutline;
import org.osgi.dto.DTO;

/** What a module consists of. Not thread-safe. */
public class OutlineView extends DTO {
    /** Its outline, which is immutable. */
    public ModuleOutline outline;
}
