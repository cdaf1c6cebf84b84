package org.granary.compile.build;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.engine.Proposal;
import org.granary.engine.TrapCode;
import org.granary.op.AtomicOp;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.op.SimdOp;
import org.granary.type.FuncType;
import org.granary.type.HeapType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.validate.BodyWalk;
import org.granary.validate.FuelPlan;
import org.granary.validate.FunctionValidator;
import org.granary.validate.OffsetVisitor;
import org.granary.validate.ValidModule;

/**
 * Turns a body into the compiler's form, driven through the validator: what it needs to know of types it asks there. Instructions that
 * control cannot reach are passed over. Confined to one thread.
 *
 * <p>Effects happen in statements, in the program's order; pure values wait as trees in {@link Operands}. Blocks become marks;
 * only loops and ifs nest. See {@link BlockBuilder} for control.
 */
public final class IrBuilder implements OffsetVisitor {
    private final ValidModule module;
    private final int function;
    private final int start;
    private final int declared;
    private final List<Kind> locals;
    private final Operands operands;
    /** Made when the first vector is met: with it comes the whole table of their instructions. */
    private VectorBuilder vectors;
    private final ReferenceBuilder references;
    private final BlockBuilder blocks;
    private final CallBuilder calls;
    private final StorageBuilder storage;

    private IrBuilder(ValidModule module, int ownFunc, FuelPlan fuel) {
        this.module = module;
        this.function = module.importedFunctions() + ownFunc;
        this.start = module.parsed().bodies().start(ownFunc);
        this.locals = new ArrayList<>(CallShape.kinds(module.locals(ownFunc)));
        this.declared = locals.size();
        this.operands = new Operands(locals, module.parsed().bodies().length(ownFunc));
        this.blocks = new BlockBuilder(operands, CallShape.kinds(module.functionType(function).func().results()), fuel);
        this.references = new ReferenceBuilder(module, operands, blocks);
        this.calls = new CallBuilder(module, operands, blocks, function, List.copyOf(locals));
        this.storage = new StorageBuilder(module, operands);
    }

    /**
     * Builds a function.
     *
     * @param module  a valid module
     * @param ownFunc the function's number among the module's own
     * @param fuel    where it pays for its instructions
     * @param epochs  whether it looks at the engine's epoch
     * @return the function in the compiler's form
     */
    public static IrFunction build(ValidModule module, int ownFunc, FuelPlan fuel, boolean epochs) {
        IrBuilder builder = new IrBuilder(module, ownFunc, fuel);
        BodyWalk.walk(new FunctionValidator(module, builder.function), builder);
        return CountedLoops.rewrite(new IrFunction(builder.function, module.functionType(builder.function), builder.locals,
                builder.declared, builder.blocks.labels(), builder.blocks.body(),
                builder.blocks.deepest(), module.tailCalls(builder.function), builder.operands.positions()), fuel != FuelPlan.FREE, epochs);
    }

    @Override
    public void at(int offset) {
        if (blocks.live()) {
            operands.bound();
        }
        blocks.charge();
        operands.at(offset - start);
    }

    private VectorBuilder vectors() {
        if (vectors == null) {
            vectors = new VectorBuilder(operands);
        }
        return vectors;
    }

    private boolean dead() {
        return !blocks.live();
    }

    private void emit(Stmt statement) {
        operands.emit(statement);
    }

    private int offset() {
        return operands.offset();
    }

    @Override
    public void plain(Op op) {
        if (dead()) {
            return;
        }
        if (!(op instanceof CoreOp core)) {
            further(op);
            return;
        }
        if (op.signature().isPresent()) {
            if (op != CoreOp.NOP) {
                numeric(op);
            }
            return;
        }
        switch (core) {
            case UNREACHABLE -> {
                operands.settle(Effects.TRAP);
                emit(new Control.Raise(offset(), TrapCode.UNREACHABLE));
                blocks.die();
            }
            case RETURN -> blocks.leave();
            case THROW_REF -> {
                Expr reference = operands.pop().expr();
                operands.settle(Effects.TRAP);
                emit(new Control.ThrowRef(offset(), reference));
                blocks.die();
            }
            case DROP -> drop();
            case SELECT -> select();
            case REF_AS_NON_NULL -> references.nonNull();
            case REF_IS_NULL -> {
                List<Operand> taken = operands.take(1);
                operands.combine(taken, 0, new Expr.RefIsNull(taken.get(0).expr()));
            }
            default -> throw new IllegalStateException(op + " has no form");
        }
    }

