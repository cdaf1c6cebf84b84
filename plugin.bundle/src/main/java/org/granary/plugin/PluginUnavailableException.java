package org.granary.plugin;

/** A plugin could not take a call: it is not active, or its turn did not come in time. The guest did not run. */
public final class PluginUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String plugin;
    private final PluginState state;

    /**
     * Makes the exception.
     *
     * @param plugin the plugin's name
     * @param state  the state it was in
     * @param reason why it took no call
     */
    public PluginUnavailableException(String plugin, PluginState state, String reason) {
        super("plugin " + PlainText.line(plugin) + " is " + state + ": " + reason);
        this.plugin = plugin;
        this.state = state;
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
     * The state in which the call met it.
     *
     * @return never null; ACTIVE when others held it for too long
     */
    public PluginState state() {
        return state;
    }
}
