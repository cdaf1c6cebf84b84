package org.granary.console.command;

import java.util.List;
import org.osgi.dto.DTO;

/** The results of a call. Not thread-safe. */
public class ResultView extends DTO {
    /** Their types, as in the text format. */
    public List<String> types;
    /** Their values; references may be null. */
    public List<Object> values;
}
