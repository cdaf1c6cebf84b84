package org.granary.console.command;

import java.util.List;
import org.osgi.dto.DTO;

/** A module is valid. Not thread-safe. */
public class ValidView extends DTO {
    /** Its file. */
    public String file;
    /** What is wrong with its custom sections, for which no module is refused. */
    public List<String> warnings;
}
