package org.granary.plugin.life;

import static org.granary.plugin.PluginState.ACTIVE;
import static org.granary.plugin.PluginState.DRAINING;
import static org.granary.plugin.PluginState.FAILED;
import static org.granary.plugin.PluginState.INSTALLED;
import static org.granary.plugin.PluginState.RESOLVED;
import static org.granary.plugin.PluginState.STOPPED;
import static org.granary.plugin.PluginState.UNRESOLVED;

import java.util.EnumMap;
import java.util.Map;
import org.granary.plugin.PluginState;

/**
 * The life of a plugin as a table: state and event give the next state and what is to be done. What does not stand here cannot
 * happen to a plugin in that state; it is then ignored, as an import that arrives for a plugin which has failed. Immutable.
 */
final class LifeCycle {
    /** A cell of the table. */
    record Step(PluginState next, Action action) {}

    private static final Map<PluginState, Map<Event, Step>> TABLE = new EnumMap<>(PluginState.class);

    static {
        on(INSTALLED, Event.ARRIVED, INSTALLED, Action.COMPILE);
        on(INSTALLED, Event.NAME_TAKEN, FAILED, Action.REST);
        on(INSTALLED, Event.REFUSED, FAILED, Action.REST);
        on(INSTALLED, Event.COMPILED, INSTALLED, Action.RESOLVE);
        on(INSTALLED, Event.SUPPLIED, RESOLVED, Action.START);
        on(INSTALLED, Event.WAITING, UNRESOLVED, Action.REST);
        on(INSTALLED, Event.LEAVING, STOPPED, Action.RELEASE);

        on(UNRESOLVED, Event.ARRIVED, INSTALLED, Action.COMPILE);
        on(UNRESOLVED, Event.SUPPLY_CHANGED, UNRESOLVED, Action.RESOLVE);
        on(UNRESOLVED, Event.WAITING, UNRESOLVED, Action.REST);
        on(UNRESOLVED, Event.SUPPLIED, RESOLVED, Action.START);
        on(UNRESOLVED, Event.LEAVING, STOPPED, Action.RELEASE);

        on(RESOLVED, Event.STARTED, ACTIVE, Action.SERVE);
        on(RESOLVED, Event.START_FAILED, FAILED, Action.REST);
        on(RESOLVED, Event.WAITING, UNRESOLVED, Action.REST);
        on(RESOLVED, Event.LEAVING, STOPPED, Action.RELEASE);

        on(ACTIVE, Event.ARRIVED, ACTIVE, Action.REPLACE);
        on(ACTIVE, Event.REPLACED, ACTIVE, Action.SWAP);
        on(ACTIVE, Event.REPLACEMENT_FAILED, ACTIVE, Action.REST);
        on(ACTIVE, Event.SUPPLY_CHANGED, ACTIVE, Action.CHECK_SUPPLY);
        on(ACTIVE, Event.SUPPLY_LOST, DRAINING, Action.DRAIN_TO_WAIT);
        on(ACTIVE, Event.RECONFIGURED, DRAINING, Action.DRAIN_TO_RESTART);
        on(ACTIVE, Event.ENDED, DRAINING, Action.DRAIN_TO_RESTART);
        on(ACTIVE, Event.LEAVING, DRAINING, Action.DRAIN);

        on(DRAINING, Event.DRAINED_TO_WAIT, UNRESOLVED, Action.RESOLVE);
        on(DRAINING, Event.DRAINED_TO_RESTART, RESOLVED, Action.START);
        on(DRAINING, Event.DRAINED, STOPPED, Action.RELEASE);

        on(FAILED, Event.ARRIVED, INSTALLED, Action.COMPILE);
        on(FAILED, Event.RETRY, INSTALLED, Action.COMPILE);
        // tried again by time: it stays FAILED until something is different, so that nothing is told again
        on(FAILED, Event.TRY_AGAIN, FAILED, Action.START);
        on(FAILED, Event.START_FAILED, FAILED, Action.REST);
        on(FAILED, Event.STARTED, ACTIVE, Action.SERVE);
        on(FAILED, Event.WAITING, UNRESOLVED, Action.REST);
        on(FAILED, Event.LEAVING, STOPPED, Action.RELEASE);
    }

    private LifeCycle() {}

    private static void on(PluginState state, Event event, PluginState next, Action action) {
        TABLE.computeIfAbsent(state, s -> new EnumMap<>(Event.class)).put(event, new Step(next, action));
    }

    /**
     * The cell for a state and an event.
     *
     * @return the step, or one that changes nothing where the table has none
     */
    static Step step(PluginState state, Event event) {
        Step step = TABLE.getOrDefault(state, Map.of()).get(event);
        return step == null ? new Step(state, Action.REST) : step;
    }

    /** Whether the table has a cell. */
    static boolean knows(PluginState state, Event event) {
        return TABLE.getOrDefault(state, Map.of()).containsKey(event);
    }
}
