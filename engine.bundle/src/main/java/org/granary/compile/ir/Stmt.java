package org.granary.compile.ir;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.TrapCode;
import org.granary.op.Op;

/**
 * A step of a function. The operand stack is empty before and after. All branches go forward to a mark of an enclosing list, or to the
 * head of an enclosing loop. Immutable by agreement.
 */
public sealed interface Stmt {
    /**
     * Where the instruction stands that this came from.
     *
     * @return the byte offset from the start of the function's body
     */
    int offset();

    /**
     * The trees that this statement evaluates itself, in order.
     *
     * @return an unmodifiable list
     */
    default List<Expr> operands() {
        return List.of();
    }

    /**
     * The lists nested in this statement.
     *
     * @return an unmodifiable list
     */
    default List<List<Stmt>> bodies() {
        return List.of();
    }

    /**
     * The locals that this statement itself assigns.
     *
     * @return local numbers, without -1
     */
    default List<Integer> assigns() {
        return List.of();
    }

    /**
     * The labels that this statement itself may branch to.
     *
     * @return labels, with repetitions
     */
    default List<Label> targets() {
        return List.of();
    }

    /**
     * Whether control may go on to the next statement.
     *
     * @return false for branches, returns, traps
     */
    default boolean falls() {
        return true;
    }

    /**
     * Hands this to the method of its form.
     *
     * @param visitor who takes it
     */
    void accept(StmtVisitor visitor);

    /**
     * Sets a local.
     *
     * @param offset the instruction's byte offset in the body
     * @param local  its number
     * @param value  the new value
     */
    record SetLocal(int offset, int local, Expr value) implements Stmt {
        @Override
        public List<Expr> operands() {
            return List.of(value);
        }

        @Override
        public List<Integer> assigns() {
            return List.of(local);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.setLocal(this);
        }
    }

    /**
     * Computes a value for its traps alone.
     *
     * @param offset the instruction's byte offset in the body
     * @param value  what is computed
     */
    record Effect(int offset, Expr value) implements Stmt {
        @Override
        public List<Expr> operands() {
            return List.of(value);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.effect(this);
        }
    }

    /**
     * A store.
     *
     * @param offset       the instruction's byte offset in the body
     * @param op           the row
     * @param memory       the memory's index
     * @param displacement the static offset, unsigned
     * @param address      the dynamic address
     * @param value        what is stored
     */
    record Store(int offset, Op op, int memory, long displacement, Expr address, Expr value) implements Stmt {
        @Override
        public List<Expr> operands() {
            return List.of(address, value);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.store(this);
        }
    }

    /**
     * Sets a global.
     *
     * @param offset the instruction's byte offset in the body
     * @param global its index
     * @param value  the new value
     */
    record SetGlobal(int offset, int global, Expr value) implements Stmt {
        @Override
        public List<Expr> operands() {
            return List.of(value);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.setGlobal(this);
        }
    }

    /**
     * Sets an element of a table.
     *
     * @param offset the instruction's byte offset in the body
     * @param table  the table's index
     * @param index  which element
     * @param value  the reference
     */
    record SetTable(int offset, int table, Expr index, Expr value) implements Stmt {
        @Override
        public List<Expr> operands() {
            return List.of(index, value);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.setTable(this);
        }
    }

    /**
     * An instruction that a routine of the runtime carries out: grow, fill, copy, init and drop of memories, tables and segments.
     *
     * @param offset    the instruction's byte offset in the body
     * @param op        the row
     * @param first     its first index immediate: the target's, or the segment's
     * @param second    its second index immediate: the source's, or the table or memory of a segment; 0 without one
     * @param arguments the operands
     * @param result    the local that takes the result, or -1
     */
    record Routine(int offset, Op op, int first, int second, List<Expr> arguments, int result) implements Stmt {
        @Override
        public List<Expr> operands() {
            return arguments;
        }

        @Override
        public List<Integer> assigns() {
            return result < 0 ? List.of() : List.of(result);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.routine(this);
        }
    }

    /**
     * Makes or changes a structure or an array.
     *
     * @param offset   where it stands
     * @param op       the row
     * @param type     the type index
     * @param second   by the row's immediates: the field, the number of operands, the source's type index, the segment; -1 where there is
     *                 none
     * @param operands the operands in order
     * @param result   the local that takes the new object, or -1
     */
    record Composite(int offset, Op op, int type, int second, List<Expr> operands, int result) implements Stmt {
        @Override
        public List<Integer> assigns() {
            return result < 0 ? List.of() : List.of(result);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.composite(this);
        }
    }

    /**
     * A call; evaluates the arguments, then what the callee needs.
     *
     * @param offset    the instruction's byte offset in the body
     * @param callee    whom
     * @param arguments the arguments
     * @param results   the locals that take the results; as many as the type has, -1 for one that nobody reads
     */
    record Call(int offset, Callee callee, List<Expr> arguments, List<Integer> results) implements Stmt {
        @Override
        public List<Expr> operands() {
            return Stmt.operands(arguments, callee);
        }

