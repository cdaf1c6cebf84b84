package org.granary.plugin.life;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.granary.plugin.dto.ChangeDTO;
import org.granary.plugin.dto.PluginDTO;

/** The state of a plugin, why it is in it, and how it came there. Thread-safe. */
final class Chronicle {
    private static final int KEPT = 32;

    private final Deque<ChangeDTO> changes = new ArrayDeque<>();
    private PluginState state = PluginState.INSTALLED;
    private String reason = "found, not looked at yet";

    /** Enters a state; false when state and reason are what they were, so that nothing is to be told. */
    synchronized boolean enter(PluginState next, String cause, long nowMillis) {
        if (next == state && cause.equals(reason)) {
            return false;
        }
        ChangeDTO change = new ChangeDTO();
        change.timeMillis = nowMillis;
        change.from = state.name();
        change.to = next.name();
        change.cause = cause;
        changes.add(change);
        if (changes.size() > KEPT) {
            changes.remove();
        }
        state = next;
        reason = cause;
        return true;
    }

    synchronized PluginState state() {
        return state;
    }

    synchronized String reason() {
        return reason;
    }

    /** That it serves no calls in this state, and why. */
    synchronized PluginUnavailableException unavailable(String plugin) {
        return new PluginUnavailableException(plugin, state, reason);
    }

    /** Fills in the state, its own reason, and the changes up to it. */
    synchronized void showIn(PluginDTO dto) {
        dto.state = state.name();
        dto.reason = reason;
        dto.history = history();
    }

    private List<ChangeDTO> history() {
        List<ChangeDTO> copies = new ArrayList<>();
        for (ChangeDTO change : changes) {
            ChangeDTO copy = new ChangeDTO();
            copy.timeMillis = change.timeMillis;
            copy.from = change.from;
            copy.to = change.to;
            copy.cause = change.cause;
            copies.add(copy);
        }
        return copies;
    }
}
