package org.granary.plugin;

/** Where in its life a plugin is. Immutable. */
public enum PluginState {
    /** Its source is there; the module is being compiled. */
    INSTALLED,
    /** An import is offered by nobody; the reason names it. It goes on by itself when the host module arrives. */
    UNRESOLVED,
    /** Every import is there; it is being started. */
    RESOLVED,
    /** It serves calls. */
    ACTIVE,
    /** It takes no new calls; those that run may finish for the drain time. */
    DRAINING,
    /** It is gone, and its store is closed. */
    STOPPED,
    /**
     * It cannot live; the reason says why. It is tried again when its source changes, or what it failed for; where it could not be started,
     * also after pauses that grow.
     */
    FAILED;

    /**
     * Whether nothing more happens to a plugin in this state by itself: it serves, or its reason can be read.
     *
     * @return true for ACTIVE, UNRESOLVED, FAILED and STOPPED
     */
    public boolean isSettled() {
        return this == ACTIVE || this == UNRESOLVED || this == FAILED || this == STOPPED;
    }
}
