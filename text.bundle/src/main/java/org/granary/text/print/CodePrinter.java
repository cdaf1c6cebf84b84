package org.granary.text.print;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.Expression;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.Features;
import org.granary.op.GcOp;
import org.granary.op.Imm;
import org.granary.op.MemArg;
import org.granary.op.Op;
import org.granary.op.OpReader;
import org.granary.op.OpVisitor;
import org.granary.type.HeapType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * Instructions as text: those of a body each in a line of its own, those of a constant expression in a row of parentheses. Goes by the
 * shape of immediates, so a new numeric opcode needs nothing here. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 6.5 (instructions).
 */
final class CodePrinter implements OpVisitor {
    private static final int DEEPEST_INDENT = 40;

    /** How instructions are set. */
    enum Layout {
        /** Each in a line. */
        LINES,
        /** Each in a line, behind its offset in the binary. */
        LINES_WITH_OFFSETS,
        /** Each in parentheses, in one line. */
        ROW
    }

    private final Spaces spaces;
    private final TypePrinter types;
    private final StringBuilder out;
    private final Layout layout;
    private final Identifiers locals;
    private final BlockLabels labels;
    /** The instructions that the open blocks, or the present part of them, begin with. */
    private final Deque<Op> blocks = new ArrayDeque<>();
    private CodeMetadata.Function metadata = CodeMetadata.Function.NONE;
    private int offset;
    private int instructions;
    /** Whether a parenthesis waits for the immediates. */
    private boolean open;

    private CodePrinter(Spaces spaces, StringBuilder out, Layout layout, Identifiers locals, Map<Integer, String> labels) {
        this.spaces = spaces;
        this.out = out;
        this.layout = layout;
        this.locals = locals;
        this.labels = new BlockLabels(labels);
        types = new TypePrinter(spaces);
    }

    /**
     * A printer of a function's body.
     *
     * @param function its index
     * @param locals   names of parameters and locals
     * @param layout   in lines
     */
    static CodePrinter ofBody(Spaces spaces, StringBuilder out, int function, Identifiers locals, Layout layout) {
        return new CodePrinter(spaces, out, layout, locals, spaces.labels(function));
    }

    /**
     * Prints the instructions of a body.
     *
     * @param code     over the instructions, the last {@code end} included
     * @param annotate what stands before some of them
     */
    void body(ByteReader code, CodeMetadata.Function annotate) {
        metadata = annotate;
        walk(code);
    }

    /**
     * Prints a constant expression, a blank before each instruction.
     *
     * @param bytes the module
     * @param range the expression, its {@code end} included
     * @return how many instructions there are
     */
    static int expression(Spaces spaces, StringBuilder out, byte[] bytes, Expression range) {
        CodePrinter printer = new CodePrinter(spaces, out, Layout.ROW, Identifiers.NONE, Map.of());
        printer.walk(new ByteReader(bytes).range(range.from(), range.to()));
        return printer.instructions;
    }

    /** Prints up to the {@code end} of the whole, which is not written. */
    private void walk(ByteReader code) {
        OpReader reader = new OpReader(code, Features.BUILT);
        while (labels.depth() > 0 || reader.atEnd() || code.peek() != CoreOp.END.code()) {
            if (reader.atEnd()) {
                throw unended(code, "end", "the end of the body");
            }
            offset = reader.position();
            reader.next(this);
            close();
            instructions++;
        }
        code.u8();
        if (!code.atEnd()) {
            throw unended(code, "the end of the body", "more instructions");
        }
    }

    private static MalformedException unended(ByteReader code, String expected, String found) {
        return new MalformedException(Refusal.of(Failure.END_EXPECTED).at(code.position()).expected(expected, found));
    }

    private StringBuilder begin(Op op) {
        return begin(op.text(), labels.depth(), layout == Layout.ROW);
    }

    private StringBuilder begin(String text, int depth, boolean parenthesis) {
        if (layout == Layout.ROW) {
            out.append(parenthesis ? " (" : " ");
        } else {
            newLine(depth);
            metadata.at(offset).forEach((name, content) -> {
                out.append("(@").append(name).append(' ');
                Literals.bytes(content, 0, content.length, out);
                out.append(')');
                newLine(depth);
            });
        }
        open = parenthesis;
        return out.append(text);
    }

