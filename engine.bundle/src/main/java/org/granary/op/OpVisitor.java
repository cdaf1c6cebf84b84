package org.granary.op;

import java.util.List;
import org.granary.type.HeapType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Is told each instruction of a body in order, by the shape of its immediates: a new numeric opcode needs no new method. Implemented by the
 * validator, the compiler, the printer and the encoder. Told on the
 * thread that reads.
 */
@ProviderType
public interface OpVisitor {
    /**
     * An instruction without immediates ({@link Imm#NONE}).
     *
     * @param op the row
     */
    void plain(Op op);

    /**
     * The start of {@code block}, {@code loop} or {@code if}.
     *
     * @param op   the row
     * @param type the block type
     */
    void block(Op op, BlockType type);

    /** {@code else}. */
    void orElse();

    /** {@code end}, of a block or of the whole body. */
    void end();

    /**
     * {@code try_table}.
     *
     * @param op      the row
     * @param type    the block type
     * @param clauses what is caught, in order
     */
    void tryTable(Op op, BlockType type, List<CatchClause> clauses);

    /**
     * {@code catch} and {@code catch_all}: one body ends and a handler's begins.
     *
     * @param op  the row
     * @param tag the tag's index, or {@link CatchClause#ALL}
     */
    void handler(Op op, int tag);

    /**
     * {@code delegate}: the body of a {@code try} ends.
     *
     * @param op    the row
     * @param label the block that handles its exceptions, as seen from outside of the {@code try}
     */
    void delegate(Op op, int label);

    /**
     * An instruction with a tag index.
     *
     * @param op  the row
     * @param tag the index
     */
    void tag(Op op, int tag);

    /**
     * {@code br}, {@code br_if}, {@code br_on_null} or {@code br_on_non_null}.
     *
     * @param op    the row
     * @param label how many labels outwards
     */
    void branch(Op op, int label);

    /**
     * {@code br_table}.
     *
     * @param labels       the labels of the indices from 0
     * @param defaultLabel the label of all others
     */
    void branchTable(int[] labels, int defaultLabel);

    /**
     * {@code call} or {@code ref.func}.
     *
     * @param op       the row
     * @param function the function's index
     */
    void function(Op op, int function);

    /**
     * An instruction on a defined type: {@code call_ref}, or one on structures or arrays.
     *
     * @param op     the row
     * @param type   the type index
     * @param second by the row's immediates: the field, the number of operands, the source's type index, the segment; -1 where there is
     *               none
     */
    void composite(Op op, int type, int second);

    /**
     * {@code br_on_cast} or {@code br_on_cast_fail}.
     *
     * @param op    the row
     * @param label the label
     * @param from  the type of the operand
     * @param to    the type that it is asked to be of
     */
    void cast(Op op, int label, RefType from, RefType to);

    /**
     * {@code call_indirect}.
     *
     * @param op    the row
     * @param type  the type's index
     * @param table the table's index
     */
    void indirect(Op op, int type, int table);

    /**
     * {@code local.get}, {@code local.set} or {@code local.tee}.
     *
     * @param op    the row
     * @param local the local's index
     */
    void local(Op op, int local);

    /**
     * {@code global.get} or {@code global.set}.
     *
     * @param op     the row
     * @param global the global's index
     */
    void global(Op op, int global);

    /**
     * An instruction on one table.
     *
     * @param op    the row
     * @param table the table's index
     */
    void table(Op op, int table);

    /**
     * An instruction on two tables.
     *
     * @param op     the row
     * @param target the table that is written
     * @param source the table that is read
     */
    void tables(Op op, int target, int source);

    /**
     * An instruction on an element segment.
     *
     * @param op      the row
     * @param segment the segment's index
     * @param table   the table's index, -1 for {@code elem.drop}
     */
    void element(Op op, int segment, int table);

    /**
     * A load or a store.
     *
     * @param op  the row
     * @param arg alignment, offset, memory
     */
    void access(Op op, MemArg arg);

    /**
     * An instruction on one memory.
     *
     * @param op     the row
     * @param memory the memory's index
     */
    void memory(Op op, int memory);

    /**
     * An instruction on two memories.
     *
     * @param op     the row
     * @param target the memory that is written
     * @param source the memory that is read
     */
    void memories(Op op, int target, int source);

    /**
     * An instruction on a data segment.
     *
     * @param op      the row
     * @param segment the segment's index
     * @param memory  the memory's index, -1 for {@code data.drop}
     */
    void data(Op op, int segment, int memory);

    /**
     * A number: {@code i32.const} (sign-extended), {@code i64.const}, or the bits of {@code f32.const} (zero-extended) and {@code
     * f64.const}.
     *
     * @param op   the row
     * @param bits the value
     */
    void number(Op op, long bits);

    /**
     * {@code ref.null}, {@code ref.test} or {@code ref.cast}.
     *
     * @param op   the row
     * @param heap the heap type
     */
    void heap(Op op, HeapType heap);

    /**
     * {@code select} with types.
     *
     * @param op    the row
     * @param types the types as written
     */
    void types(Op op, List<ValType> types);

    /**
     * {@code v128.const}.
     *
     * @param op   the row
     * @param low  bits 0 to 63
     * @param high bits 64 to 127
     */
    void vector(Op op, long low, long high);

    /**
     * An instruction on one lane of a vector.
     *
     * @param op   the row
     * @param lane the lane, 0 to 255
     */
    void lane(Op op, int lane);

    /**
     * {@code i8x16.shuffle}: sixteen lanes, a byte each.
     *
     * @param op   the row
     * @param low  the first eight, the first one lowest
     * @param high the last eight
     */
    void lanes(Op op, long low, long high);

    /**
     * A load or a store of one lane of a vector.
     *
     * @param op   the row
     * @param arg  alignment, offset, memory
     * @param lane the lane, 0 to 255
     */
    void laneAccess(Op op, MemArg arg, int lane);
}
