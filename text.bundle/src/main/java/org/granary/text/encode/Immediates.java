package org.granary.text.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.granary.bytes.ByteWriter;
import org.granary.engine.Failure;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.MemArg;
import org.granary.op.Op;
import org.granary.op.OpVisitor;
import org.granary.op.OpWriter;
import org.granary.text.lex.NumberLiteral;
import org.granary.text.lex.TokenKind;
import org.granary.text.resolve.IndexSpace;
import org.granary.text.syntax.Cursor;
import org.granary.text.syntax.Index;
import org.granary.text.syntax.LaneShape;
import org.granary.text.syntax.TypeParser;
import org.granary.text.syntax.TypeUse;
import org.granary.type.ExternType.Kind;
import org.granary.type.RefType;

/**
 * Reads what stands behind an instruction's name, by the shape of its immediates, and writes the instruction. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 6.5 (instructions).
 */
final class Immediates {
    private final Cursor cursor;
    private final TypeParser types;
    private final Scope scope;
    private boolean namesData;

    Immediates(Cursor cursor, TypeParser types, Scope scope) {
        this.cursor = cursor;
        this.types = types;
        this.scope = scope;
    }

    /** Whether an instruction named a data segment so far; then the binary must announce their number. */
    boolean namesData() {
        return namesData;
    }

    /** Reads the immediates of an instruction that is not a block; the cursor stands behind its name. */
    void write(Op op, ByteWriter out) {
        OpVisitor writer = new OpWriter(out);
        switch (op.immediate()) {
            case NONE -> plain(op, writer);
            case ZERO -> writer.plain(op);
            case TAG -> writer.tag(op, use(Kind.TAG));
            case CATCH -> writer.handler(op, use(Kind.TAG));
            case CATCH_ALL -> writer.handler(op, CatchClause.ALL);
            case DELEGATE -> writer.delegate(op, label());
            case LABEL -> writer.branch(op, label());
            case LABELS -> labels(writer);
            case FUNC -> writer.function(op, use(Kind.FUNC));
            case TYPE_TABLE -> indirect(op, writer);
            case TYPE -> writer.composite(op, type(), -1);
            case TYPE_FIELD -> {
                int type = type();
                writer.composite(op, type, scope.spaces().types().field(type, cursor.index("a field")));
            }
            case TYPE_COUNT -> writer.composite(op, type(), (int) cursor.unsigned(32, "a number of operands"));
            case TYPE_TYPE -> writer.composite(op, type(), type());
            case TYPE_DATA -> {
                namesData = true;
                writer.composite(op, type(), scope.spaces().data().resolve(cursor.index("a data segment")));
            }
            case TYPE_ELEM -> writer.composite(op, type(), scope.spaces().elements().resolve(cursor.index("an element segment")));
            case CAST -> cast(op, writer);
            case BR_CAST -> writer.cast(op, label(), types.reference(), types.reference());
            case HEAP -> writer.heap(op, types.heap());
            case LOCAL -> writer.local(op, scope.locals().resolve(cursor.index("a local index")));
            case GLOBAL -> writer.global(op, use(Kind.GLOBAL));
            case I32 -> writer.number(op, integer(32));
            case I64 -> writer.number(op, integer(64));
            case F32, F64 -> writer.number(op, number(op));
            case V128 -> {
                long[] halves = LaneShape.vector(cursor);
                writer.vector(op, halves[0], halves[1]);
            }
            case LANE -> writer.lane(op, lane());
            case LANES -> lanes(op, writer);
            default -> storage(op, writer);
        }
    }

