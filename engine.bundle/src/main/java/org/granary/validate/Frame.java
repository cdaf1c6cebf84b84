package org.granary.validate;

import java.util.List;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.type.FuncType;
import org.granary.type.ValType;

/** A block that is open: what began it and what its label and its end ask for. Confined to one thread. */
public final class Frame {
    private final Op op;
    private final FuncType type;
    private final int height;
    private final int initialised;
    private final boolean entered;
    private boolean polymorphic;

    /**
     * Opens a block.
     *
     * @param op          what begins it, or null
     * @param type        parameters and results
     * @param height      operands below its parameters
     * @param initialised how many locals had been set
     * @param entered     whether its start can be reached
     */
    Frame(Op op, FuncType type, int height, int initialised, boolean entered) {
        this.op = op;
        this.type = type;
        this.height = height;
        this.initialised = initialised;
        this.entered = entered;
    }

    /**
     * What began the block, or its present part once an {@code else}, {@code catch} or {@code catch_all} has been passed.
     *
     * @return the row, or null for the function's own body
     */
    public Op op() {
        return op;
    }

    /**
     * What the block takes from the stack; for the function's own body nothing.
     *
     * @return the types, the deepest first
     */
    public List<ValType> params() {
        return type.params();
    }

    /**
     * What the block leaves.
     *
     * @return the types, the deepest first
     */
    public List<ValType> results() {
        return type.results();
    }

    /**
     * What a branch to the block's label carries: the parameters of a loop, the results of everything else.
     *
     * @return the types, the deepest first
     */
    public List<ValType> labelTypes() {
        return op == CoreOp.LOOP ? type.params() : type.results();
    }

    /**
     * How many operands lie below the block's parameters.
     *
     * @return the height of the stack outside
     */
    public int height() {
        return height;
    }

    /**
     * Whether the present place directly in this block can be reached: the block's start can, and no branch, return or trap stands before
     * the place.
     *
     * @return true for live code
     */
    public boolean reachable() {
        return entered && !polymorphic;
    }

    /**
     * Whether the block's start can be reached.
     *
     * @return true when the code around it was live where it began
     */
    public boolean entered() {
        return entered;
    }

    FuncType type() {
        return type;
    }

    int initialised() {
        return initialised;
    }

    /** Whether operands of any type may be taken below the block's own. */
    boolean polymorphic() {
        return polymorphic;
    }

    void makePolymorphic() {
        polymorphic = true;
    }
}
