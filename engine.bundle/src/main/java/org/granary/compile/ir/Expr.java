package org.granary.compile.ir;

import java.util.List;
import org.granary.op.Op;
import org.granary.type.RefType;

/**
 * A value computed inside one statement. Evaluated operands first, left to right. Trees are at most {@link IrFunction#MAX_NODES} nodes,
 * so walking them may recurse. Immutable.
 */
public sealed interface Expr {
    /**
     * How the value is held.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * The operands, in evaluation order.
     *
     * @return an unmodifiable list
     */
    default List<Expr> operands() {
        return List.of();
    }

    /**
     * Hands this to the method of its form.
     *
     * @param visitor who takes it
     */
    void accept(Visitor visitor);

    /**
     * The size of the tree.
     *
     * @return nodes, at least 1
     */
    default int nodes() {
        int sum = 1;
        for (Expr operand : operands()) {
            sum += operand.nodes();
        }
        return sum;
    }

    /** One method for each form. */
    interface Visitor {
        /**
         * A constant.
         *
         * @param e the expression
         */
        void constant(Const e);

        /**
         * The value of a local.
         *
         * @param e the expression
         */
        void localGet(LocalGet e);

        /**
         * A numeric instruction.
         *
         * @param e the expression
         */
        void apply(Apply e);

        /**
         * A load.
         *
         * @param e the expression
         */
        void load(Load e);

        /**
         * The value of a global.
         *
         * @param e the expression
         */
        void globalGet(GlobalGet e);

        /**
         * An element of a table.
         *
         * @param e the expression
         */
        void tableGet(TableGet e);

        /**
         * The size of a table.
         *
         * @param e the expression
         */
        void tableSize(TableSize e);

        /**
         * The size of a memory.
         *
         * @param e the expression
         */
        void memorySize(MemorySize e);

        /**
         * A null reference.
         *
         * @param e the expression
         */
        void refNull(RefNull e);

        /**
         * A function as a value.
         *
         * @param e the expression
         */
        void refFunc(RefFunc e);

        /**
         * The test for null.
         *
         * @param e the expression
         */
        void refIsNull(RefIsNull e);

        /**
         * A field of a structure or an element of an array.
         *
         * @param e the expression
         */
        void member(Member e);

        /**
         * The test for a type.
         *
         * @param e the expression
         */
        void typeTest(TypeTest e);

        /**
         * A cast.
         *
         * @param e the expression
         */
        void typeCast(TypeCast e);

        /**
         * One of two values.
         *
         * @param e the expression
         */
        void select(Select e);

        /**
         * An entry of a fixed list.
         *
         * @param e the expression
         */
        void lookup(Lookup e);

        /**
         * A vector of two halves.
         *
         * @param e the expression
         */
        void join(Join e);

        /**
         * Whether there is too little fuel.
         *
         * @param e the expression
         */
        void fuelShort(FuelShort e);
    }

    /**
     * A constant.
     *
     * @param kind I32, I64, F32 or F64 (or V128 with {@code high})
     * @param bits the value: sign-extended i32, i64, the bits of a float, the low half of a vector
     * @param high the high half of a vector, else 0
     */
    record Const(Kind kind, long bits, long high) implements Expr {
        /**
         * An i32.
         *
         * @param value the value
         * @return the constant
         */
        public static Const i32(int value) {
            return new Const(Kind.I32, value, 0);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.constant(this);
        }
    }

    /**
     * A vector of two halves.
     *
     * @param low  bits 0 to 63, an i64
     * @param high bits 64 to 127, an i64
     */
    record Join(Expr low, Expr high) implements Expr {
        @Override
        public Kind kind() {
            return Kind.V128;
        }

        @Override
        public List<Expr> operands() {
            return List.of(low, high);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.join(this);
        }
    }

    /**
     * Whether there is less fuel than what is owed and a strip of rounds together. Where not even a round is paid for, the guest ends.
     * Depends on what has been paid, so it is made for conditions alone.
     *
     * @param round what a round pays at its head
     * @param strip the most that a strip pays
     */
    record FuelShort(long round, long strip) implements Expr {
        @Override
        public Kind kind() {
            return Kind.I32;
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.fuelShort(this);
        }
    }

    /**
     * The value of a local.
     *
     * @param local its number
     * @param kind  its kind
     */
    record LocalGet(int local, Kind kind) implements Expr {
        @Override
        public void accept(Visitor visitor) {
            visitor.localGet(this);
        }
    }

