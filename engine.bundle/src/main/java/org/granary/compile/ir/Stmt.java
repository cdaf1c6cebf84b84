package org.granary.compile.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.granary.op.Op;

/**
 * A step of a function. The operand stack is empty before and after. All branches go forward to a mark of an enclosing list, or to the
 * head of an enclosing loop. The forms that stand here go on to the next statement. Immutable by agreement.
 */
public sealed interface Stmt permits Control, Toll, Parcel, Caught, Stmt.SetLocal, Stmt.Effect, Stmt.Store, Stmt.SetGlobal, Stmt.SetTable,
        Stmt.Routine, Stmt.Composite, Stmt.Call, Stmt.CallPart {
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
            return callee.operands(arguments);
        }

        @Override
        public List<Integer> assigns() {
            return read(results);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.call(this);
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

    /** Those of the locals that take results which anybody reads. */
    static List<Integer> read(List<Integer> results) {
        List<Integer> read = new ArrayList<>(results.size());
        for (int local : results) {
            if (local >= 0) {
                read.add(local);
            }
        }
        return Collections.unmodifiableList(read);
    }
}