    private void newLine(int depth) {
        out.append('\n');
        if (layout == Layout.LINES_WITH_OFFSETS) {
            out.append("(;").append(String.format("%06x", offset)).append(";)");
        }
        out.append("    ").append("  ".repeat(Math.min(depth, DEEPEST_INDENT)));
    }

    private void close() {
        if (open) {
            out.append(')');
            open = false;
        }
    }

    private void index(NameSpace space, int index) {
        out.append(' ').append(spaces.of(space).use(index));
    }

    /** A use of a table or memory that is left out where it is the first. */
    private void optional(NameSpace space, int index) {
        if (index != 0) {
            index(space, index);
        }
    }

    private void label(int label) {
        out.append(' ').append(labels.use(label));
    }

    @Override
    public void plain(Op op) {
        begin(op);
    }

    @Override
    public void block(Op op, BlockType type) {
        begin(op.text(), labels.depth(), false);
        enter(op);
        blockType(type);
    }

    private void enter(Op op) {
        blocks.push(op);
        out.append(labels.enter());
    }

    /** Checks that what divides or ends a block stands in one that begins so. */
    private void require(Op found, Op... wanted) {
        if (blocks.isEmpty() || !Set.of(wanted).contains(blocks.peek())) {
            throw new MalformedException(Refusal.of(Failure.END_EXPECTED).at(offset).expected("end", found + " outside of " + wanted[0]));
        }
        blocks.pop();
    }

    private void blockType(BlockType type) {
        if (type.result() != null) {
            out.append(types.results(List.of(type.result())));
        } else if (type.index() >= 0) {
            out.append(types.use(type.index(), Identifiers.NONE));
        }
    }

    @Override
    public void orElse() {
        require(CoreOp.ELSE, CoreOp.IF);
        blocks.push(CoreOp.ELSE);
        begin("else", labels.depth() - 1, false);
    }

    @Override
    public void end() {
        begin("end", labels.depth() - 1, false);
        labels.leave();
        blocks.pop();
    }

