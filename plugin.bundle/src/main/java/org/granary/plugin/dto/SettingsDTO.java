package org.granary.plugin.dto;

import org.osgi.dto.DTO;

/** The limits and times of a plugin. Not thread-safe. */
public class SettingsDTO extends DTO {
    /** The largest size of each memory, in bytes. */
    public long memoryBytes;
    /** The largest size of all memories and tables together, in bytes. */
    public long totalBytes;
    /** The largest number of elements of each table. */
    public long tableElements;
    /** How long starting may take, in milliseconds. */
    public long startMillis;
    /** How long running calls may finish when the plugin leaves, in milliseconds. */
    public long drainMillis;
    /** How long a call waits for its turn, in milliseconds. */
    public long turnMillis;
    /** How long a call through the service may run, in milliseconds; 0 is without end. */
    public long callMillis;
    /** How long a call from the shell may run, in milliseconds. */
    public long shellCallMillis;
    /** How long a plugin that could not be started rests before it is tried again, in milliseconds; it doubles each time; 0 is never. */
    public long retryMillis;
    /** The longest such rest, in milliseconds. */
    public long retryLongestMillis;
}
