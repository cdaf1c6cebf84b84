package org.granary.compile.build;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.Label;

/** What an open {@code try} or {@code try_table} adds to its block. Confined to one thread. */
final class Guard {
    /** Who handles what its body throws; grows until the block ends. */
    final List<Handler> handlers = new ArrayList<>();
    /** Exceptions to be thrown once more at the end of its body: inner blocks delegate them here. */
    final List<Thrown> again = new ArrayList<>();
    /** Where handlers leave the function; null where none does. */
    Leaving leaving;
    /** Whether control stands in the body; afterwards in a handler. */
    boolean protecting = true;
    /** The local that holds what a handler of a {@code try} has caught, or -1 before the first handler. */
    int caught = -1;

    /**
     * An exception to be thrown once more.
     *
     * @param label where
     * @param local what holds it
     */
    record Thrown(Label label, int local) {
    }

    /**
     * Where handlers give the function's results.
     *
     * @param label  where
     * @param values the locals that hold them
     */
    record Leaving(Label label, List<Integer> values) {
    }
}
