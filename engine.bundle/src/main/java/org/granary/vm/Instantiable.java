package org.granary.vm;

import java.util.Optional;
import org.granary.engine.WasmModule;
import org.granary.type.GlobalType;

/** A compiled module as the store bundle sees it. Immutable, thread-safe. */
public interface Instantiable extends WasmModule {
    /**
     * Makes an instance: matches the imports, makes tables, memories and globals, runs the element and data segments. The start function
     * is left to the caller, who has the entry protection.
     *
     * @param store   the store to own it; its limits are asked for every memory and table
     * @param imports for each import in order a {@link FuncRef}, {@link Table}, {@link LinearMemory} or {@link GlobalCell}, already checked
     *             to belong to the store
     * @return the instance; writes made before a failing segment stay visible in imported tables and memories
     * @throws org.granary.engine.LinkException  when an import is of another type
     * @throws org.granary.engine.Trap           when a segment does not fit
     * @throws org.granary.engine.LimitException when a limit of the store refuses a memory or table
     */
    Instance instantiate(VmStore store, Object[] imports);

    /**
     * The start function.
     *
     * @return its index, or -1 without one
     */
    int start();

    /**
     * Finds an export.
     *
     * @param name its name
     * @return its kind and index, or empty
     */
    Optional<ExportIndex> export(String name);

    /**
     * The number of a function behind a generated method, for stack traces.
     *
     * @param className  the binary name of a class of this module
     * @param methodName the method's name
     * @return the function's index, or -1 when the method is not a function's
     */
    int functionOf(String className, String methodName);

    /**
     * The name of a function: from the name section, else an export's, else empty.
     *
     * @param index the function's index
     * @return the name
     */
    Optional<String> functionName(int index);

    /**
     * The type of a global.
     *
     * @param index its index, imports first
     * @return its type
     */
    GlobalType globalType(int index);

    /**
     * How many locals a function has.
     *
     * @param function the function's index
     * @return the number of its parameters and declared locals; 0 of an imported function
     */
    long localCount(int function);

    /**
     * Where this module's instructions come from.
     *
     * @return one object for the module; one that knows nothing unless a kind of module says otherwise
     */
    default SourceLines sourceLines() {
        return (function, offset) -> Optional.empty();
    }

    /**
     * The name prefix of all generated classes of this module, ending with a dot.
     *
     * @return such as {@code org.granary.guest.m0123456789abcdef.}
     */
    String packagePrefix();

    /**
     * The check points of this module's code, or null when the engine compiles none.
     *
     * @return shared by all instances
     */
    CheckpointSite checkpoints();

    /**
     * Brings an instance's code in line with its memories' representations. Called when no frame of the store is live.
     *
     * @param instance an instance of this module
     */
    void chooseVariant(Instance instance);
}