        @Override
        public List<Integer> assigns() {
            return results.stream().filter(local -> local >= 0).toList();
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.call(this);
        }
    }

    /**
     * A call in place of a return.
     *
     * @param offset    the instruction's byte offset in the body
     * @param callee    whom; its results are this function's
     * @param arguments the arguments
     */
    record TailCall(int offset, Callee callee, List<Expr> arguments) implements Stmt {
        @Override
        public List<Expr> operands() {
            return Stmt.operands(arguments, callee);
        }

        @Override
        public boolean falls() {
            return false;
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.tailCall(this);
        }
    }

    /**
     * The place of a label; several branches may come here, all from before.
     *
     * @param offset the instruction's byte offset in the body
     * @param label  not a loop's head
     */
    record Mark(int offset, Label label) implements Stmt {
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
    record Branch(int offset, Label label) implements Stmt {
        @Override
        public List<Label> targets() {
            return List.of(label);
        }

        @Override
        public boolean falls() {
            return false;
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
    record BranchIf(int offset, Expr condition, Label label) implements Stmt {
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
    record Switch(int offset, Expr index, List<Label> labels, Label otherwise) implements Stmt {
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
        public boolean falls() {
            return false;
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
    record Return(int offset, List<Expr> values) implements Stmt {
        @Override
        public List<Expr> operands() {
            return values;
        }

        @Override
        public boolean falls() {
            return false;
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.returns(this);
        }
    }

    /**
     * Traps.
     *
     * @param offset the instruction's byte offset in the body
     * @param code   the reason
     */
    record Raise(int offset, TrapCode code) implements Stmt {
        @Override
        public boolean falls() {
            return false;
        }

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
    record Throw(int offset, int tag, List<Expr> values) implements Stmt {
        @Override
        public List<Expr> operands() {
            return values;
        }

        @Override
        public boolean falls() {
            return false;
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
    record ThrowRef(int offset, Expr reference) implements Stmt {
        @Override
        public List<Expr> operands() {
            return List.of(reference);
        }

        @Override
        public boolean falls() {
            return false;
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.throwReference(this);
        }
    }

    /**
     * A loop; leaves it when control falls out of the body's end.
     *
     * @param offset the instruction's byte offset in the body
     * @param head   the label of its head
     * @param body   the statements
     */
    record Loop(int offset, Label head, List<Stmt> body) implements Stmt {
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
    record If(int offset, Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Stmt {
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
    record Try(int offset, List<Stmt> body, List<Handler> handlers) implements Stmt {
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

    /**
     * A place where the guest can be stopped: the function's entry (offset 0) or the head of a loop. Pays for what follows, and the guest
     * is stopped as well when there is no fuel for that.
     *
     * @param offset the instruction's byte offset in the body
     * @param fuel   units of fuel
     */
    record Checkpoint(int offset, long fuel) implements Stmt {
        @Override
        public void accept(StmtVisitor visitor) {
            visitor.checkpoint(this);
        }
    }

    /**
     * Pays for the instructions that follow.
     *
     * @param offset the instruction's byte offset in the body
     * @param fuel   units of fuel
     */
    record Charge(int offset, long fuel) implements Stmt {
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
    record Spend(int offset, Expr count, int width) implements Stmt {
        @Override
        public List<Expr> operands() {
            return List.of(count);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.spend(this);
        }
    }

    /**
     * Runs a part of this function that stands in a method of its own; only where a function has been cut. What follows it looks at the
     * code that the part gave.
     *
     * @param offset    the byte offset of the part's first instruction
     * @param part      the part's number, from 1
     * @param code      the local (i32) that holds the code to enter by, where the part takes one, and takes the code that the part gives,
     *             where it gives one; for a detached loop the local that its result goes to, or -1
     * @param refreshes whether the part may change the place of a memory: it calls or grows
     * @param params    the locals that a detached loop takes
     */
    record CallPart(int offset, int part, int code, boolean refreshes, List<Integer> params) implements Stmt {
        @Override
        public void accept(StmtVisitor visitor) {
            visitor.callPart(this);
        }
    }

    /**
     * Leaves a part that is not the first of its function.
     *
     * @param offset the instruction's byte offset in the body
     * @param code   the code that the part gives (an i32), or the result of a detached loop; null when it gives none
     */
    record Exit(int offset, Expr code) implements Stmt {
        @Override
        public List<Expr> operands() {
            return code == null ? List.of() : List.of(code);
        }

        @Override
        public boolean falls() {
            return false;
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.exit(this);
        }
    }

    private static List<Expr> operands(List<Expr> arguments, Callee callee) {
        Expr last = callee instanceof Callee.Indirect indirect ? indirect.index() : callee instanceof Callee.Reference reference
                ? reference.reference() : null;
        if (last == null) {
            return arguments;
        }
        List<Expr> all = new ArrayList<>(arguments);
        all.add(last);
        return all;
    }
}
