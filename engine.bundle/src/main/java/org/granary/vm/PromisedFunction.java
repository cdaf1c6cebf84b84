package org.granary.vm;

/**
 * What a table holds in place of a function that nobody has asked for yet: tables have thousands, and a run calls a few of them. Never
 * seen outside of tables. Immutable.
 */
final class PromisedFunction {
    private final Instance instance;
    private final int index;

    PromisedFunction(Instance instance, int index) {
        this.instance = instance;
        this.index = index;
    }

    /** The function; the same each time. */
    FuncRef keep() {
        return instance.function(index);
    }
}
