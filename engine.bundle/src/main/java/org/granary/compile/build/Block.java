package org.granary.compile.build;

import java.util.List;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.Op;

/** A block that is open while a function is being built. Confined to one thread. */
final class Block {
    /** What began it; null for the function's own body. */
    final Op op;
    /** Where branches to it go; null for the function's own body. */
    final Label label;
    /** The locals that a branch to the label assigns. */
    final List<Integer> carried;
    /** The locals that hold the results after its end; for all but loops the same as {@link #carried}. */
    final List<Integer> results;
    /** Operands below its parameters. */
    final int height;
    /** The list that the block's statement goes to. */
    final List<Stmt> outer;
    /** Whether control reaches its start. */
    final boolean entered;
    /** The offset of its first instruction. */
    final int offset;
    /** The condition of an if. */
    Expr condition;
    /** The parameters of an if, for its else; settled. */
    List<Operand> params = List.of();
    /** The first list of an if whose else has begun. */
    List<Stmt> then;
    /** Whether control falls out of that first list. */
    boolean thenFalls;
    /** Handlers and what belongs to them, for a block that may have some; else null. */
    Guard guard;
    /** Whether a branch goes to the label. */
    boolean targeted;

    Block(Op op, Label label, Carried locals, int height, Place place) {
        this.op = op;
        this.label = label;
        this.carried = locals.byBranches();
        this.results = locals.atEnd();
        this.height = height;
        this.outer = place.outer();
        this.entered = place.entered();
        this.offset = place.offset();
    }

    /**
     * The locals that values travel in.
     *
     * @param byBranches what a branch to the label assigns
     * @param atEnd      what holds the results
     */
    record Carried(List<Integer> byBranches, List<Integer> atEnd) {
    }

    /**
     * Where a block begins.
     *
     * @param outer   the list that its statement goes to
     * @param entered whether control reaches it
     * @param offset  the offset of its first instruction
     */
    record Place(List<Stmt> outer, boolean entered, int offset) {
    }
}