    /**
     * A numeric instruction.
     *
     * @param op       the row; it has a signature and no memory access
     * @param kind     the kind of the result
     * @param operands as the signature says
     */
    record Apply(Op op, Kind kind, List<Expr> operands) implements Expr {
        @Override
        public void accept(Visitor visitor) {
            visitor.apply(this);
        }
    }

    /**
     * A load.
     *
     * @param op      the row
     * @param kind    the kind of the result
     * @param memory  the memory's index
     * @param offset  the static offset, unsigned
     * @param address the dynamic address
     */
    record Load(Op op, Kind kind, int memory, long offset, Expr address) implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of(address);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.load(this);
        }
    }

    /**
     * The value of a global.
     *
     * @param global its index
     * @param kind   its kind
     */
    record GlobalGet(int global, Kind kind) implements Expr {
        @Override
        public void accept(Visitor visitor) {
            visitor.globalGet(this);
        }
    }

    /**
     * An element of a table.
     *
     * @param table the table's index
     * @param kind  the kind of its elements
     * @param index which element
     */
    record TableGet(int table, Kind kind, Expr index) implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of(index);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.tableGet(this);
        }
    }

    /**
     * The size of a table.
     *
     * @param table the table's index
     * @param kind  I32, or I64 for 64-bit indices
     */
    record TableSize(int table, Kind kind) implements Expr {
        @Override
        public void accept(Visitor visitor) {
            visitor.tableSize(this);
        }
    }

    /**
     * The size of a memory in pages.
     *
     * @param memory the memory's index
     * @param kind   I32, or I64 for 64-bit addresses
     */
    record MemorySize(int memory, Kind kind) implements Expr {
        @Override
        public void accept(Visitor visitor) {
            visitor.memorySize(this);
        }
    }

    /**
     * A null reference.
     *
     * @param kind a reference kind
     */
    record RefNull(Kind kind) implements Expr {
        @Override
        public void accept(Visitor visitor) {
            visitor.refNull(this);
        }
    }

    /**
     * A function as a value.
     *
     * @param function its index
     */
    record RefFunc(int function) implements Expr {
        @Override
        public Kind kind() {
            return Kind.FUNC;
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.refFunc(this);
        }
    }

    /**
     * The test for null.
     *
     * @param value a reference
     */
    record RefIsNull(Expr value) implements Expr {
        @Override
        public Kind kind() {
            return Kind.I32;
        }

        @Override
        public List<Expr> operands() {
            return List.of(value);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.refIsNull(this);
        }
    }

    /**
     * A field of a structure, or an element of an array.
     *
     * @param op       the row, which says how packed integers are extended
     * @param kind     how the value is held
     * @param type     the type index
     * @param field    the field of a structure; -1 for an array
     * @param operands the structure; or the array and the index
     */
    record Member(Op op, Kind kind, int type, int field, List<Expr> operands) implements Expr {
        @Override
        public void accept(Visitor visitor) {
            visitor.member(this);
        }
    }

    /**
     * The test for a type.
     *
     * @param value the reference
     * @param type  the type, resolved
     */
    record TypeTest(Expr value, RefType type) implements Expr {
        @Override
        public Kind kind() {
            return Kind.I32;
        }

        @Override
        public List<Expr> operands() {
            return List.of(value);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.typeTest(this);
        }
    }

    /**
     * A cast, which traps when the value is of another type.
     *
     * @param value the reference
     * @param type  the type, resolved
     */
    record TypeCast(Expr value, RefType type) implements Expr {
        @Override
        public Kind kind() {
            return value.kind();
        }

        @Override
        public List<Expr> operands() {
            return List.of(value);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.typeCast(this);
        }
    }

    /**
     * One of two values; all three operands are evaluated.
     *
     * @param kind      the kind of both
     * @param first     the value when the condition is not zero
     * @param second    the value when it is zero
     * @param condition an i32
     */
    record Select(Kind kind, Expr first, Expr second, Expr condition) implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of(first, second, condition);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.select(this);
        }
    }

    /**
     * An entry of a fixed list of numbers; made of big switches.
     *
     * @param table the numbers as characters, at most 20,000
     * @param index an i32 below the length; anything else is a fault of the compiler
     */
    record Lookup(String table, Expr index) implements Expr {
        @Override
        public Kind kind() {
            return Kind.I32;
        }

        @Override
        public List<Expr> operands() {
            return List.of(index);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.lookup(this);
        }
    }
}
