package org.granary.plugin.dto;

import org.osgi.dto.DTO;

/** A change of a plugin's state. Not thread-safe. */
public class ChangeDTO extends DTO {
    /** When, in milliseconds since the epoch. */
    public long timeMillis;
    /** The state before. */
    public String from;
    /** The state after. */
    public String to;
    /** Why; never null, may be empty. */
    public String cause;
}
