package org.granary.compile.ir;

import org.granary.type.DefType;

/** Whom a call calls. Immutable. */
public sealed interface Callee {
    /**
     * The canonical type that the call was validated for.
     *
     * @return a function type
     */
    DefType type();

    /**
     * A function by its index.
     *
     * @param function the index in the module's function index space, imports first
     * @param type     its type
     */
    record Direct(int function, DefType type) implements Callee {
    }

    /**
     * An element of a table, of the type or a subtype.
     *
     * @param type  the expected type
     * @param table the table's index
     * @param index which element; evaluated after the arguments
     */
    record Indirect(DefType type, int table, Expr index) implements Callee {
    }

    /**
     * A function reference.
     *
     * @param type      its static type
     * @param reference the reference, null traps; evaluated after the arguments
     */
    record Reference(DefType type, Expr reference) implements Callee {
    }
}
