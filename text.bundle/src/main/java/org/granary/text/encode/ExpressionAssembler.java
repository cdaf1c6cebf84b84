package org.granary.text.encode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.granary.bytes.ByteWriter;
import org.granary.engine.Failure;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.op.OpWriter;
import org.granary.op.Ops;
import org.granary.text.encode.CodeNotes.Note;
import org.granary.text.lex.Annotation;
import org.granary.text.lex.TokenKind;
import org.granary.text.syntax.Annotations;
import org.granary.text.syntax.Cursor;
import org.granary.text.syntax.Id;
import org.granary.text.syntax.TypeParser;

/**
 * Assembles a sequence of instructions, flat and folded ones mixed. Confined to one thread.
 *
 * <p>Why a stack of its own instead of recursion: folded code of producers nests deeper than Java's stack is.
 *
 * <p>Source: WebAssembly core specification, sections 6.5.3 (control instructions) and 6.5.11 (folded instructions).
 */
final class ExpressionAssembler {
    /** What is open. */
    private enum Open {
        /** A block that ends with {@code end}. */
        FLAT_BLOCK,
        /** An {@code if} that may still meet its {@code else}. */
        FLAT_IF,
        /** A folded instruction, written when its parenthesis closes, after its operands. */
        FOLDED,
        /** A folded block, which ends with its parenthesis. */
        FOLDED_BLOCK,
        /** A folded {@code if} before its {@code then}. */
        CONDITION,
        /** The inside of {@code (then} or {@code (else}. */
        ARM,
        /** A folded {@code if} after {@code then}. */
        AFTER_THEN,
        /** A folded {@code if} after {@code else}, or {@code try} after {@code catch_all}: nothing more may come. */
        COMPLETE,
        /** A {@code try} before its first handler. */
        FLAT_TRY,
        /** A {@code try} that may meet more handlers. */
        FLAT_HANDLERS,
        /** A folded {@code try} before its {@code do}. */
        TRY,
        /** A folded {@code try} after {@code do}. */
        AFTER_DO,
        /** A folded {@code try} that may meet more handlers. */
        AFTER_CATCH,
        /** A folded {@code try} after {@code delegate}, which is its end. */
        DELEGATED
    }

    /**
     * Something open.
     *
     * @param state what it is
     * @param held  the instruction's bytes that are not written yet, or null
     * @param label the label of a folded {@code if} before its {@code then}, or null
     * @param notes what annotations say of the held instruction
     * @param token where the held instruction stands
     */
    private record Frame(Open state, byte[] held, Id label, List<Note> notes, int token) {
        private Frame(Open state) {
            this(state, null, null, List.of(), 0);
        }
    }

    /** Blocks that {@code end} ends. */
    private static final Set<Open> FLAT = EnumSet.of(Open.FLAT_BLOCK, Open.FLAT_IF, Open.FLAT_TRY, Open.FLAT_HANDLERS);
    /** Places between the parts of a folded block, where no instruction stands. */
    private static final Set<Open> BETWEEN = EnumSet.of(Open.AFTER_THEN, Open.COMPLETE, Open.TRY, Open.AFTER_DO, Open.AFTER_CATCH,
            Open.DELEGATED);

    private final Cursor cursor;
    private final int end;
    private final Immediates immediates;
    private final Scope scope;
    private final ByteWriter out;
    private final Origins origins;
    private final OpWriter writer;
    private final Deque<Frame> open = new ArrayDeque<>();
    /** The token where the present instruction starts, be it its parenthesis. */
    private int at;

    private ExpressionAssembler(Cursor cursor, int end, Scope scope, ByteWriter out, Origins origins) {
        this.origins = origins;
        this.cursor = cursor;
        this.end = end;
        this.scope = scope;
        this.out = out;
        immediates = new Immediates(cursor, new TypeParser(cursor, scope.typeNames()), scope);
        writer = new OpWriter(out);
    }

