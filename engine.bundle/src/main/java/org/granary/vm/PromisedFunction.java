package org.granary.vm;

import org.granary.type.DefType;

/**
 * What a table holds in place of a function that nobody has asked for yet: tables have thousands, and a run calls a few of them. Tells
 * whose function it is, which, and of what type, which is all that a call from the same instance needs. Never seen outside of tables and
 * such calls. Immutable.
 */
final class PromisedFunction extends FuncRef {
    PromisedFunction(Instance instance, int index, DefType type) {
        super(instance.store, instance, index, type);
    }

    /** The function; the same each time. */
    FuncRef keep() {
        return instance.function(index);
    }

    @Override
    public Object[] apply(Object[] arguments) {
        return keep().apply(arguments);
    }
}
