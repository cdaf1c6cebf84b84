package org.granary.compile.ir;

import java.util.List;

/** A statement that the guest's program does not have: what running costs is paid and stops are taken here. */
public sealed interface Toll extends Stmt {
    /**
     * A place where the guest can be stopped: the function's entry (offset 0) or the head of a loop. Pays for what follows, and the guest
     * is stopped as well when there is no fuel for that.
     *
     * @param offset the instruction's byte offset in the body
     * @param fuel   units of fuel
     */
    record Checkpoint(int offset, long fuel) implements Toll {
        @Override
        public void accept(StmtVisitor visitor) {
            visitor.checkpoint(this);
        }
    }

    /**
     * The head of a loop that nothing branches back to: an interrupt or a deadline ends the guest there, and nothing is paid.
     *
     * @param offset the instruction's byte offset in the body
     */
    record Stop(int offset) implements Toll {
        @Override
        public void accept(StmtVisitor visitor) {
            visitor.stop(this);
        }
    }

    /**
     * Pays for the instructions that follow.
     *
     * @param offset the instruction's byte offset in the body
     * @param fuel   units of fuel
     */
    record Charge(int offset, long fuel) implements Toll {
        @Override
        public void accept(StmtVisitor visitor) {
            visitor.charge(this);
        }
    }

    /**
     * Pays for what a bulk instruction has done.
     *
     * @param offset the instruction's byte offset in the body
     * @param count  how many elements, an i32, unsigned
     * @param width  the bytes of an element
     */
    record Spend(int offset, Expr count, int width) implements Toll {
        @Override
        public List<Expr> operands() {
            return List.of(count);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.spend(this);
        }
    }
}
