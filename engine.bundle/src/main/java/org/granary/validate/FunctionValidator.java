package org.granary.validate;

import java.util.BitSet;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.module.ParsedModule.Body;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.MemArg;
import org.granary.op.Op;
import org.granary.op.Signature;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * Validates one body, instruction by instruction, and tells whoever walks along the types that an instruction finds. Confined to one
 * thread.
 *
 * <p>Source: WebAssembly core specification, section 3.4 (instructions) by the algorithm of appendix A.6.
 */
public final class FunctionValidator implements OffsetVisitor {
    private final ValidModule module;
    private final Spaces spaces;
    private final int function;
    private final Body body;
    private final Place place;
    private final Stacks stacks;
    private final Locals locals;
    private final ExceptionRules exceptions;
    private final ReferenceRules references;
    private final CallRules calls;
    private final TableRules tables;
    private final MemoryRules memories;
    private boolean growsMemory;

    /**
     * For the body of a function.
     *
     * @param module    its module
     * @param funcIndex the function's index, imports first; not an import
     */
    public FunctionValidator(ValidModule module, int funcIndex) {
        this.module = module;
        this.spaces = module.spaces();
        this.function = funcIndex;
        this.place = new Place(funcIndex);
        this.stacks = new Stacks(place);
        this.references = new ReferenceRules(spaces, place, stacks);
        this.calls = new CallRules(spaces, place, stacks, function);
        this.tables = new TableRules(spaces, place, stacks);
        this.memories = new MemoryRules(spaces, place, stacks);
        FuncType type = spaces.functions.get(funcIndex).func();
        this.body = module.parsed().bodies().get(function - spaces.importedFunctions);
        place.at(body.start());
        this.locals = new Locals(place, type.params(), body.locals(), spaces);
        this.exceptions = new ExceptionRules(spaces, place, stacks, locals);
        stacks.open(null, new FuncType(List.of(), type.results()), 0);
    }

    /** For an expression outside functions that gives one value. */
    FunctionValidator(Spaces spaces, ValType result, Place place) {
        this.module = null;
        this.spaces = spaces;
        this.function = -1;
        this.body = null;
        this.place = place;
        this.stacks = new Stacks(place);
        this.references = new ReferenceRules(spaces, place, stacks);
        this.calls = new CallRules(spaces, place, stacks, function);
        this.tables = new TableRules(spaces, place, stacks);
        this.memories = new MemoryRules(spaces, place, stacks);
        this.locals = new Locals(place, List.of(), List.of(), spaces);
        this.exceptions = new ExceptionRules(spaces, place, stacks, locals);
        stacks.open(null, new FuncType(List.of(), List.of(result)), 0);
    }

    ValidModule module() {
        return module;
    }

    int function() {
        return function;
    }

    Body body() {
        return body;
    }

    /** Whether a {@code memory.grow} has been passed. */
    boolean growsMemory() {
        return growsMemory;
    }

    /** Whether a tail call of another function has been passed. */
    boolean tailCalls() {
        return calls.tailCalls();
    }

    /** The functions that the tail calls passed so far name. */
    BitSet tailCallees() {
        return calls.tailCallees();
    }

    /**
     * Whether the next instruction can be reached.
     *
     * @return false after a branch, return or trap, and in every block that begins there, until the {@code end} or {@code else} of a block
     *         that began before it
     */
    public boolean reachable() {
        return stacks.top().reachable();
    }

    /**
     * The number of operands on the stack, of all open blocks together.
     *
     * @return how many
     */
    public int height() {
        return stacks.height();
    }

    /**
     * The type of an operand that the next instruction finds.
     *
     * @param fromTop 0 for the operand on top
     * @return its type, or null for the bottom type, which stands only where the code cannot be reached
     */
    public ValType operand(int fromTop) {
        return stacks.operand(fromTop);
    }

    /**
     * The number of labels, the function's own included.
     *
     * @return 0 after the last {@code end}
     */
    public int labels() {
        return stacks.labels();
    }

    /**
     * An open block.
     *
     * @param label counted outwards from 0
     * @return the block
     */
    public Frame frame(int label) {
        return stacks.label(label);
    }

    @Override
    public void at(int offset) {
        place.at(offset);
    }

