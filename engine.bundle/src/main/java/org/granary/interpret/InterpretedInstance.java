package org.granary.interpret;

import org.granary.type.DefType;
import org.granary.vm.FuncRef;
import org.granary.vm.GcStruct;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.VmStore;

/** An instance whose functions are interpreted; all its globals are cells. */
final class InterpretedInstance extends Instance {
    /** What runs. */
    final InterpretedModule code;

    InterpretedInstance(VmStore store, Instantiable module, InterpretedModule code) {
        super(store, module, code.sizes());
        this.code = code;
    }

    @Override
    protected FuncRef reference(int index) {
        return new InterpretedFunction(this, index, code.module().functionType(index));
    }

    @Override
    public GcStruct structure(DefType type) {
        return new PlainStruct(type);
    }

    @Override
    public void bind() {
        // everything is read where it is
    }
}
