package org.granary.compile.emit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.compile.build.CountedLoops;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Caught;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Parcel;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.StmtVisitor;
import org.granary.compile.ir.Toll;
import org.granary.compile.shape.Part;
import org.granary.compile.shape.SplitFunction;
import org.granary.op.AtomicOp;
import org.granary.op.CoreOp;
import org.objectweb.asm.Opcodes;

/** Writes the statements of one part of a function. What cannot be reached is not written. */
final class Statements implements StmtVisitor {
    private final Code code;
    private final ModuleLayout layout;
    private final Slots slots;
    private final SplitFunction function;
    private final Part part;
    private final CallShape own;
    private final Uses uses;
    private final Expressions expressions;
    private final Calls calls;
    private final Meter meter;
    private final Holding holding;
    private final Map<Integer, Spot> spots = new HashMap<>();

    Statements(Expressions expressions, SplitFunction function, Part part, Uses uses, Meter meter, Holding holding) {
        this.expressions = expressions;
        this.code = expressions.code();
        this.layout = expressions.layout();
        this.slots = expressions.slots();
        this.function = function;
        this.own = layout.shape(function.function().type());
        this.part = part;
        this.uses = uses;
        this.meter = meter;
        this.holding = holding;
        int mirrored = function.isMirrored() && part.number() == 0 ? function.function().index() : -1;
        this.calls = new Calls(code, layout, slots, expressions, mirrored);
    }

    void emit(List<Stmt> list) {
        for (Stmt s : list) {
            if (code.live() || s instanceof Control.Mark) {
                code.at(s.offset());
                s.accept(this);
            }
        }
    }

    private Spot spot(Label label) {
        Spot known = spots.get(label.id());
        if (known == null) {
            known = new Spot();
            spots.put(label.id(), known);
        }
        return known;
    }

    @Override
    public void setLocal(Stmt.SetLocal s) {
        if (!increments(s)) {
            slots.begin(s.local());
            expressions.emit(s.value());
            slots.finish(s.local());
        }
    }

    private boolean increments(Stmt.SetLocal s) {
        return s.value() instanceof Expr.Apply apply && (apply.op() == CoreOp.I32_ADD || apply.op() == CoreOp.I32_SUB)
                && apply.operands().get(0) instanceof Expr.LocalGet get && get.local() == s.local()
                && apply.operands().get(1) instanceof Expr.Const by && Math.abs(by.bits()) < Short.MAX_VALUE
                && slots.increment(s.local(), (int) (apply.op() == CoreOp.I32_ADD ? by.bits() : -by.bits()));
    }

    @Override
    public void effect(Stmt.Effect s) {
        expressions.emit(s.value());
        code.drop(s.value().kind());
    }

    @Override
    public void store(Stmt.Store s) {
        layout.access(s.memory()).store(s, expressions, slots.memory(s.memory()));
    }

    @Override
    public void setGlobal(Stmt.SetGlobal s) {
        slots.instance();
        Globals.owner(code, layout, s.global());
        if (s.value().kind() == Kind.V128) {
            expressions.half(s.value(), true);
            Globals.set(code, layout, s.global(), true);
            slots.instance();
            Globals.owner(code, layout, s.global());
            expressions.half(s.value(), false);
        } else {
            expressions.emit(s.value());
        }
        Globals.set(code, layout, s.global(), false);
    }