    @Override
    public void plain(Op op) {
        Signature signature = op.signature().orElse(null);
        if (signature != null) {
            stacks.apply(signature.params(), signature.results());
        } else if (op instanceof CoreOp core) {
            contextual(core);
        } else if (op instanceof GcOp gc) {
            references.convert(gc);
        } else {
            throw new IllegalStateException(op + " has neither signature nor rule");
        }
    }

    private void contextual(CoreOp op) {
        switch (op) {
            case UNREACHABLE -> stacks.unreachable();
            case RETURN -> {
                stacks.pop(stacks.functionResults());
                stacks.unreachable();
            }
            case THROW_REF -> exceptions.raiseReference();
            case DROP -> stacks.pop();
            case SELECT -> select();
            case REF_IS_NULL -> {
                references.reference();
                stacks.push(NumType.I32);
            }
            case REF_AS_NON_NULL -> stacks.push(references.reference().nonNull());
            default -> throw new IllegalStateException(op + " has neither signature nor rule");
        }
    }

    private void select() {
        stacks.popI32();
        ValType second = stacks.pop();
        ValType first = stacks.pop();
        if (first instanceof RefType || second instanceof RefType) {
            throw place.invalid(Failure.TYPE_MISMATCH, "two numbers or two vectors (references need select with a type)", first + " and "
                    + second);
        }
        if (first != null && second != null && first != second) {
            throw place.invalid(Failure.TYPE_MISMATCH, first, second);
        }
        stacks.push(first == null ? second : first);
    }

    @Override
    public void types(Op op, List<ValType> types) {
        if (types.size() != 1) {
            throw place.invalid(Failure.INVALID_RESULT_ARITY, "one type", types.size());
        }
        ValType type = spaces.resolve(types.get(0), place);
        stacks.popI32();
        stacks.pop(type);
        stacks.pop(type);
        stacks.push(type);
    }

    @Override
    public void tryTable(Op op, BlockType written, List<CatchClause> clauses) {
        FuncType type = spaces.block(written, place);
        stacks.pop(type.params());
        exceptions.clauses(clauses);
        stacks.open(op, type, locals.count());
    }

    @Override
    public void handler(Op op, int tag) {
        exceptions.handler(op, tag);
    }

    @Override
    public void delegate(Op op, int label) {
        exceptions.delegate(label);
    }

    @Override
    public void tag(Op op, int tag) {
        exceptions.raise(tag);
    }

    @Override
    public void block(Op op, BlockType written) {
        FuncType type = spaces.block(written, place);
        if (op == CoreOp.IF) {
            stacks.popI32();
        }
        stacks.pop(type.params());
        stacks.open(op, type, locals.count());
    }

    @Override
    public void orElse() {
        Frame then = stacks.top();
        if (then.op() != CoreOp.IF) {
            throw new MalformedException(place.refusal(Failure.END_EXPECTED).expected("end", "else without if"));
        }
        stacks.close();
        locals.reset(then.initialised());
        stacks.open(CoreOp.ELSE, then.type(), then.initialised(), then.entered());
    }

    @Override
    public void end() {
        Frame closed = stacks.close();
        locals.reset(closed.initialised());
        if (closed.op() == CoreOp.IF) {
            for (int i = 0; i < Math.max(closed.params().size(), closed.results().size()); i++) {
                missingElse(closed, i);
            }
        }
        if (stacks.labels() > 0) {
            stacks.push(closed.results());
        }
    }

    /** An if without else passes its parameters on as results. */
    private void missingElse(Frame closed, int i) {
        if (closed.params().size() != closed.results().size()) {
            throw place.invalid(Failure.TYPE_MISMATCH, closed.results() + " also without else", closed.params());
        }
        stacks.match(closed.params().get(i), closed.results().get(i));
    }

    @Override
    public void branch(Op op, int label) {
        if (op == CoreOp.RETHROW) {
            exceptions.raiseAgain(label);
            return;
        }
        if (op == CoreOp.BR_ON_NULL) {
            references.branchOnNull(stacks.label(label).labelTypes());
            return;
        }
        if (op == CoreOp.BR_ON_NON_NULL) {
            references.branchOnNonNull(stacks.label(label).labelTypes());
            return;
        }
        List<ValType> types = op == CoreOp.BR_IF ? condition(label) : stacks.label(label).labelTypes();
        stacks.pop(types);
        if (op == CoreOp.BR_IF) {
            stacks.push(types);
        } else {
            stacks.unreachable();
        }
    }

    private List<ValType> condition(int label) {
        List<ValType> types = stacks.label(label).labelTypes();
        stacks.popI32();
        return types;
    }