    /** A row with a prefix: apart, so that a module without any needs none of their tables. */
    private void further(Op op) {
        if (op == AtomicOp.ATOMIC_FENCE) {
            storage.routine(op, 0, 0, 0);
        } else if (op instanceof SimdOp) {
            vectors().apply(op);
        } else if (op.proposal() == Proposal.WIDE_ARITHMETIC) {
            wide((MiscOp) op);
        } else if (op.signature().isPresent()) {
            numeric(op);
        } else if (op != GcOp.ANY_CONVERT_EXTERN && op != GcOp.EXTERN_CONVERT_ANY) {
            // those two do nothing: both hierarchies are held alike
            throw new IllegalStateException(op + " has no form");
        }
    }

    private void numeric(Op op) {
        Kind kind = Kind.of(op.signature().get().results().get(0));
        List<Operand> taken = operands.take(op.signature().get().params().size());
        operands.combine(taken, Effects.of(op), new Expr.Apply(op, kind, Operand.exprs(taken)));
    }

    /**
     * Two results of 64 bits: the low half is a plain instruction on the low halves, the high half what the row itself stands for in a
     * tree.
     */
    private void wide(MiscOp op) {
        int many = op.signature().get().params().size();
        List<Expr> args = operands.settleTop(many);
        operands.pop(many);
        operands.push(new Operand(new Expr.Apply(op.lowHalf(), Kind.I64, List.of(args.get(0), args.get(many / 2))), 3, 0, List.of()));
        operands.push(new Operand(new Expr.Apply(op, Kind.I64, args), many + 1, 0, List.of()));
    }

    private void drop() {
        Operand dropped = operands.pop();
        if ((dropped.effects() & Effects.TRAP) != 0) {
            operands.settle(Effects.TRAP);
            emit(new Stmt.Effect(offset(), dropped.expr()));
        }
    }

    private void select() {
        List<Operand> taken = operands.take(3);
        List<Expr> args = Operand.exprs(taken);
        operands.combine(taken, 0, new Expr.Select(args.get(0).kind(), args.get(0), args.get(1), args.get(2)));
        if (operands.topKind() == Kind.V128) {
            operands.settleLast();
        }
    }

    @Override
    public void types(Op op, List<ValType> types) {
        if (!dead()) {
            select();
        }
    }

    @Override
    public void block(Op op, BlockType type) {
        FuncType resolved = module.blockType(type);
        blocks.open(op, CallShape.kinds(resolved.params()), CallShape.kinds(resolved.results()));
    }

