package org.granary.op;

import java.util.List;
import org.granary.bytes.ByteWriter;
import org.granary.type.HeapType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * Writes each instruction that it is told in the binary format's shortest form. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions).
 */
public final class OpWriter implements OpVisitor {
    private final ByteWriter out;
    private final TypeWriter types;

    /**
     * Writes to a writer.
     *
     * @param out where to
     */
    public OpWriter(ByteWriter out) {
        this.out = out;
        this.types = new TypeWriter(out);
    }

    private ByteWriter code(Op op) {
        return op.prefix() == 0 ? out.u8(op.code()) : out.u8(op.prefix()).u32(op.code());
    }

    @Override
    public void plain(Op op) {
        code(op);
        if (op.immediate() == Imm.ZERO) {
            out.u8(0);
        }
    }

    @Override
    public void block(Op op, BlockType type) {
        code(op);
        types.block(type);
    }

    @Override
    public void orElse() {
        code(CoreOp.ELSE);
    }

    @Override
    public void end() {
        code(CoreOp.END);
    }

    @Override
    public void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
        block(op, type);
        out.u32(clauses.size());
        for (CatchClause clause : clauses) {
            out.u8(clause.code());
            if (clause.tag() != CatchClause.ALL) {
                out.u32(clause.tag());
            }
            out.u32(clause.label());
        }
    }

    @Override
    public void handler(Op op, int tag) {
        code(op);
        if (op.immediate() == Imm.CATCH) {
            out.u32(tag);
        }
    }

    @Override
    public void delegate(Op op, int label) {
        code(op).u32(label);
    }

    @Override
    public void tag(Op op, int tag) {
        code(op).u32(tag);
    }

    @Override
    public void branch(Op op, int label) {
        code(op).u32(label);
    }

    @Override
    public void branchTable(int[] labels, int defaultLabel) {
        code(CoreOp.BR_TABLE).u32(labels.length);
        for (int label : labels) {
            out.u32(label);
        }
        out.u32(defaultLabel);
    }

    @Override
    public void function(Op op, int function) {
        code(op).u32(function);
    }

    @Override
    public void indirect(Op op, int type, int table) {
        code(op).u32(type).u32(table);
    }

    @Override
    public void composite(Op op, int type, int second) {
        code(op).u32(type);
        if (op.immediate() != Imm.TYPE) {
            out.u32(second);
        }
    }

    @Override
    public void cast(Op op, int label, RefType from, RefType to) {
        code(op).u8((from.nullable() ? 1 : 0) | (to.nullable() ? 2 : 0)).u32(label);
        types.heap(from.heap());
        types.heap(to.heap());
    }

    @Override
    public void local(Op op, int local) {
        code(op).u32(local);
    }

    @Override
    public void global(Op op, int global) {
        code(op).u32(global);
    }

    @Override
    public void table(Op op, int table) {
        code(op).u32(table);
    }

    @Override
    public void tables(Op op, int target, int source) {
        code(op).u32(target).u32(source);
    }

    @Override
    public void element(Op op, int segment, int table) {
        code(op).u32(segment);
        if (op.immediate() == Imm.ELEM_TABLE) {
            out.u32(table);
        }
    }

    @Override
    public void access(Op op, MemArg arg) {
        memArg(op, arg);
    }

    private ByteWriter memArg(Op op, MemArg arg) {
        if (arg.memory() == 0) {
            code(op).u32(arg.align());
        } else {
            code(op).u32(arg.align() | 0x40).u32(arg.memory());
        }
        return out.u64(arg.offset());
    }

    @Override
    public void memory(Op op, int memory) {
        code(op).u32(memory);
    }

    @Override
    public void memories(Op op, int target, int source) {
        code(op).u32(target).u32(source);
    }

    @Override
    public void data(Op op, int segment, int memory) {
        code(op).u32(segment);
        if (op.immediate() == Imm.DATA_MEMORY) {
            out.u32(memory);
        }
    }

    @Override
    public void number(Op op, long bits) {
        code(op);
        switch (op.immediate()) {
            case F32 -> out.fixed32((int) bits);
            case F64 -> out.fixed64(bits);
            default -> out.signed(bits);
        }
    }

    @Override
    public void heap(Op op, HeapType heap) {
        code(op);
        types.heap(heap);
    }

    @Override
    public void types(Op op, List<ValType> list) {
        code(op);
        types.values(list);
    }

    @Override
    public void vector(Op op, long low, long high) {
        code(op).fixed64(low).fixed64(high);
    }

    @Override
    public void lane(Op op, int lane) {
        code(op).u8(lane);
    }

    @Override
    public void lanes(Op op, long low, long high) {
        code(op).fixed64(low).fixed64(high);
    }

    @Override
    public void laneAccess(Op op, MemArg arg, int lane) {
        memArg(op, arg).u8(lane);
    }
}