    @Override
    public void branchTable(int[] labels, int defaultLabel) {
        place.check(ModuleLimits.BRANCH_TARGETS, labels.length);
        List<ValType> last = condition(defaultLabel);
        BitSet checked = new BitSet();
        for (int label : labels) {
            List<ValType> types = stacks.label(label).labelTypes();
            if (checked.get(label)) {
                continue;
            }
            if (types.size() != last.size()) {
                throw place.invalid(Failure.TYPE_MISMATCH, last.size() + " operands for every label", types.size() + " for label " + label);
            }
            stacks.check(types);
            checked.set(label);
        }
        stacks.pop(last);
        stacks.unreachable();
    }

    @Override
    public void function(Op op, int index) {
        if (op == CoreOp.REF_FUNC) {
            stacks.push(calls.reference(index));
        } else {
            calls.direct(op, index);
        }
    }

    @Override
    public void composite(Op op, int typeIndex, int second) {
        if (op instanceof GcOp gc) {
            references.apply(gc, typeIndex, second);
        } else {
            calls.byReference(op, typeIndex);
        }
    }

    @Override
    public void cast(Op op, int label, RefType from, RefType to) {
        references.branchOnCast(op, stacks.label(label).labelTypes(), from, to);
    }

    @Override
    public void indirect(Op op, int typeIndex, int tableIndex) {
        calls.indirect(op, typeIndex, tableIndex);
    }

    @Override
    public void local(Op op, int index) {
        ValType type = locals.type(index);
        if (op == CoreOp.LOCAL_GET) {
            locals.read(index);
            stacks.push(type);
            return;
        }
        stacks.pop(type);
        locals.written(index);
        if (op == CoreOp.LOCAL_TEE) {
            stacks.push(type);
        }
    }

    @Override
    public void global(Op op, int index) {
        GlobalType type = spaces.globals.get(place.known(Failure.UNKNOWN_GLOBAL, index, spaces.globals.size()));
        if (op == CoreOp.GLOBAL_GET) {
            stacks.push(type.content());
            return;
        }
        if (!type.mutable()) {
            throw place.invalid(Failure.IMMUTABLE_GLOBAL, "a mutable global", "global " + index + ", " + type);
        }
        stacks.pop(type.content());
    }

    @Override
    public void table(Op op, int table) {
        tables.apply(op, table);
    }

    @Override
    public void tables(Op op, int target, int source) {
        tables.copy(target, source);
    }

    @Override
    public void element(Op op, int segment, int table) {
        tables.segment(op, segment, table);
    }

    @Override
    public void access(Op op, MemArg arg) {
        memories.access(op, arg);
    }

    @Override
    public void memory(Op op, int memory) {
        memories.apply(op, memory);
        growsMemory |= op == CoreOp.MEMORY_GROW;
    }

    @Override
    public void memories(Op op, int target, int source) {
        memories.copy(target, source);
    }

    @Override
    public void data(Op op, int segment, int memory) {
        memories.segment(op, segment, memory);
    }

    @Override
    public void number(Op op, long bits) {
        plain(op);
    }

    @Override
    public void heap(Op op, HeapType heap) {
        if (op == CoreOp.REF_NULL) {
            stacks.push(new RefType(true, spaces.resolve(heap, place)));
        } else {
            references.cast(op, heap);
        }
    }

    @Override
    public void vector(Op op, long low, long high) {
        plain(op);
    }

    @Override
    public void lane(Op op, int lane) {
        if (lane >= op.lanes()) {
            throw place.invalid(Failure.INVALID_LANE_INDEX, "less than " + op.lanes() + " for " + op.text(), lane);
        }
        plain(op);
    }

    @Override
    public void lanes(Op op, long low, long high) {
        for (int i = 0; i < Long.BYTES; i++) {
            int larger = (int) Math.max(low >>> 8 * i & 0xff, high >>> 8 * i & 0xff);
            if (larger >= op.lanes()) {
                throw place.invalid(Failure.INVALID_LANE_INDEX, "less than " + op.lanes() + " for " + op.text(), larger);
            }
        }
        plain(op);
    }

    @Override
    public void laneAccess(Op op, MemArg arg, int lane) {
        if (lane >= op.lanes()) {
            throw place.invalid(Failure.INVALID_LANE_INDEX, "less than " + op.lanes() + " for " + op.text(), lane);
        }
        access(op, arg);
    }
}
