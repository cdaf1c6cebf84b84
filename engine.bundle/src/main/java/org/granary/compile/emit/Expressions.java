package org.granary.compile.emit;

import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Positions;
import org.granary.op.CoreOp;
import org.granary.op.NanResults;
import org.granary.op.Op;
import org.granary.op.SimdOp;
import org.objectweb.asm.Opcodes;

/** Writes expressions: each leaves its value on the JVM's operand stack (a v128 leaves its low half, then its high half). */
final class Expressions implements Expr.Visitor {
    private final Code code;
    private final ModuleLayout layout;
    private final Slots slots;
    private ReferenceEmitter references;
    private final Conditions conditions;
    private VectorEmitter vectors;
    private final Positions positions;

    Expressions(Code code, ModuleLayout layout, Slots slots, Positions positions) {
        this.positions = positions;
        this.code = code;
        this.layout = layout;
        this.slots = slots;
        this.conditions = new Conditions(code, this);
    }

    Code code() {
        return code;
    }

    ModuleLayout layout() {
        return layout;
    }

    Slots slots() {
        return slots;
    }

    Conditions conditions() {
        return conditions;
    }

    /** Writes an expression; one that may trap is on the line of its own instruction, what follows on that of before. */
    void emit(Expr e) {
        int at = positions.of(e);
        if (at == Positions.UNKNOWN) {
            e.accept(this);
            return;
        }
        int before = code.line();
        code.at(at);
        e.accept(this);
        code.line(before);
    }

    void emit(List<Expr> list) {
        for (Expr e : list) {
            emit(e);
        }
    }

    /** Pushes one half of a v128: inside other expressions such are locals, globals and constants only. */
    void half(Expr e, boolean high) {
        if (e instanceof Expr.LocalGet get) {
            slots.readHalf(get.local(), high);
        } else if (e instanceof Expr.Const constant) {
            code.constant(high ? constant.high() : constant.bits());
        } else if (e instanceof Expr.GlobalGet get) {
            slots.instance();
            Globals.half(code, layout, get.global(), high);
        } else {
            throw new IllegalArgumentException("a v128 of which no half can be had alone: " + e);
        }
    }

    /** An int on the stack becomes a long, taken as unsigned. */
    void widen() {
        code.insn(Opcodes.I2L);
        code.constant(0xffff_ffffL);
        code.insn(Opcodes.LAND);
    }

    @Override
    public void constant(Expr.Const e) {
        switch (e.kind()) {
            case I32 -> code.constant((int) e.bits());
            case I64 -> code.constant(e.bits());
            case F32 -> code.floatBits((int) e.bits());
            case F64 -> code.doubleBits(e.bits());
            default -> {
                code.constant(e.bits());
                code.constant(e.high());
            }
        }
    }

    @Override
    public void localGet(Expr.LocalGet e) {
        slots.read(e.local());
    }

    @Override
    public void apply(Expr.Apply e) {
        number(e);
        if (layout.canonicalNans() && e.kind() != Kind.V128 && NanResults.possible(e.op())) {
            boolean single = e.kind() == Kind.F32;
            code.invokeStatic(Linked.CANONICAL_NANS, single ? "f32" : "f64", single ? "(F)F" : "(D)D");
        }
    }

    /** Pushes a float of which nobody sees which NaN it is, if it is one. */
    void anyNan(Expr e) {
        if (layout.canonicalNans() && e instanceof Expr.Apply apply && NanResults.possible(apply.op())) {
            number(apply);
        } else {
            emit(e);
        }
    }

    void anyNans(List<Expr> list) {
        for (Expr e : list) {
            anyNan(e);
        }
    }

    private void operands(Expr.Apply e) {
        if (layout.canonicalNans() && NanResults.possible(e.op())) {
            anyNans(e.operands());
        } else {
            emit(e.operands());
        }
    }

    private void number(Expr.Apply e) {
        Op op = e.op();
        if (op == CoreOp.REF_AS_NON_NULL) {
            references().nonNull(e);
            return;
        }
        if (!(op instanceof CoreOp) && op instanceof SimdOp row) {
            vectors().apply(e, row);
            return;
        }
        if (Conditions.decides(op)) {
            conditions.value(e);
            return;
        }
        if (op == CoreOp.I64_EXTEND_I32_U) {
            emit(e.operands());
            widen();
            return;
        }
        if (divides(e)) {
            return;
        }
        operands(e);
        if (shifts64(op)) {
            code.insn(Opcodes.L2I);
        }
        int opcode = NumericRows.instruction(op);
        if (opcode >= 0) {
            code.insn(opcode);
            return;
        }
        NumericRows.Routine routine = NumericRows.routine(op);
        if (routine == null) {
            throw new IllegalArgumentException("nothing is bound to " + op);
        }
        code.invokeStatic(routine.owner(), routine.name(), routine.desc());
    }

    private VectorEmitter vectors() {
        if (vectors == null) {
            vectors = new VectorEmitter(code, this, layout.canonicalNans());
        }
        return vectors;
    }

    private static boolean shifts64(Op op) {
        return op == CoreOp.I64_SHL || op == CoreOp.I64_SHR_S || op == CoreOp.I64_SHR_U;
    }

