package org.granary.validate;

import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.engine.UnsupportedException;
import org.granary.module.ParsedModule.Body;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.MemArg;
import org.granary.op.Op;
import org.granary.op.OpReader;
import org.granary.type.HeapType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * Reads a body and drives two visitors in lock-step: for each instruction first the compiler, which may ask the validator for the types
 * that the instruction finds, then the validator, which takes and leaves them.
 */
public final class BodyWalk {
    private BodyWalk() {
    }

    /**
     * Walks a body to its end.
     *
     * @param validator of the function, fresh
     * @param compiler  is told each instruction before the validator is
     * @throws MalformedException   when the body cannot be decoded
     * @throws org.granary.engine.ValidationException  when it breaks a rule
     * @throws org.granary.engine.UnsupportedException when it needs a proposal that is off or not built
     */
    public static void walk(FunctionValidator validator, OffsetVisitor compiler) {
        run(validator, new Pair(compiler, validator));
    }

    /**
     * Validates a body without compiling it.
     *
     * @param validator of the function, fresh
     * @throws MalformedException   when the body cannot be decoded
     * @throws org.granary.engine.ValidationException  when it breaks a rule
     * @throws org.granary.engine.UnsupportedException when it needs a proposal that is off or not built
     */
    public static void walk(FunctionValidator validator) {
        run(validator, validator);
    }

    private static void run(FunctionValidator validator, OffsetVisitor visitor) {
        Body body = validator.body();
        OpReader reader = new OpReader(validator.module().parsed().binary().range(body.code(), body.end()),
                validator.module().features());
        while (validator.labels() > 0) {
            if (reader.atEnd()) {
                throw new MalformedException(Refusal.of(Failure.END_EXPECTED).at(reader.position()).in(validator.function())
                        .expected("end of " + validator.labels() + " open blocks", "the end of the body"));
            }
            visitor.at(reader.position());
            next(reader, visitor, validator.function());
        }
        if (!reader.atEnd()) {
            throw new MalformedException(Refusal.of(Failure.SECTION_SIZE_MISMATCH).at(reader.position()).in(validator.function())
                    .expected("the end of the body", body.end() - reader.position() + " bytes more"));
        }
    }

    /** What the reader of instructions refuses, it refuses without knowing in which function. */
    private static void next(OpReader reader, OffsetVisitor visitor, int function) {
        try {
            reader.next(visitor);
        } catch (MalformedException e) {
            if (e.function().isPresent()) {
                throw e;
            }
            throw new MalformedException(e.refusal().in(function));
        } catch (UnsupportedException e) {
            if (e.function().isPresent()) {
                throw e;
            }
            throw new UnsupportedException(e.proposal(), e.refusal().in(function));
        }
    }

    private record Pair(OffsetVisitor first, OffsetVisitor second) implements OffsetVisitor {
        @Override
        public void at(int offset) {
            first.at(offset);
            second.at(offset);
        }

        @Override
        public void plain(Op op) {
            first.plain(op);
            second.plain(op);
        }

        @Override
        public void block(Op op, BlockType type) {
            first.block(op, type);
            second.block(op, type);
        }

        @Override
        public void orElse() {
            first.orElse();
            second.orElse();
        }

        @Override
        public void end() {
            first.end();
            second.end();
        }

        @Override
        public void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
            first.tryTable(op, type, clauses);
            second.tryTable(op, type, clauses);
        }

        @Override
        public void handler(Op op, int tag) {
            first.handler(op, tag);
            second.handler(op, tag);
        }

        @Override
        public void delegate(Op op, int label) {
            first.delegate(op, label);
            second.delegate(op, label);
        }

        @Override
        public void tag(Op op, int tag) {
            first.tag(op, tag);
            second.tag(op, tag);
        }

        @Override
        public void branch(Op op, int label) {
            first.branch(op, label);
            second.branch(op, label);
        }

        @Override
        public void branchTable(int[] labels, int defaultLabel) {
            first.branchTable(labels, defaultLabel);
            second.branchTable(labels, defaultLabel);
        }

        @Override
        public void function(Op op, int function) {
            first.function(op, function);
            second.function(op, function);
        }

        @Override
        public void indirect(Op op, int type, int table) {
            first.indirect(op, type, table);
            second.indirect(op, type, table);
        }

        @Override
        public void composite(Op op, int type, int more) {
            first.composite(op, type, more);
            second.composite(op, type, more);
        }

        @Override
        public void cast(Op op, int label, RefType from, RefType to) {
            first.cast(op, label, from, to);
            second.cast(op, label, from, to);
        }

        @Override
        public void local(Op op, int local) {
            first.local(op, local);
            second.local(op, local);
        }

        @Override
        public void global(Op op, int global) {
            first.global(op, global);
            second.global(op, global);
        }

        @Override
        public void table(Op op, int table) {
            first.table(op, table);
            second.table(op, table);
        }

        @Override
        public void tables(Op op, int target, int source) {
            first.tables(op, target, source);
            second.tables(op, target, source);
        }

        @Override
        public void element(Op op, int segment, int table) {
            first.element(op, segment, table);
            second.element(op, segment, table);
        }

        @Override
        public void access(Op op, MemArg arg) {
            first.access(op, arg);
            second.access(op, arg);
        }

        @Override
        public void memory(Op op, int memory) {
            first.memory(op, memory);
            second.memory(op, memory);
        }

        @Override
        public void memories(Op op, int target, int source) {
            first.memories(op, target, source);
            second.memories(op, target, source);
        }

        @Override
        public void data(Op op, int segment, int memory) {
            first.data(op, segment, memory);
            second.data(op, segment, memory);
        }

        @Override
        public void number(Op op, long bits) {
            first.number(op, bits);
            second.number(op, bits);
        }

        @Override
        public void heap(Op op, HeapType heap) {
            first.heap(op, heap);
            second.heap(op, heap);
        }

        @Override
        public void types(Op op, List<ValType> types) {
            first.types(op, types);
            second.types(op, types);
        }

        @Override
        public void vector(Op op, long low, long high) {
            first.vector(op, low, high);
            second.vector(op, low, high);
        }

        @Override
        public void lane(Op op, int lane) {
            first.lane(op, lane);
            second.lane(op, lane);
        }

        @Override
        public void lanes(Op op, long low, long high) {
            first.lanes(op, low, high);
            second.lanes(op, low, high);
        }

        @Override
        public void laneAccess(Op op, MemArg arg, int lane) {
            first.laneAccess(op, arg, lane);
            second.laneAccess(op, arg, lane);
        }
    }
}
