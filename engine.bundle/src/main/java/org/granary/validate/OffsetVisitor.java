package org.granary.validate;

import org.granary.op.OpVisitor;

/** A visitor of a body that is also told where each instruction stands. */
public interface OffsetVisitor extends OpVisitor {
    /**
     * Called before the instruction's own method.
     *
     * @param offset the instruction's byte offset from the start of the binary
     */
    void at(int offset);
}
