package org.granary.compile.spi;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import org.granary.vm.CheckpointSite;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.VmStore;

/**
 * The code of a module, as the instantiator sees it: makes instances that are still empty, and answers for its generated classes.
 * Immutable, thread-safe.
 */
public interface CompiledModule {
    /**
     * The package of all generated classes of a module.
     *
     * @param sha256 the hash of its bytes, in hex
     * @return the name with slashes, without one at its end
     */
    static String packageOf(String sha256) {
        return "org/granary/guest/m" + sha256.substring(0, 16);
    }

    /**
     * Makes an instance: its arrays have their sizes, nothing is in them, no code is chosen. Whoever calls fills them and calls {@link
     * #chooseVariant} and {@link Instance#bind}.
     *
     * @param store  the owning store
     * @param module what the instance is one of
     * @return an object of the generated class
     */
    Instance newInstance(VmStore store, Instantiable module);

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
     * Writes all code of the module's functions, in all forms that its memories may have when they are used in the ordinary way: what a
     * precompiled module holds beside its source.
     *
     * @return class files by their names without package, in their order; empty where no classes are made
     */
    default SortedMap<String, byte[]> functionClasses() {
        return Collections.emptySortedMap();
    }

    /**
     * In which order a first call is likely to come to classes of functions: by how many calls they are away from what is called from
     * outside.
     *
     * @param classes what {@link #functionClasses} gave
     * @return names of some of them, each once
     */
    default Collection<String> order(SortedMap<String, byte[]> classes) {
        return Collections.emptyList();
    }

    /**
     * Has the JVM load and verify classes now, and not when they are first used.
     *
     * @param names names of function classes without package
     * @throws LinkageError when the JVM refuses one
     */
    default void link(Collection<String> names) {
        // where no classes are made there is nothing to verify
    }

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