    /**
     * Assembles instructions and the {@code end} after them.
     *
     * @param cursor at the first instruction
     * @param end    the token after the last
     * @param scope  the names in reach
     * @param out    where to write
     * @param origins is told which token each instruction is written for
     * @return whether an instruction names a data segment
     */
    static boolean assemble(Cursor cursor, int end, Scope scope, ByteWriter out, Origins origins) {
        ExpressionAssembler assembler = new ExpressionAssembler(cursor, end, scope, out, origins);
        assembler.run();
        return assembler.immediates.namesData();
    }

    private void run() {
        while (cursor.position() < end) {
            step();
        }
        if (!open.isEmpty()) {
            throw cursor.unexpected("end");
        }
        origins.mark(out.size(), end);
        writer.end();
    }

    private void step() {
        at = cursor.position();
        // of an instruction that is held the bytes come later, and the next one marks this offset anew
        origins.mark(out.size(), at);
        Open top = open.isEmpty() ? Open.FOLDED_BLOCK : open.peek().state();
        switch (cursor.kind()) {
            case RIGHT -> close(top);
            case LEFT -> {
                if (top == Open.CONDITION && cursor.acceptOpen("then")) {
                    then();
                } else if (top == Open.AFTER_THEN && cursor.acceptOpen("else")) {
                    arm(Open.COMPLETE);
                    writer.orElse();
                } else if (top == Open.TRY) {
                    cursor.expectOpen("do");
                    arm(Open.AFTER_DO);
                } else if (top == Open.AFTER_DO || top == Open.AFTER_CATCH) {
                    foldedHandler(top);
                } else if (BETWEEN.contains(top)) {
                    throw cursor.unexpected(")");
                } else {
                    cursor.next();
                    folded();
                }
            }
            case KEYWORD -> {
                if (top == Open.FOLDED || top == Open.CONDITION || BETWEEN.contains(top)) {
                    throw cursor.unexpected("( or )");
                }
                flat();
            }
            default -> throw cursor.unexpected("an instruction");
        }
    }

    private void then() {
        Frame condition = open.pop();
        flush(condition);
        scope.labels().push(condition.label());
        open.push(new Frame(Open.AFTER_THEN));
        open.push(new Frame(Open.ARM));
    }

    /** The inside of a parenthesis begins; after it the block is in another state. */
    private void arm(Open after) {
        replace(after);
        open.push(new Frame(Open.ARM));
    }

    private void foldedHandler(Open top) {
        if (cursor.acceptOpen("catch")) {
            arm(Open.AFTER_CATCH);
            immediates.write(CoreOp.CATCH, out);
        } else if (cursor.acceptOpen("catch_all")) {
            arm(Open.COMPLETE);
            immediates.write(CoreOp.CATCH_ALL, out);
        } else if (top == Open.AFTER_DO && cursor.acceptOpen("delegate")) {
            replace(Open.DELEGATED);
            scope.labels().pop();
            immediates.write(CoreOp.DELEGATE, out);
            cursor.expectClose();
        } else {
            throw cursor.unexpected(")");
        }
    }

    private void replace(Open state) {
        open.pop();
        open.push(new Frame(state));
    }

    private void close(Open top) {
        if (open.isEmpty() || FLAT.contains(top)) {
            throw cursor.unexpected("end");
        }
        if (top == Open.CONDITION || top == Open.TRY) {
            throw cursor.unexpected(top == Open.TRY ? "(do" : "(then");
        }
        cursor.next();
        Frame frame = open.pop();
        if (top == Open.FOLDED) {
            flush(frame);
        } else if (top != Open.ARM && top != Open.DELEGATED) {
            scope.labels().pop();
            writer.end();
        }
    }

    private void flush(Frame frame) {
        note(frame.notes());
        origins.mark(out.size(), frame.token());
        out.bytes(frame.held());
    }

    /** Remembers that notes are about the instruction that is written next. */
    private void note(List<Note> notes) {
        if (!notes.isEmpty()) {
            scope.notes().add(notes, out.size());
        }
    }

