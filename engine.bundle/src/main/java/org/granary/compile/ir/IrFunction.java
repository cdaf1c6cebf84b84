package org.granary.compile.ir;

import java.util.List;
import org.granary.type.DefType;

/**
 * A function of a module in the compiler's form. Locals are numbered: parameters, declared locals (zero or null at the start), then
 * temporaries, which are always assigned before they are read. Immutable by agreement.
 *
 * @param index     its index in the module's function index space
 * @param type      its canonical type
 * @param locals    the kind of every local
 * @param declared  how many of them are parameters or declared locals
 * @param labels    how many labels there are; their ids are below
 * @param body      the statements; control does not fall out of the end (the last reachable statement returns, branches back or traps)
 * @param depth     how deep loops, ifs and tries nest
 * @param tailCalls whether it contains a tail call
 * @param positions where the expressions stand that may trap
 */
public record IrFunction(int index, DefType type, List<Kind> locals, int declared, int labels, List<Stmt> body, int depth,
        boolean tailCalls, Positions positions) {
    /** The most nodes that the builder lets a tree have. */
    public static final int MAX_NODES = 120;

    /**
     * A function of which no positions are known but those of statements.
     *
     * @param index     its index
     * @param type      its canonical type
     * @param locals    the kind of every local
     * @param declared  how many of them are parameters or declared locals
     * @param labels    how many labels there are
     * @param body      the statements
     * @param depth     how deep loops, ifs and tries nest
     * @param tailCalls whether it contains a tail call
     */
    public IrFunction(int index, DefType type, List<Kind> locals, int declared, int labels, List<Stmt> body, int depth, boolean tailCalls) {
        this(index, type, locals, declared, labels, body, depth, tailCalls, new Positions());
    }

    /**
     * The same function in another form.
     *
     * @param otherLocals the kind of every local; what was there keeps its number
     * @param otherLabels how many labels there are
     * @param otherBody   the statements
     * @param otherDepth  how deep loops, ifs and tries nest
     * @return a new function
     */
    public IrFunction with(List<Kind> otherLocals, int otherLabels, List<Stmt> otherBody, int otherDepth) {
        return new IrFunction(index, type, otherLocals, declared, otherLabels, otherBody, otherDepth, tailCalls, positions);
    }

    /**
     * How many parameters it has.
     *
     * @return a count
     */
    public int params() {
        return type.func().params().size();
    }

    @Override
    public String toString() {
        return IrPrinter.print(this);
    }
}
