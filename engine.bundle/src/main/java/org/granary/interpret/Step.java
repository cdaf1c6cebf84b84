package org.granary.interpret;

/** What one instruction does. Immutable. */
@FunctionalInterface
interface Step {
    /**
     * Does it. The next step has been chosen already, and a step that goes elsewhere chooses another one.
     *
     * @param at the call that it happens in
     */
    void run(Activation at);
}
