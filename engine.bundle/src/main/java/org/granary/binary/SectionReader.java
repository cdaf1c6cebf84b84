package org.granary.binary;

import java.util.List;
import java.util.OptionalLong;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.Expression;
import org.granary.op.BlockType;
import org.granary.op.Bystander;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.Features;
import org.granary.op.Op;
import org.granary.op.OpReader;
import org.granary.op.TypeReader;
import org.granary.type.GlobalType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.ValType;

/** What the sections have in common: counts, names, types of things, constant expressions. Confined to one thread. */
final class SectionReader {
    private static final int HAS_MAXIMUM = 1;
    private static final int SHARED = 2;
    private static final int WIDE = 4;
    private static final int PAGE_SIZE = 8;

    final ByteReader in;
    final Features features;
    final TypeReader types;
    private final OpReader ops;

    SectionReader(ByteReader in, Features features) {
        this.in = in;
        this.features = features;
        this.types = new TypeReader(in, features);
        this.ops = new OpReader(in, features);
    }

    int position() {
        return in.position();
    }

    /** The length of a vector, below a limit and possible within the bytes that are left. */
    int count(ModuleLimits limit, int minimumBytes) {
        int at = in.position();
        long asked = in.u32() & 0xffff_ffffL;
        limit.check(asked, at);
        in.position(at);
        return in.count(minimumBytes);
    }

    /** A name of an import or export. */
    String name() {
        int at = in.position();
        long length = in.u32() & 0xffff_ffffL;
        if (length <= in.remaining()) {
            ModuleLimits.NAME_BYTES.check(length, at);
        }
        in.position(at);
        return in.name();
    }

    TableType table() {
        RefType element = types.reference();
        int at = in.position();
        int flags = in.u8();
        if ((flags & ~(HAS_MAXIMUM | WIDE)) != 0) {
            throw flags(flags, at);
        }
        if ((flags & WIDE) != 0) {
            features.need(Proposal.MEMORY64, "table with 64-bit indices", at);
        }
        return new TableType(element, limits(flags), address(flags));
    }

    MemoryType memory() {
        int at = in.position();
        int flags = in.u8();
        boolean ownPages = (flags & PAGE_SIZE) != 0 && features.has(Proposal.CUSTOM_PAGE_SIZES);
        if ((flags & ~(HAS_MAXIMUM | SHARED | WIDE | (ownPages ? PAGE_SIZE : 0))) != 0) {
            throw flags(flags, at);
        }
        if ((flags & SHARED) != 0) {
            features.need(Proposal.THREADS, "shared memory", at);
        }
        if ((flags & WIDE) != 0) {
            features.need(Proposal.MEMORY64, "memory with 64-bit addresses", at);
        }
        return new MemoryType(limits(flags), address(flags), (flags & SHARED) != 0, ownPages ? pageBits() : MemoryType.PAGE_BITS);
    }

    private int pageBits() {
        int at = in.position();
        int bits = in.u32();
        if (bits < 0 || bits >= Long.SIZE) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_PAGE_SIZE).at(at)
                    .expected("a logarithm of 0 to 63", Integer.toUnsignedString(bits)));
        }
        return bits;
    }

    private static MalformedException flags(int flags, int at) {
        return new MalformedException(Refusal.of(Failure.MALFORMED_LIMITS_FLAGS).at(at)
                .expected((flags & PAGE_SIZE) != 0 ? "limits flags (0x8 needs custom-page-sizes)" : "limits flags",
                        "0x" + Integer.toHexString(flags)));
    }

    private static NumType address(int flags) {
        return (flags & WIDE) != 0 ? NumType.I64 : NumType.I32;
    }

    private Limits limits(int flags) {
        long min = size();
        return new Limits(min, (flags & HAS_MAXIMUM) != 0 ? OptionalLong.of(size()) : OptionalLong.empty());
    }

    /** A size in limits; before there were 64-bit addresses its encoding ended at 32 bits. */
    private long size() {
        return features.has(Proposal.MEMORY64) ? in.u64() : in.u32() & 0xffff_ffffL;
    }

    GlobalType global() {
        ValType content = types.value();
        return new GlobalType(content, mutable());
    }

    /** Whether something may be set. */
    boolean mutable() {
        int at = in.position();
        int mutability = in.u8();
        if (mutability > 1) {
            throw new MalformedException(Refusal.of(Failure.MALFORMED_MUTABILITY).at(at).expected("0 or 1", mutability));
        }
        return mutability == 1;
    }

    /** A constant expression. Which instructions it may have is the validator's question, which proposals allow them is asked here. */
    Expression expression(Draft draft) {
        int from = in.position();
        Constant constant = new Constant(draft);
        while (constant.open > 0) {
            constant.at = in.position();
            ops.next(constant);
        }
        return new Expression(from, in.position());
    }

    private final class Constant implements Bystander {
        private final Draft draft;
        private int open = 1;
        private int at;

        Constant(Draft draft) {
            this.draft = draft;
        }

        @Override
        public void plain(Op op) {
            if (op == CoreOp.I32_ADD || op == CoreOp.I32_SUB || op == CoreOp.I32_MUL || op == CoreOp.I64_ADD || op == CoreOp.I64_SUB
                    || op == CoreOp.I64_MUL) {
                features.need(Proposal.EXTENDED_CONST, op.text(), at);
            }
        }

        @Override
        public void global(Op op, int global) {
            if (op == CoreOp.GLOBAL_GET && draft.ownGlobal(global)) {
                features.need(Proposal.GC, "constant of a global that is not imported", at);
            }
        }

        @Override
        public void block(Op op, BlockType type) {
            open++;
        }

        @Override
        public void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
            open++;
        }

        @Override
        public void delegate(Op op, int label) {
            open--;
        }

        @Override
        public void end() {
            open--;
        }
    }
}
