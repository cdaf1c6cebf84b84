package org.granary.interpret;

import org.granary.type.DefType;
import org.granary.vm.FuncRef;
import org.granary.vm.HostFuncRef;
import org.granary.vm.HostTarget;
import org.granary.vm.Instance;
import org.granary.vm.VmStore;

/** A host function as a value. */
final class InterpretedHost extends HostFuncRef {
    InterpretedHost(VmStore store, DefType type, HostTarget target, Instance caller) {
        super(store, type, target, caller);
    }

    @Override
    public Object[] apply(Object[] arguments) {
        return run(arguments);
    }

    @Override
    public FuncRef boundTo(Instance importer) {
        return new InterpretedHost(store, type, target, importer);
    }
}
