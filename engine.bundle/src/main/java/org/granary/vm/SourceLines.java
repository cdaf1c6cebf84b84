package org.granary.vm;

import java.util.List;
import java.util.Optional;
import org.granary.engine.SourceLocation;

/** Where a module's instructions come from. Holds none of the module's classes. Thread-safe. */
@FunctionalInterface
public interface SourceLines {
    /**
     * Looks an instruction up; never fails, whatever the module says.
     *
     * @param function the function's index
     * @param offset   the byte offset of the instruction from the start of the function's body, or -1 when it is not known
     * @return the place in the source, or empty
     */
    Optional<SourceLocation> find(int function, int offset);

    /**
     * Looks up the functions that a compiler has put in the place of their calls; never fails, whatever the module says.
     *
     * @param function the function's index
     * @param offset   the byte offset of the instruction from the start of the function's body, or -1 when it is not known
     * @return those that the instruction is in, the innermost first; empty where none is known
     */
    default List<Inlined> inlined(int function, int offset) {
        return List.of();
    }

    /**
     * A function that stands in another one.
     *
     * @param name     its name, if that is known
     * @param calledAt where the function around it calls it, if that is known
     */
    record Inlined(Optional<String> name, Optional<SourceLocation> calledAt) {
    }
}
