package org.granary.plugin.dto;

import java.util.List;
import org.osgi.dto.DTO;

/** A snapshot of a plugin. Not thread-safe, as all DTOs; whoever has it may change it. */
public class PluginDTO extends DTO {
    /** A number that no other plugin of this run of the host has. */
    public long id;
    /** The name. See {@link org.granary.plugin.Plugin#name()}. */
    public String name;
    /** The version, or null when it is not known. See {@link org.granary.plugin.Plugin#version()}. */
    public String version;
    /** The state, in capitals. See {@link org.granary.plugin.PluginState}. */
    public String state;
    /** Why it is in this state, in plain words; never null, empty where nothing is to be said. */
    public String reason;
    /** Where the module came from: a file's path, or {@code deployed by a program}. */
    public String source;
    /** The SHA-256 of the module's binary in hex, or null before it is compiled. */
    public String sha256;
    /** What the module asks for; empty before it is compiled. */
    public List<ImportDTO> imports;
    /** The host modules that refuse what it asks them, each with the reason; empty when there are none. */
    public List<String> denied;
    /** What the module offers; empty before it is compiled. */
    public List<ExportDTO> exports;
    /** The limits and times in force. */
    public SettingsDTO settings;
    /** What of its configuration cannot be read while it serves, so that the host's value holds until it is mended; null when all can. */
    public String unreadable;
    /** What became of the last replacement that failed or waits while the older module serves, or null. */
    public String replacement;
    /** How many times in a row it could not be started; 0 when it serves, or failed for another reason. */
    public int failedStarts;
    /** When it is tried again by itself, in milliseconds since 1970; 0 when it is not. */
    public long retryAtMillis;
    /** The limit that refused growth most recently, with its figures, or null. */
    public String limitHit;
    /** The last trap of a call, with its guest frames, or null. */
    public String lastTrap;
    /** How many calls have ended, trapped ones included. */
    public long calls;
    /** How many calls have trapped. */
    public long traps;
    /** The changes of state, oldest first; the last 32. */
    public List<ChangeDTO> history;
}