    /** What annotations say of the present instruction. */
    private List<Note> notes() {
        List<Annotation> annotations = cursor.tokens().annotations(at);
        if (annotations.isEmpty() || scope.notes() == null) {
            return List.of();
        }
        List<Note> notes = new ArrayList<>();
        for (Annotation annotation : annotations) {
            if (annotation.name().startsWith(Annotation.CODE_METADATA)) {
                if (notes.stream().anyMatch(note -> note.name().equals(annotation.name()))) {
                    throw Annotations.error(cursor.tokens(), annotation, Failure.DUPLICATE_ANNOTATION);
                }
                notes.add(new Note(annotation.name(), Annotations.strings(annotation)));
            }
        }
        return notes;
    }

    private void folded() {
        Op op = op();
        switch (op.immediate()) {
            case BLOCK -> foldedBlock(op);
            case TRY_TABLE -> {
                tryTable(op);
                open.push(new Frame(Open.FOLDED_BLOCK));
            }
            case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> {
                cursor.back();
                throw cursor.unexpected("an instruction");
            }
            default -> {
                ByteWriter held = new ByteWriter();
                List<Note> notes = notes();
                immediates.write(op, held);
                open.push(new Frame(Open.FOLDED, held.toByteArray(), null, notes, at));
            }
        }
    }

    private void foldedBlock(Op op) {
        Id label = cursor.id();
        BlockType type = immediates.blockType();
        if (op == CoreOp.IF) {
            ByteWriter held = new ByteWriter();
            new OpWriter(held).block(op, type);
            open.push(new Frame(Open.CONDITION, held.toByteArray(), label, notes(), at));
        } else {
            note(notes());
            writer.block(op, type);
            scope.labels().push(label);
            open.push(new Frame(op == CoreOp.TRY ? Open.TRY : Open.FOLDED_BLOCK));
        }
    }

    private void tryTable(Op op) {
        Id label = cursor.id();
        BlockType type = immediates.blockType();
        note(notes());
        writer.tryTable(op, type, immediates.clauses());
        scope.labels().push(label);
    }

    private void flat() {
        Op op = op();
        switch (op.immediate()) {
            case BLOCK -> {
                Id label = cursor.id();
                BlockType type = immediates.blockType();
                note(notes());
                writer.block(op, type);
                scope.labels().push(label);
                open.push(new Frame(op == CoreOp.IF ? Open.FLAT_IF : op == CoreOp.TRY ? Open.FLAT_TRY : Open.FLAT_BLOCK));
            }
            case TRY_TABLE -> {
                tryTable(op);
                open.push(new Frame(Open.FLAT_BLOCK));
            }
            case CATCH, CATCH_ALL -> {
                require(EnumSet.of(Open.FLAT_TRY, Open.FLAT_HANDLERS));
                replace(op == CoreOp.CATCH ? Open.FLAT_HANDLERS : Open.FLAT_BLOCK);
                immediates.write(op, out);
            }
            case DELEGATE -> {
                require(EnumSet.of(Open.FLAT_TRY));
                open.pop();
                scope.labels().pop();
                immediates.write(op, out);
            }
            case ELSE -> {
                require(EnumSet.of(Open.FLAT_IF));
                scope.labels().repeat(cursor.id());
                replace(Open.FLAT_BLOCK);
                writer.orElse();
            }
            case END -> {
                require(FLAT);
                scope.labels().repeat(cursor.id());
                open.pop();
                scope.labels().pop();
                writer.end();
            }
            default -> {
                note(notes());
                immediates.write(op, out);
            }
        }
    }

    /** Checks that what ends or divides a block stands in one of the right kind. */
    private void require(Set<Open> wanted) {
        if (open.isEmpty() || !wanted.contains(open.peek().state())) {
            cursor.back();
            throw cursor.unexpected("an instruction");
        }
    }

    private Op op() {
        if (cursor.kind() != TokenKind.KEYWORD) {
            throw cursor.unexpected("an instruction");
        }
        int token = cursor.next();
        return Ops.find(cursor.tokens().text(token)).orElseThrow(() -> immediates.unknown(token));
    }
}
