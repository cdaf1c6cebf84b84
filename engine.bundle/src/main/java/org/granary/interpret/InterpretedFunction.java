package org.granary.interpret;

import org.granary.type.DefType;
import org.granary.vm.FuncRef;
import org.granary.vm.StackRoom;

/** A guest's function as a value. */
final class InterpretedFunction extends FuncRef {
    /** The defining instance. */
    final InterpretedInstance own;

    InterpretedFunction(InterpretedInstance instance, int index, DefType type) {
        super(instance.store, instance, index, type);
        this.own = instance;
    }

    @Override
    public Object[] apply(Object[] arguments) {
        // guests take none of the JVM's stack; what they use of the JDK must not meet its end half-way
        StackRoom.needForClass();
        return Machine.call(this, arguments);
    }
}