    @Override
    public void setTable(Stmt.SetTable s) {
        expressions.table(s.table());
        expressions.index(s.index());
        expressions.emit(s.value());
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.TABLE, "set", "(ILjava/lang/Object;)V");
    }

    @Override
    public void routine(Stmt.Routine s) {
        if (s.op() instanceof AtomicOp atomic) {
            AtomicCalls.write(s, atomic, expressions, slots);
            return;
        }
        meter.calls();
        Routine routine = Routine.of(s.op());
        boolean wide = operands(routine, s.arguments());
        // an operand may trap: that is told then, and not that there is no fuel for the instruction
        meter.pay();
        slots.instance();
        code.constant(s.first());
        if (routine.indices() == 2) {
            code.constant(s.second());
        }
        code.invokeStatic(Linked.ROUTINES, routine.methodName(), routine.desc(wide));
        if (routine.gives()) {
            if (s.result() < 0) {
                code.insn(wide ? Opcodes.POP2 : Opcodes.POP);
            } else {
                slots.write(s.result());
            }
        }
        if (routine == Routine.MEMORY_GROW || layout.epochs() && (routine == Routine.MEMORY_FILL || routine == Routine.MEMORY_COPY)) {
            slots.refresh();
        }
    }

    /** Pushes the operands of a routine; says whether its wide form takes them: an address or length is an i64. */
    private boolean operands(Routine routine, List<Expr> arguments) {
        boolean wide = false;
        for (Expr argument : arguments) {
            wide |= argument.kind() == Kind.I64;
        }
        for (int i = 0; i < arguments.size(); i++) {
            expressions.emit(arguments.get(i));
            if (wide && routine.widens(i) && arguments.get(i).kind() == Kind.I32) {
                expressions.widen();
            }
        }
        return wide;
    }

    @Override
    public void composite(Stmt.Composite s) {
        expressions.references().write(s, calls);
    }

    @Override
    public void pack(Parcel.Pack s) {
        calls.pack(s);
    }

    @Override
    public void unpack(Parcel.Unpack s) {
        calls.unpack(s);
    }

    @Override
    public void choose(Caught.Choose s) {
        slots.begin(s.choice());
        Handlers.choose(s, code, slots);
        slots.finish(s.choice());
    }

    @Override
    public void open(Caught.Open s) {
        slots.begin(s.object());
        Handlers.values(s, code, slots);
        slots.finish(s.object());
    }

    @Override
    public void call(Stmt.Call s) {
        meter.calls();
        calls.call(s, meter);
    }

    @Override
    public void tailCall(Control.TailCall s) {
        calls.tailCall(s, meter);
        if (part.number() == 0) {
            holding.end();
            Calls.dummy(code, own);
        } else {
            exit(new Control.Exit(s.offset(), part.givesCode() ? Expr.Const.i32(SplitFunction.RETURN) : null, true));
        }
    }

    @Override
    public void mark(Control.Mark s) {
        if (uses.targets(s.label())) {
            slots.rebase();
            code.placeHead(spot(s.label()));
            meter.meet();
        }
    }

    @Override
    public void branch(Control.Branch s) {
        code.jump(Opcodes.GOTO, spot(s.label()));
    }

    @Override
    public void branchIf(Control.BranchIf s) {
        expressions.conditions().jump(s.condition(), true, spot(s.label()));
    }

    @Override
    public void switchTo(Control.Switch s) {
        throw new IllegalStateException("a switch has not been lowered");
    }

    @Override
    public void returns(Control.Return s) {
        calls.returns(s.values(), own, meter, holding);
    }

    @Override
    public void raise(Control.Raise s) {
        code.constant(s.code().name());
        code.invokeStatic(Linked.TRAPS, "named", "(Ljava/lang/String;)" + Linked.desc(Linked.RUNTIME_EXCEPTION));
        code.insn(Opcodes.ATHROW);
    }

    @Override
    public void throwNew(Control.Throw s) {
        calls.exception(s.tag(), s.values());
        code.insn(Opcodes.ATHROW);
    }

    @Override
    public void throwReference(Control.ThrowRef s) {
        expressions.emit(s.reference());
        code.invokeStatic(Handlers.EXCEPTION, "thrown", "(Ljava/lang/Object;)" + Linked.desc(Handlers.EXCEPTION));
        code.insn(Opcodes.ATHROW);
    }

    @Override
    public void loop(Control.Loop s) {
        slots.rebase();
        meter.head(s);
        meter.place(s, spot(s.head()));
        if (layout.shares() && !CountedLoops.counts(s)) {
            look();
        }
        emit(s.body());
    }

    /**
     * What is read from here on is looked at anew: else the JIT compiler might read once, before the loop, what a guest polls without
     * atomics.
     */
    private void look() {
        code.invokeStatic("java/lang/invoke/VarHandle", "loadLoadFence", "()V");
    }

    @Override
    public void choice(Control.If s) {
        boolean noElse = s.otherwise().isEmpty();
        Spot otherwise = new Spot();
        expressions.conditions().jump(s.condition(), false, otherwise);
        Object[] before = slots.snapshot();
        boolean owed = meter.owes();
        boolean fresh = meter.fresh();
        if (code.live()) {
            emit(s.then());
        }
        boolean thenFalls = code.live();
        boolean owedThen = thenFalls && meter.owes();
        boolean freshThen = !thenFalls || meter.fresh();
        meter.owes(owed || noElse && owedThen);
        meter.fresh(fresh && (!noElse || freshThen));
        Object[] afterThen = slots.snapshot();
        Spot end = new Spot();
        if (noElse) {
            if (!thenFalls) {
                slots.restore(before);
            } else if (otherwise.used()) {
                slots.meet(before);
            }
            code.place(otherwise);
            return;
        }
        if (thenFalls && otherwise.used()) {
            code.jump(Opcodes.GOTO, end);
        }
        if (!otherwise.used()) {
            return;
        }
        slots.restore(before);
        code.place(otherwise);
        emit(s.otherwise());
        meter.owes(owedThen || code.live() && meter.owes());
        meter.fresh(freshThen && (!code.live() || meter.fresh()));
        if (thenFalls) {
            if (code.live()) {
                slots.meet(afterThen);
            } else {
                slots.restore(afterThen);
            }
        }
        code.place(end);
    }

    @Override
    public void attempt(Control.Try s) {
        meter.meet();
        new Handlers(code, layout, slots, calls, this::spot).write(s, this::emit);
    }

    @Override
    public void checkpoint(Toll.Checkpoint s) {
        meter.charge(s.fuel());
        meter.payWhenShort();
        endWhenAsked();
        if (s.offset() == 0 && mirrored() && meter.alone()) {
            meter.looked();
        } else {
            meter.checkpoint(s.offset() == 0, glances(function.function()));
        }
        if (layout.shares() && s.offset() == 0) {
            look();
        }
    }

    @Override
    public void stop(Toll.Stop s) {
        endWhenAsked();
    }

    private void endWhenAsked() {
        if (layout.checkpoints()) {
            slots.instance();
            code.dynamicCall("(" + Linked.desc(Linked.INSTANCE) + ")V", Linked.CHECKPOINT, "interrupt");
        }
    }

    /** Whether this is the second of two methods, which the first calls and nobody else. */
    private boolean mirrored() {
        return part.number() > 0 && function.isMirrored();
    }

    /**
     * Whether looks at the entry may be taken once for many: not where a call in place of a return comes back to it, for that is a loop
     * which looks nowhere else.
     */
    private static boolean glances(IrFunction function) {
        for (Stmt first : function.body()) {
            if (!(first instanceof Parcel)) {
                return first instanceof Toll.Checkpoint && !function.tailCalls();
            }
        }
        return false;
    }

    @Override
    public void charge(Toll.Charge s) {
        meter.charge(s.fuel());
    }

    @Override
    public void spend(Toll.Spend s) {
        meter.pay();
        meter.spend(() -> expressions.emit(s.count()), s.width());
    }

    @Override
    public void callPart(Stmt.CallPart s) {
        Part called = function.parts().get(s.part());
        meter.tell();
        meter.calls();
        if (called.detached() != null) {
            detached(s, called.detached());
            return;
        }
        if (called.takesCode()) {
            slots.read(s.code());
        }
        slots.frame();
        slots.instance();
        int index = function.function().index();
        boolean moves = s.refreshes() || layout.epochs();
        if (moves) {
            slots.letGo();
        }
        code.invokeStatic(layout.owner(index, s.part()), FunctionWriter.partName(layout.method(index), function.parts().get(s.part())),
                FunctionWriter.partDesc(called, slots.frameType(), layout.instance()));
        if (called.givesCode()) {
            slots.write(s.code());
        }
        if (moves) {
            slots.refresh();
        }
    }

    private void detached(Stmt.CallPart s, Part.Detached loop) {
        for (int param : s.params()) {
            slots.read(param);
        }
        slots.instance();
        int index = function.function().index();
        if (layout.epochs()) {
            slots.letGo();
        }
        code.invokeStatic(layout.owner(index, s.part()), FunctionWriter.partName(layout.method(index), function.parts().get(s.part())),
                FunctionWriter.loopDesc(loop, function.function().locals(), layout.instance()));
        if (s.code() >= 0) {
            slots.write(s.code());
        }
        if (layout.epochs()) {
            slots.refresh();
        }
    }

    @Override
    public void exit(Control.Exit s) {
        if (s.code() != null) {
            expressions.emit(s.code());
        }
        if (s.returns()) {
            // found out here, as in a function that is whole: the first part does not know where it was
            meter.pay();
        } else {
            meter.tell();
        }
        if (s.code() == null) {
            code.insn(Opcodes.RETURN);
        } else {
            Calls.giveBack(code, CallShape.field(s.code().kind()));
        }
    }
}
