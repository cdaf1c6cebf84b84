package org.granary.plugin;

/**
 * A call did not come back because the guest has ended itself, as a program does that exits. The plugin takes no more calls with that
 * store; it gets a fresh one, and serves again as soon as it has started.
 */
public final class PluginEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String plugin;
    private final int code;

    /**
     * The end of a guest.
     *
     * @param plugin the plugin's name
     * @param code   the exit code, unsigned
     * @param cause  what the guest's host function threw
     */
    public PluginEndedException(String plugin, int code, Throwable cause) {
        super("plugin " + PlainText.line(plugin) + " has ended itself with exit code " + Integer.toUnsignedString(code), cause);
        this.plugin = plugin;
        this.code = code;
    }

    /**
     * Which plugin.
     *
     * @return its name
     */
    public String plugin() {
        return plugin;
    }

    /**
     * The exit code.
     *
     * @return unsigned; 0 by custom for success
     */
    public int code() {
        return code;
    }
}