    @Override
    public void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
        // clauses see the labels around the block
        String caught = clauses(clauses);
        begin(op.text(), labels.depth(), false);
        enter(op);
        blockType(type);
        out.append(caught);
    }

    private String clauses(List<CatchClause> clauses) {
        StringBuilder text = new StringBuilder();
        for (CatchClause clause : clauses) {
            text.append(" (").append(clause.text());
            if (clause.tag() != CatchClause.ALL) {
                text.append(' ').append(spaces.of(NameSpace.TAG).use(clause.tag()));
            }
            text.append(' ').append(labels.use(clause.label())).append(')');
        }
        return text.toString();
    }

    @Override
    public void handler(Op op, int tag) {
        require(op, CoreOp.TRY, CoreOp.CATCH);
        blocks.push(op);
        begin(op.text(), labels.depth() - 1, false);
        if (op.immediate() == Imm.CATCH) {
            index(NameSpace.TAG, tag);
        }
    }

    @Override
    public void delegate(Op op, int label) {
        require(op, CoreOp.TRY);
        labels.leave();
        begin(op.text(), labels.depth(), false);
        label(label);
    }

    @Override
    public void tag(Op op, int tag) {
        begin(op);
        index(NameSpace.TAG, tag);
    }

    @Override
    public void branch(Op op, int label) {
        begin(op);
        label(label);
    }

    @Override
    public void branchTable(int[] targets, int defaultLabel) {
        begin("br_table", labels.depth(), layout == Layout.ROW);
        for (int target : targets) {
            label(target);
        }
        label(defaultLabel);
    }

    @Override
    public void function(Op op, int function) {
        begin(op);
        index(NameSpace.FUNC, function);
    }

    @Override
    public void indirect(Op op, int type, int table) {
        begin(op);
        optional(NameSpace.TABLE, table);
        out.append(types.use(type, Identifiers.NONE));
    }

    @Override
    public void composite(Op op, int type, int second) {
        begin(op);
        index(NameSpace.TYPE, type);
        switch (op.immediate()) {
            case TYPE_FIELD -> out.append(' ').append(spaces.fields(type).use(second));
            case TYPE_COUNT -> out.append(' ').append(Integer.toUnsignedString(second));
            case TYPE_TYPE -> index(NameSpace.TYPE, second);
            case TYPE_DATA -> index(NameSpace.DATA, second);
            case TYPE_ELEM -> index(NameSpace.ELEM, second);
            default -> {
            }
        }
    }

    @Override
    public void cast(Op op, int label, RefType from, RefType to) {
        begin(op);
        label(label);
        out.append(' ').append(types.storage(from)).append(' ').append(types.storage(to));
    }

    @Override
    public void local(Op op, int local) {
        begin(op).append(' ').append(locals.use(local));
    }

    @Override
    public void global(Op op, int global) {
        begin(op);
        index(NameSpace.GLOBAL, global);
    }

    @Override
    public void table(Op op, int table) {
        begin(op);
        optional(NameSpace.TABLE, table);
    }

    @Override
    public void tables(Op op, int target, int source) {
        begin(op);
        two(NameSpace.TABLE, target, source);
    }

    private void two(NameSpace space, int target, int source) {
        if (target != 0 || source != 0) {
            index(space, target);
            index(space, source);
        }
    }

    @Override
    public void element(Op op, int segment, int table) {
        begin(op);
        if (op.immediate() == Imm.ELEM_TABLE) {
            optional(NameSpace.TABLE, table);
        }
        index(NameSpace.ELEM, segment);
    }

    @Override
    public void access(Op op, MemArg arg) {
        begin(op);
        memArg(op, arg);
    }

    private void memArg(Op op, MemArg arg) {
        optional(NameSpace.MEMORY, arg.memory());
        if (arg.offset() != 0) {
            out.append(" offset=").append(Long.toUnsignedString(arg.offset()));
        }
        if (arg.align() != Integer.numberOfTrailingZeros(op.accessBytes())) {
            out.append(" align=").append(Long.toUnsignedString(1L << arg.align()));
        }
    }

    @Override
    public void memory(Op op, int memory) {
        begin(op);
        optional(NameSpace.MEMORY, memory);
    }

    @Override
    public void memories(Op op, int target, int source) {
        begin(op);
        two(NameSpace.MEMORY, target, source);
    }

    @Override
    public void data(Op op, int segment, int memory) {
        begin(op);
        if (op.immediate() == Imm.DATA_MEMORY) {
            optional(NameSpace.MEMORY, memory);
        }
        index(NameSpace.DATA, segment);
    }

    @Override
    public void number(Op op, long bits) {
        begin(op).append(' ');
        switch (op.immediate()) {
            case F32 -> out.append(Literals.f32((int) bits));
            case F64 -> out.append(Literals.f64(bits));
            default -> out.append(bits);
        }
    }

    @Override
    public void heap(Op op, HeapType heap) {
        begin(op).append(' ');
        if (op.immediate() == Imm.CAST) {
            boolean nullable = op == GcOp.REF_TEST_NULL || op == GcOp.REF_CAST_NULL;
            out.append(types.storage(new RefType(nullable, heap)));
        } else {
            out.append(types.heap(heap));
        }
    }

    @Override
    public void types(Op op, List<ValType> results) {
        begin(op).append(results.isEmpty() ? " (result)" : types.results(results));
    }

    @Override
    public void vector(Op op, long low, long high) {
        begin(op).append(" i32x4");
        for (long half : new long[] {low, high}) {
            out.append(String.format(" 0x%08x 0x%08x", (int) half, (int) (half >> 32)));
        }
    }

    @Override
    public void lane(Op op, int lane) {
        begin(op).append(' ').append(lane);
    }

    @Override
    public void lanes(Op op, long low, long high) {
        begin(op);
        for (int i = 0; i < 16; i++) {
            out.append(' ').append((i < 8 ? low : high) >>> i % 8 * 8 & 0xff);
        }
    }

    @Override
    public void laneAccess(Op op, MemArg arg, int lane) {
        begin(op);
        memArg(op, arg);
        out.append(' ').append(lane);
    }
}