    /** Signed division by a constant that cannot trap is the JVM's own. */
    private boolean divides(Expr.Apply e) {
        if (e.op() != CoreOp.I32_DIV_S && e.op() != CoreOp.I64_DIV_S || !(e.operands().get(1) instanceof Expr.Const by) || by.bits() == 0
                || by.bits() == -1) {
            return false;
        }
        emit(e.operands());
        code.insn(e.op() == CoreOp.I32_DIV_S ? Opcodes.IDIV : Opcodes.LDIV);
        return true;
    }

    @Override
    public void load(Expr.Load e) {
        layout.access(e.memory()).load(e, this, slots.memory(e.memory()));
    }

    @Override
    public void globalGet(Expr.GlobalGet e) {
        slots.instance();
        Globals.half(code, layout, e.global(), false);
        if (e.kind() == Kind.V128) {
            slots.instance();
            Globals.half(code, layout, e.global(), true);
        }
    }

    @Override
    public void tableGet(Expr.TableGet e) {
        table(e.table());
        index(e.index());
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.TABLE, "get", "(I)Ljava/lang/Object;");
        if (e.kind() == Kind.FUNC) {
            code.cast(Linked.FUNC_REF);
        }
    }

    /** Pushes a table. */
    void table(int index) {
        slots.instance();
        InstanceFields.table(code, layout, index);
    }

    /** Pushes an index of a table as an i32. */
    void index(Expr index) {
        emit(index);
        if (index.kind() == Kind.I64) {
            code.invokeStatic(Linked.TABLE, "index", "(J)I");
        }
    }

    @Override
    public void tableSize(Expr.TableSize e) {
        table(e.table());
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.TABLE, "size", "()I");
        if (e.kind() == Kind.I64) {
            code.insn(Opcodes.I2L);
        }
    }

    @Override
    public void memorySize(Expr.MemorySize e) {
        slots.instance();
        code.constant(e.memory());
        code.invokeStatic(Linked.ROUTINES, "memorySize", "(" + Linked.desc(Linked.INSTANCE) + "I)J");
        if (e.kind() == Kind.I32) {
            code.insn(Opcodes.L2I);
        }
    }

    @Override
    public void refNull(Expr.RefNull e) {
        code.constantNull(CallShape.field(e.kind()));
    }

    @Override
    public void refFunc(Expr.RefFunc e) {
        slots.instance();
        code.constant(e.function());
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.INSTANCE, "function", "(I)" + Linked.desc(Linked.FUNC_REF));
    }

    @Override
    public void refIsNull(Expr.RefIsNull e) {
        conditions.value(e);
    }

    @Override
    public void member(Expr.Member e) {
        references().member(e);
    }

    @Override
    public void typeTest(Expr.TypeTest e) {
        references().test(e.value(), e.type());
    }

    @Override
    public void typeCast(Expr.TypeCast e) {
        references().cast(e);
    }

    /** Made when first needed, as most functions do without. */
    ReferenceEmitter references() {
        if (references == null) {
            references = new ReferenceEmitter(code, layout, slots, this);
        }
        return references;
    }

    @Override
    public void select(Expr.Select e) {
        if (e.kind() == Kind.V128 || harmless(e.first()) && harmless(e.second())) {
            choose(e);
            return;
        }
        emit(e.first());
        emit(e.second());
        Spot first = new Spot();
        Spot end = new Spot();
        conditions.jump(e.condition(), true, first);
        if (code.live()) {
            if (e.kind().slots() == 1) {
                code.insn(Opcodes.SWAP);
                code.insn(Opcodes.POP);
            } else {
                code.insn(Opcodes.DUP2_X2);
                code.insn(Opcodes.POP2);
                code.insn(Opcodes.POP2);
            }
            if (!first.used()) {
                return;
            }
            code.jump(Opcodes.GOTO, end);
            code.assume(CallShape.field(e.kind()));
        }
        code.place(first);
        code.insn(e.kind().slots() == 1 ? Opcodes.POP : Opcodes.POP2);
        code.place(end);
    }

    /** Only the value that is taken is computed: nobody can see the difference where the other cannot trap. */
    private void choose(Expr.Select e) {
        Spot second = new Spot();
        Spot end = new Spot();
        int height = code.height();
        conditions.jump(e.condition(), false, second);
        if (code.live()) {
            emit(e.first());
            if (!second.used()) {
                return;
            }
            code.jump(Opcodes.GOTO, end);
            code.restore(height);
        }
        code.place(second);
        emit(e.second());
        code.place(end);
    }

    /** Whether the computation cannot trap and is small. */
    private static boolean harmless(Expr e) {
        if (e instanceof Expr.Const || e instanceof Expr.LocalGet || e instanceof Expr.GlobalGet || e instanceof Expr.RefNull) {
            return true;
        }
        if (!(e instanceof Expr.Apply apply) || e.nodes() > 8 || apply.op().traps()) {
            return false;
        }
        for (Expr operand : apply.operands()) {
            if (!harmless(operand)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void lookup(Expr.Lookup e) {
        code.constant(e.table());
        emit(e.index());
        code.invoke(Opcodes.INVOKEVIRTUAL, "java/lang/String", "charAt", "(I)C");
    }

    @Override
    public void fuelShort(Expr.FuelShort e) {
        slots.instance();
        code.field(Opcodes.GETFIELD, Linked.INSTANCE, "store", Linked.desc(Linked.STORE));
        slots.spent();
        code.constant(e.round());
        code.constant(e.strip());
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "endsWithin", "(JJJ)Z");
    }

    @Override
    public void join(Expr.Join e) {
        emit(e.operands());
    }
}
