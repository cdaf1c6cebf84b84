package org.granary.compile;

import org.granary.vm.CheckpointSite;
import org.granary.vm.GlobalCell;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.VmStore;

/** The code of a module, as the instantiator sees it: makes instances that are still empty, and answers for its generated classes. Immutable, thread-safe. */
public interface CompiledModule {
    /**
     * Makes an instance: its arrays have their sizes, nothing is in them, no code is chosen.
     *
     * @param store  the owning store
     * @param module what the instance is one of
     * @return an object of the generated class
     */
    Instance newInstance(VmStore store, Instantiable module);

    /**
     * Whether a global lives in a {@link GlobalCell}; imported, exported and immutable ones do.
     *
     * @param global its index
     * @return false when the instance holds it in a field of its own
     */
    boolean inCell(int global);

    /**
     * Gives a global that the instance holds in a field its first value.
     *
     * @param instance an instance of this module
     * @param global   the index of a global that is not in a cell
     * @param value    holds the value in the field of the global's type
     */
    void setGlobal(Instance instance, int global, GlobalCell value);

    /**
     * Chooses the code of an instance for the representations that its memories have now.
     *
     * @param instance an instance of this module, its memories in place
     */
    void chooseVariant(Instance instance);

    /**
     * The function behind a generated method.
     *
     * @param className  the binary name of a class
     * @param methodName the method's name
     * @return the function's index, or -1 when the method is not a function's
     */
    int functionOf(String className, String methodName);

    /**
     * The name prefix of all generated classes, ending with a dot.
     *
     * @return such as {@code org.granary.guest.m0123456789abcdef.}
     */
    String packagePrefix();

    /**
     * The check points, or null when the engine compiles none.
     *
     * @return shared by all instances
     */
    CheckpointSite checkpoints();
}
