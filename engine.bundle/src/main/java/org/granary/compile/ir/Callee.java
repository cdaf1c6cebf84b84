package org.granary.compile.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
     * What a call of it evaluates, in order.
     *
     * @param arguments the arguments
     * @return the arguments, then what says whom, where that is computed
     */
    List<Expr> operands(List<Expr> arguments);

    /**
     * A function by its index.
     *
     * @param function the index in the module's function index space, imports first
     * @param type     its type
     */
    record Direct(int function, DefType type) implements Callee {
        @Override
        public List<Expr> operands(List<Expr> arguments) {
            return arguments;
        }
    }

    /**
     * An element of a table, of the type or a subtype.
     *
     * @param type  the expected type
     * @param table the table's index
     * @param index which element; evaluated after the arguments
     */
    record Indirect(DefType type, int table, Expr index) implements Callee {
        @Override
        public List<Expr> operands(List<Expr> arguments) {
            return Callee.followed(arguments, index);
        }
    }

    /**
     * A function reference.
     *
     * @param type      its static type
     * @param reference the reference, null traps; evaluated after the arguments
     */
    record Reference(DefType type, Expr reference) implements Callee {
        @Override
        public List<Expr> operands(List<Expr> arguments) {
            return Callee.followed(arguments, reference);
        }
    }

    private static List<Expr> followed(List<Expr> arguments, Expr last) {
        List<Expr> all = new ArrayList<>(arguments);
        all.add(last);
        return Collections.unmodifiableList(all);
    }
}
