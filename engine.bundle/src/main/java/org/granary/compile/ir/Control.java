package org.granary.compile.ir;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.TrapCode;

/** A statement from or to which control goes otherwise than to the next one: places, jumps, ways out, and the lists within lists. */
public sealed interface Control extends Stmt {
    /** A way out of the list it stands in: what follows it is not reached from it. */
    sealed interface Leaving extends Control {
        @Override
        default boolean falls() {
            return false;
        }
    }

    /**
     * The place of a label; several branches may come here, all from before.
     *
     * @param offset the instruction's byte offset in the body
     * @param label  not a loop's head
     */
    record Mark(int offset, Label label) implements Control {
        @Override
        public void accept(StmtVisitor visitor) {
            visitor.mark(this);
        }
    }

    /**
     * Goes to a label.
     *
     * @param offset the instruction's byte offset in the body
     * @param label  a mark later in an enclosing list, or an enclosing loop's head
     */
    record Branch(int offset, Label label) implements Leaving {
        @Override
        public List<Label> targets() {
            return List.of(label);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.branch(this);
        }
    }

    /**
     * Goes to a label when the condition is not zero.
     *
     * @param offset    the instruction's byte offset in the body
     * @param condition an i32
     * @param label     as for a branch
     */
    record BranchIf(int offset, Expr condition, Label label) implements Control {
        @Override
        public List<Expr> operands() {
            return List.of(condition);
        }

        @Override
        public List<Label> targets() {
            return List.of(label);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.branchIf(this);
        }
    }

    /**
     * Goes to the label of an index.
     *
     * @param offset    the instruction's byte offset in the body
     * @param index     an i32, unsigned
     * @param labels    the labels of the indices from 0
     * @param otherwise the label of all others
     */
    record Switch(int offset, Expr index, List<Label> labels, Label otherwise) implements Leaving {
        @Override
        public List<Expr> operands() {
            return List.of(index);
        }

        @Override
        public List<Label> targets() {
            List<Label> all = new ArrayList<>(labels);
            all.add(otherwise);
            return all;
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.switchTo(this);
        }
    }

    /**
     * Leaves the function.
     *
     * @param offset the instruction's byte offset in the body
     * @param values the results
     */
    record Return(int offset, List<Expr> values) implements Leaving {
        @Override
        public List<Expr> operands() {
            return values;
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.returns(this);
        }
    }

    /**
     * A call in place of a return.
     *
     * @param offset    the instruction's byte offset in the body
     * @param callee    whom; its results are this function's
     * @param arguments the arguments
     */
    record TailCall(int offset, Callee callee, List<Expr> arguments) implements Leaving {
        @Override
        public List<Expr> operands() {
            return callee.operands(arguments);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.tailCall(this);
        }
    }

    /**
     * Traps.
     *
     * @param offset the instruction's byte offset in the body
     * @param code   the reason
     */
    record Raise(int offset, TrapCode code) implements Leaving {
        @Override
        public void accept(StmtVisitor visitor) {
            visitor.raise(this);
        }
    }

    /**
     * Throws a new exception of the guest.
     *
     * @param offset the instruction's byte offset in the body
     * @param tag    the tag's index
     * @param values what the exception carries
     */
    record Throw(int offset, int tag, List<Expr> values) implements Leaving {
        @Override
        public List<Expr> operands() {
            return values;
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.throwNew(this);
        }
    }

    /**
     * Throws an exception that has been caught before.
     *
     * @param offset    the instruction's byte offset in the body
     * @param reference the exception, null traps
     */
    record ThrowRef(int offset, Expr reference) implements Leaving {
        @Override
        public List<Expr> operands() {
            return List.of(reference);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.throwReference(this);
        }
    }

    /**
     * Leaves a part that is not the first of its function.
     *
     * @param offset  the instruction's byte offset in the body
     * @param code    the code that the part gives (an i32), or the result of a detached loop; null when it gives none
     * @param returns whether the function ends with that
     */
    record Exit(int offset, Expr code, boolean returns) implements Leaving {
        @Override
        public List<Expr> operands() {
            return code == null ? List.of() : List.of(code);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.exit(this);
        }
    }

    /**
     * A loop; leaves it when control falls out of the body's end.
     *
     * @param offset the instruction's byte offset in the body
     * @param head   the label of its head
     * @param body   the statements
     */
    record Loop(int offset, Label head, List<Stmt> body) implements Control {
        @Override
        public List<List<Stmt>> bodies() {
            return List.of(body);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.loop(this);
        }
    }

    /**
     * One of two lists.
     *
     * @param offset    the instruction's byte offset in the body
     * @param condition an i32
     * @param then      the statements when it is not zero
     * @param otherwise the statements when it is zero
     */
    record If(int offset, Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Control {
        @Override
        public List<Expr> operands() {
            return List.of(condition);
        }

        @Override
        public List<List<Stmt>> bodies() {
            return List.of(then, otherwise);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.choice(this);
        }
    }

    /**
     * A list whose exceptions are handled. The first handler that fits takes the exception.
     *
     * @param offset   the instruction's byte offset in the body
     * @param body     the statements
     * @param handlers the handlers, in order
     */
    record Try(int offset, List<Stmt> body, List<Handler> handlers) implements Control {
        @Override
        public List<List<Stmt>> bodies() {
            return List.of(body);
        }

        @Override
        public List<Integer> assigns() {
            List<Integer> all = new ArrayList<>();
            for (Handler handler : handlers) {
                all.addAll(handler.values());
                if (handler.reference() >= 0) {
                    all.add(handler.reference());
                }
            }
            return all;
        }

        @Override
        public List<Label> targets() {
            return handlers.stream().map(Handler::target).toList();
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.attempt(this);
        }
    }
}
