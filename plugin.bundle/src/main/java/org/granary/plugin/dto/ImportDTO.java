package org.granary.plugin.dto;

import org.osgi.dto.DTO;

/** An import of a module. Not thread-safe. */
public class ImportDTO extends DTO {
    /** The module name. */
    public String module;
    /** The item name. */
    public String name;
    /** The type, as in the text format. */
    public String type;
    /** Who offers it, {@code service 42 of org.example.bundle}; null when nobody does. */
    public String supplier;
}