    /** Immediates that name tables, memories and segments. */
    private void storage(Op op, OpVisitor writer) {
        switch (op.immediate()) {
            case TABLE -> writer.table(op, optional(Kind.TABLE));
            case MEMORY -> writer.memory(op, optional(Kind.MEMORY));
            case TABLE_TABLE -> {
                boolean written = cursor.seesIndex();
                writer.tables(op, written ? use(Kind.TABLE) : 0, written ? use(Kind.TABLE) : 0);
            }
            case MEMORY_MEMORY -> {
                boolean written = cursor.seesIndex();
                writer.memories(op, written ? use(Kind.MEMORY) : 0, written ? use(Kind.MEMORY) : 0);
            }
            case ELEM -> writer.element(op, scope.spaces().elements().resolve(cursor.index("an element segment")), -1);
            case ELEM_TABLE -> segment(op, writer, scope.spaces().elements(), Kind.TABLE);
            case DATA -> {
                namesData = true;
                writer.data(op, scope.spaces().data().resolve(cursor.index("a data segment")), -1);
            }
            case DATA_MEMORY -> {
                namesData = true;
                segment(op, writer, scope.spaces().data(), Kind.MEMORY);
            }
            case MEMARG -> writer.access(op, memArg(op));
            case MEMARG_LANE -> laneAccess(op, writer);
            default -> throw new IllegalStateException("immediates " + op.immediate() + " of " + op.text());
        }
    }

    private void plain(Op op, OpVisitor writer) {
        if (op == CoreOp.SELECT && cursor.seesOpen("result")) {
            writer.types(CoreOp.SELECT_T, types.results());
        } else {
            writer.plain(op);
        }
    }

    private int type() {
        return scope.spaces().types().index(cursor.index("a type index"));
    }

    /** The name stands for two rows: which one, the type says. */
    private void cast(Op op, OpVisitor writer) {
        RefType type = types.reference();
        boolean tests = op == GcOp.REF_TEST;
        writer.heap(type.nullable() ? tests ? GcOp.REF_TEST_NULL : GcOp.REF_CAST_NULL : op, type.heap());
    }

    private int use(Kind kind) {
        return scope.spaces().of(kind).resolve(cursor.index("a " + kind + " index"));
    }

    private int optional(Kind kind) {
        return cursor.seesIndex() ? use(kind) : 0;
    }

    private int label() {
        return scope.labels().resolve(cursor.index("a label"));
    }

    private void labels(OpVisitor writer) {
        List<Integer> labels = new ArrayList<>();
        do {
            labels.add(label());
        } while (cursor.seesIndex());
        int last = labels.size() - 1;
        writer.branchTable(labels.subList(0, last).stream().mapToInt(Integer::intValue).toArray(), labels.get(last));
    }

    private void indirect(Op op, OpVisitor writer) {
        int table = optional(Kind.TABLE);
        writer.indirect(op, scope.spaces().types().index(types.use(false)), table);
    }

    /** {@code table.init} and {@code memory.init}: the segment comes last, the table or memory may be left out. */
    private void segment(Op op, OpVisitor writer, IndexSpace segments, Kind kind) {
        Index first = cursor.index("a segment");
        int container = cursor.seesIndex() ? scope.spaces().of(kind).resolve(first) : 0;
        int segment = segments.resolve(cursor.seesIndex() ? cursor.index("a segment") : first);
        if (kind == Kind.TABLE) {
            writer.element(op, segment, container);
        } else {
            writer.data(op, segment, container);
        }
    }

    private int lane() {
        return (int) cursor.unsigned(8, "a lane");
    }

    private void lanes(Op op, OpVisitor writer) {
        long[] lanes = new long[LaneShape.I8X16.lanes()];
        for (int i = 0; i < lanes.length; i++) {
            if (!seesNumber()) {
                throw cursor.error(Failure.LANE_LENGTH, lanes.length + " lanes", Integer.toString(i));
            }
            if (!NumberLiteral.isInteger(cursor.text()) || !Character.isDigit(cursor.text().charAt(0))) {
                throw cursor.error(Failure.CONSTANT_OUT_OF_RANGE, "a lane", cursor.text());
            }
            lanes[i] = lane();
        }
        if (seesNumber()) {
            throw cursor.error(Failure.LANE_LENGTH, lanes.length + " lanes", "more");
        }
        long[] halves = LaneShape.I8X16.halves(lanes);
        writer.lanes(op, halves[0], halves[1]);
    }

