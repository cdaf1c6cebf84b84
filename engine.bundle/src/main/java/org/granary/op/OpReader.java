package org.granary.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.engine.WasmException;
import org.granary.type.RefType;

/**
 * Reads instructions one by one and tells a visitor. Knows nothing of nesting: the visitor counts {@code end}s. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 5.4 (instructions).
 */
public final class OpReader {
    /** The alignment field says by this bit that a memory index follows. */
    private static final int MEMORY_FOLLOWS = 0x40;

    private final ByteReader in;
    private final Features features;
    private final TypeReader types;

    /**
     * Reads from a reader, which moves along.
     *
     * @param in       where from; its end is the end of the code
     * @param features the language
     */
    public OpReader(ByteReader in, Features features) {
        this.in = in;
        this.features = features;
        this.types = new TypeReader(in, features);
    }

    /**
     * Where the next instruction stands.
     *
     * @return bytes from the start of the binary
     */
    public int position() {
        return in.position();
    }

    /**
     * Whether all of the code has been read.
     *
     * @return true at the end
     */
    public boolean atEnd() {
        return in.atEnd();
    }

    /**
     * Reads one instruction.
     *
     * @param visitor is told what it is
     * @return its row
     * @throws MalformedException when it cannot be decoded
     * @throws org.granary.engine.UnsupportedException when its proposal is off or not built
     */
    public Op next(OpVisitor visitor) {
        Op op = opcode();
        switch (op.immediate()) {
            case NONE -> visitor.plain(op);
            case ZERO -> {
                zero();
                visitor.plain(op);
            }
            case BLOCK -> visitor.block(op, types.block());
            case ELSE -> visitor.orElse();
            case END -> visitor.end();
            case TRY_TABLE -> visitor.tryTable(op, types.block(), clauses());
            case CATCH -> visitor.handler(op, in.u32());
            case CATCH_ALL -> visitor.handler(op, CatchClause.ALL);
            case DELEGATE -> visitor.delegate(op, in.u32());
            case TAG -> visitor.tag(op, in.u32());
            case LABEL -> visitor.branch(op, in.u32());
            case LABELS -> labels(visitor);
            case FUNC -> visitor.function(op, in.u32());
            case TYPE_TABLE -> visitor.indirect(op, in.u32(), in.u32());
            case TYPE -> visitor.composite(op, in.u32(), -1);
            case TYPE_FIELD, TYPE_COUNT, TYPE_TYPE, TYPE_DATA, TYPE_ELEM -> visitor.composite(op, in.u32(), in.u32());
            case CAST -> visitor.heap(op, types.heap());
            case BR_CAST -> cast(op, visitor);
            case LOCAL -> visitor.local(op, in.u32());
            case GLOBAL -> visitor.global(op, in.u32());
            case TABLE -> visitor.table(op, in.u32());
            case TABLE_TABLE -> visitor.tables(op, in.u32(), in.u32());
            case ELEM_TABLE -> visitor.element(op, in.u32(), in.u32());
            case ELEM -> visitor.element(op, in.u32(), -1);
            case MEMARG -> visitor.access(op, memArg());
            case MEMORY -> visitor.memory(op, in.u32());
            case MEMORY_MEMORY -> visitor.memories(op, in.u32(), in.u32());
            case DATA_MEMORY -> visitor.data(op, in.u32(), in.u32());
            case DATA -> visitor.data(op, in.u32(), -1);
            case I32 -> visitor.number(op, in.s32());
            case I64 -> visitor.number(op, in.s64());
            case F32 -> visitor.number(op, in.fixed32() & 0xffff_ffffL);
            case F64 -> visitor.number(op, in.fixed64());
            case HEAP -> visitor.heap(op, types.heap());
            case TYPES -> visitor.types(op, types.values());
            case V128 -> visitor.vector(op, in.fixed64(), in.fixed64());
            case LANE -> visitor.lane(op, in.u8());
            case LANES -> visitor.lanes(op, in.fixed64(), in.fixed64());
            case MEMARG_LANE -> visitor.laneAccess(op, memArg(), in.u8());
        }
        return op;
    }

    private Op opcode() {
        int at = in.position();
        int first = in.u8();
        Op plain = CoreOp.BY_CODE[first];
        if (plain != null) {
            features.need(plain.proposal(), plain.text(), at);
            return plain;
        }
        if (first < 0xfb || first == 0xff) {
            throw missing(0, first, at);
        }
        int code = in.u32();
        Optional<Op> found = Ops.find(first, code);
        if (found.isEmpty()) {
            throw missing(first, code, at);
        }
        Op op = found.get();
        features.need(op.proposal(), op.text(), at);
        return op;
    }

    private static WasmException missing(int prefix, int code, int at) {
        String text = (prefix == 0 ? "" : Integer.toHexString(prefix) + " ") + String.format("%02x", code);
        return new MalformedException(Refusal.of(Failure.ILLEGAL_OPCODE).detail(text).at(at).expected("an instruction's code", text));
    }

    private void zero() {
        int at = in.position();
        int found = in.u8();
        if (found != 0) {
            throw new MalformedException(Refusal.of(Failure.ZERO_BYTE).at(at).expected("0", found));
        }
    }

    private void labels(OpVisitor visitor) {
        int[] labels = new int[in.count(1)];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = in.u32();
        }
        visitor.branchTable(labels, in.u32());
    }

    private List<CatchClause> clauses() {
        int count = in.count(2);
        List<CatchClause> clauses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            int code = in.u8();
            if (code > 3) {
                throw new MalformedException(Refusal.of(Failure.MALFORMED_CATCH).at(at).expected("0 to 3", code));
            }
            clauses.add(new CatchClause(code < 2 ? in.u32() : CatchClause.ALL, (code & 1) != 0, in.u32()));
        }
        return clauses;
    }

    private void cast(Op op, OpVisitor visitor) {
        int at = in.position();
        int flags = in.u8();
        if ((flags & ~3) != 0) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_CAST_FLAGS).at(at).expected("0 to 3", flags));
        }
        int label = in.u32();
        RefType from = new RefType((flags & 1) != 0, types.heap());
        visitor.cast(op, label, from, new RefType((flags & 2) != 0, types.heap()));
    }

    private MemArg memArg() {
        int at = in.position();
        int flags = in.u32();
        if (flags < 0 || flags >= 2 * MEMORY_FOLLOWS) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_MEMOP_FLAGS).at(at)
                    .expected("less than 0x80", "0x" + Integer.toHexString(flags)));
        }
        int memory = 0;
        if (flags >= MEMORY_FOLLOWS) {
            features.need(Proposal.MULTI_MEMORY, "memory index of a load or store", at);
            memory = in.u32();
        }
        return new MemArg(flags & MEMORY_FOLLOWS - 1, in.u64(), memory);
    }
}