    @Override
    public void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
        block(op, type);
        if (!dead()) {
            blocks.tries().clauses(clauses, this::tagKinds);
        }
    }

    @Override
    public void handler(Op op, int tag) {
        blocks.tries().handler(tag, tag == CatchClause.ALL ? List.of() : tagKinds(tag));
    }

    private List<Kind> tagKinds(int tag) {
        return CallShape.kinds(module.tag(tag).func().params());
    }

    @Override
    public void delegate(Op op, int label) {
        blocks.tries().delegate(label);
    }

    @Override
    public void tag(Op op, int tag) {
        if (dead()) {
            return;
        }
        int many = module.tag(tag).func().params().size();
        operands.limit(many);
        List<Expr> values = Operand.exprs(operands.pop(many));
        operands.settle(Effects.TRAP);
        emit(new Control.Throw(offset(), tag, values));
        blocks.die();
    }

    @Override
    public void orElse() {
        blocks.orElse();
    }

    @Override
    public void end() {
        blocks.end();
    }

    @Override
    public void branch(Op op, int label) {
        if (dead()) {
            return;
        }
        if (op == CoreOp.RETHROW) {
            blocks.tries().again(label);
        } else if (op == CoreOp.BR) {
            blocks.branch(label);
        } else if (op == CoreOp.BR_ON_NULL || op == CoreOp.BR_ON_NON_NULL) {
            references.branchOnNull(label, op == CoreOp.BR_ON_NULL);
        } else {
            blocks.branchIf(label);
        }
    }

    @Override
    public void branchTable(int[] labels, int defaultLabel) {
        if (!dead()) {
            blocks.branchTable(labels, defaultLabel);
        }
    }

    @Override
    public void cast(Op op, int label, RefType from, RefType to) {
        if (!dead()) {
            references.branchOnCast(op, label, to);
        }
    }

    @Override
    public void local(Op op, int local) {
        if (dead()) {
            return;
        }
        if (op != CoreOp.LOCAL_GET) {
            set(local);
        }
        if (op != CoreOp.LOCAL_SET) {
            operands.pushLocal(local);
        }
    }

    private void set(int local) {
        Operand value = operands.pop();
        operands.settleReaders(local, (value.effects() & Effects.TRAP) != 0);
        if (!resultInto(local, value)) {
            emit(new Stmt.SetLocal(offset(), local, value.expr()));
        }
    }

    /**
     * Lets a call or routine that stands right before put its one result in the local itself, in place of a temporary that nobody else can
     * name.
     */
    private boolean resultInto(int local, Operand value) {
        List<Stmt> out = operands.out();
        if (out.isEmpty() || !(value.expr() instanceof Expr.LocalGet get) || get.local() < declared) {
            return false;
        }
        Stmt last = out.get(out.size() - 1);
        if (last instanceof Stmt.SetLocal set && set.local() == get.local()) {
            out.set(out.size() - 1, new Stmt.SetLocal(set.offset(), local, set.value()));
            return true;
        }
        if (last instanceof Stmt.Call call && call.results().equals(List.of(get.local()))) {
            out.set(out.size() - 1, new Stmt.Call(call.offset(), call.callee(), call.arguments(), List.of(local)));
            return true;
        }
        return false;
    }

    @Override
    public void number(Op op, long bits) {
        if (!dead()) {
            operands.push(Operand.leaf(new Expr.Const(Kind.of(op.signature().get().results().get(0)), bits, 0)));
        }
    }

    @Override
    public void heap(Op op, HeapType heap) {
        if (dead()) {
            return;
        }
        if (op != CoreOp.REF_NULL) {
            references.cast(op, new RefType(op == GcOp.REF_TEST_NULL || op == GcOp.REF_CAST_NULL, heap));
        } else {
            operands.push(Operand.leaf(new Expr.RefNull(Kind.of(module.resolve(new RefType(true, heap))))));
        }
    }

    @Override
    public void vector(Op op, long low, long high) {
        if (!dead()) {
            vectors().constant(low, high);
        }
    }

    @Override
    public void lane(Op op, int lane) {
        if (!dead()) {
            vectors().apply(op, Expr.Const.i32(lane));
        }
    }

    @Override
    public void lanes(Op op, long low, long high) {
        if (!dead()) {
            vectors().lanes(op, low, high);
        }
    }

    @Override
    public void laneAccess(Op op, MemArg arg, int lane) {
        if (!dead()) {
            vectors().laneAccess(op, arg, lane);
        }
    }

    @Override
    public void function(Op op, int index) {
        if (dead()) {
            return;
        }
        if (op == CoreOp.REF_FUNC) {
            operands.push(Operand.leaf(new Expr.RefFunc(index)));
        } else {
            calls.direct(op, index);
        }
    }

    @Override
    public void indirect(Op op, int typeIndex, int table) {
        if (!dead()) {
            calls.indirect(op, typeIndex, table);
        }
    }

    @Override
    public void composite(Op op, int typeIndex, int second) {
        if (dead()) {
            return;
        }
        if (op instanceof GcOp gc) {
            references.apply(gc, typeIndex, second);
        } else {
            calls.byReference(op, typeIndex);
        }
    }

    @Override
    public void global(Op op, int index) {
        if (!dead()) {
            storage.global(op, index);
        }
    }

    @Override
    public void table(Op op, int table) {
        if (!dead()) {
            storage.table(op, table);
        }
    }

    @Override
    public void tables(Op op, int target, int source) {
        if (!dead()) {
            storage.routine(op, target, source, 3);
        }
    }

    @Override
    public void element(Op op, int segment, int table) {
        if (!dead()) {
            storage.routine(op, segment, Math.max(0, table), op == MiscOp.ELEM_DROP ? 0 : 3);
        }
    }

    @Override
    public void memory(Op op, int memory) {
        if (!dead()) {
            storage.memory(op, memory);
        }
    }

    @Override
    public void memories(Op op, int target, int source) {
        if (!dead()) {
            storage.routine(op, target, source, 3);
        }
    }

    @Override
    public void data(Op op, int segment, int memory) {
        if (!dead()) {
            storage.routine(op, segment, Math.max(0, memory), op == MiscOp.DATA_DROP ? 0 : 3);
        }
    }

    @Override
    public void access(Op op, MemArg arg) {
        if (dead()) {
            return;
        }
        if (op instanceof CoreOp) {
            storage.access(op, arg);
        } else if (op instanceof SimdOp) {
            vectors().access(op, arg);
        } else {
            storage.atomic(op, arg);
        }
    }
}