    /** One number is the lane; of two, the first is the memory. */
    private void laneAccess(Op op, OpVisitor writer) {
        boolean memory = cursor.kind() == TokenKind.ID;
        if (cursor.kind() == TokenKind.NUMBER) {
            Cursor ahead = new Cursor(cursor.tokens(), cursor.position() + 1);
            boolean word = ahead.kind() == TokenKind.KEYWORD;
            memory = ahead.kind() == TokenKind.NUMBER || word && (ahead.text().startsWith("offset=") || ahead.text().startsWith("align="));
        }
        MemArg arg = memArg(op, memory ? use(Kind.MEMORY) : 0);
        writer.laneAccess(op, arg, lane());
    }

    private MemArg memArg(Op op) {
        return memArg(op, optional(Kind.MEMORY));
    }

    private MemArg memArg(Op op, int memory) {
        long offset = assigned("offset=", 64, 0);
        long align = assigned("align=", 64, op.accessBytes());
        if (Long.bitCount(align) != 1) {
            cursor.back();
            throw cursor.error(Failure.ALIGNMENT_POWER, "1, 2, 4 …", cursor.text());
        }
        return new MemArg(Long.numberOfTrailingZeros(align), offset, memory);
    }

    private long assigned(String name, int bits, long absent) {
        String text = cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "";
        if (!text.startsWith(name)) {
            return absent;
        }
        String number = text.substring(name.length());
        if (!NumberLiteral.isInteger(number) || !Character.isDigit(number.charAt(0))) {
            throw cursor.error(Failure.UNKNOWN_OPERATOR, name + " and a number", text);
        }
        return cursor.inRange(NumberLiteral.unsigned(number, bits), "u" + bits);
    }

    private long integer(int bits) {
        String text = cursor.kind() == TokenKind.NUMBER ? cursor.text() : "";
        if (!NumberLiteral.isInteger(text)) {
            throw cursor.unexpected("an i" + bits);
        }
        long value = cursor.inRange(NumberLiteral.integer(text, bits), "i" + bits);
        return bits == 32 ? (int) value : value;
    }

    private boolean seesNumber() {
        return (cursor.kind() == TokenKind.NUMBER || cursor.kind() == TokenKind.KEYWORD) && NumberLiteral.isFloat(cursor.text());
    }

    private long number(Op op) {
        if (!seesNumber()) {
            throw cursor.unexpected("a number");
        }
        String text = cursor.text();
        if (op == CoreOp.F32_CONST) {
            OptionalInt bits = NumberLiteral.f32(text);
            return cursor.inRange(bits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bits.getAsInt() & 0xffff_ffffL), "f32");
        }
        return cursor.inRange(NumberLiteral.f64(text), "f64");
    }

    /** The clauses of a {@code try_table}, which name labels around it. */
    List<CatchClause> clauses() {
        List<CatchClause> clauses = new ArrayList<>();
        while (true) {
            boolean reference = cursor.seesOpen("catch_ref") || cursor.seesOpen("catch_all_ref");
            if (cursor.acceptOpen("catch") || cursor.acceptOpen("catch_ref")) {
                clauses.add(new CatchClause(use(Kind.TAG), reference, label()));
            } else if (cursor.acceptOpen("catch_all") || cursor.acceptOpen("catch_all_ref")) {
                clauses.add(new CatchClause(CatchClause.ALL, reference, label()));
            } else {
                return clauses;
            }
            cursor.expectClose();
        }
    }

    /** The type of a block; the short forms are taken where they fit. */
    BlockType blockType() {
        TypeUse use = types.use(false);
        if (use.type() == null && use.params().isEmpty() && use.results().size() <= 1) {
            return use.results().isEmpty() ? BlockType.EMPTY : BlockType.of(use.results().get(0));
        }
        int index = scope.spaces().types().index(use);
        return BlockType.of(index);
    }

    /** Refuses a name that no row has. */
    RuntimeException unknown(int token) {
        return new Cursor(cursor.tokens(), token).unexpected("an instruction");
    }
}
