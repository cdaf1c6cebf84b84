package org.granary.plugin.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.granary.plugin.PluginState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifeCycleTest {

    @Test
    void aPluginWithoutImportsGoesThroughAllStates() {
        PluginState state = PluginState.INSTALLED;
        for (Event event : new Event[] {Event.ARRIVED, Event.COMPILED, Event.SUPPLIED, Event.STARTED, Event.LEAVING, Event.DRAINED}) {
            assertTrue(LifeCycle.knows(state, event), state + " " + event);
            state = LifeCycle.step(state, event).next();
        }
        assertEquals(PluginState.STOPPED, state);
    }

    @ParameterizedTest
    @EnumSource(value = PluginState.class, mode = EnumSource.Mode.EXCLUDE, names = {"STOPPED", "DRAINING"})
    void everyLivingStateCanBeLeft(PluginState state) {
        assertTrue(LifeCycle.knows(state, Event.LEAVING));
    }

    @Test
    void nothingHappensToAStoppedPlugin() {
        for (Event event : Event.values()) {
            assertFalse(LifeCycle.knows(PluginState.STOPPED, event), event.name());
        }
    }

    @Test
    void everyStateIsReached() {
        Set<PluginState> reached = EnumSet.of(PluginState.INSTALLED);
        for (int i = 0; i < PluginState.values().length; i++) {
            for (PluginState from : EnumSet.copyOf(reached)) {
                for (Event event : Event.values()) {
                    reached.add(LifeCycle.step(from, event).next());
                }
            }
        }
        assertEquals(EnumSet.allOf(PluginState.class), reached);
    }

    @Test
    void aFailedReplacementChangesNoState() {
        assertEquals(new LifeCycle.Step(PluginState.ACTIVE, Action.REST), LifeCycle.step(PluginState.ACTIVE, Event.REPLACEMENT_FAILED));
    }

    @Test
    void whatTheTableDoesNotHaveIsIgnored() {
        assertEquals(new LifeCycle.Step(PluginState.FAILED, Action.REST), LifeCycle.step(PluginState.FAILED, Event.SUPPLY_CHANGED));
    }
}
