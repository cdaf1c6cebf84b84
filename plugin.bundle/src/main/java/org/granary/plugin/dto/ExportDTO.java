package org.granary.plugin.dto;

import java.util.List;
import org.osgi.dto.DTO;

/** An export of a module. Not thread-safe. */
public class ExportDTO extends DTO {
    /** The name. */
    public String name;
    /** {@code func}, {@code table}, {@code memory}, {@code global} or {@code tag}. */
    public String kind;
    /** The type, as in the text format. */
    public String type;
    /** The types of a function's parameters; null for other kinds. */
    public List<String> params;
    /** The types of a function's results; null for other kinds. */
    public List<String> results;
}
