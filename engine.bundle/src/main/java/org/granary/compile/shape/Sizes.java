package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Caught;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Parcel;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.Toll;
import org.granary.op.CoreOp;
import org.granary.type.DefType;

/**
 * Estimates how many bytes of bytecode statements take. What the emitter makes is measured afterwards, so an error costs a second try and
 * no more.
 */
final class Sizes {
    private static final int CALL = 18;
    private static final int ROUTINE = 12;
    private static final int INDIRECT = 14;
    private static final int HANDLER = 20;
    private static final int CAST = 6;
    private static final int FIELD = 5;
    private static final int WRITE = 4;
    /** So many parameters or fewer never travel in an object. */
    private static final int MOST_UNPACKED = CallShape.MOST_PARAMETER_SLOTS / Kind.V128.slots();
    private static final int BRANCH = 3;
    private static final int TABLE = 10;
    private static final int GLOBAL = 6;
    private static final int CHECKPOINT = 7;
    private static final int CHARGE = 7;
    private static final int METERED_HEAD = 32;
    /** Two calls; between what they take when operands are pushed by halves, and when all are pushed twice. */
    private static final int VECTOR = 10;

    private Sizes() {
    }

    /**
     * A statement without what is nested in it. What stands in every function is asked for first: to ask for another class is to load it.
     * A switch is left to {@link Cutter}, which knows what its targets have become.
     */
    static int of(Stmt s) {
        int sum = 0;
        for (Expr operand : s.operands()) {
            sum += of(operand);
        }
        if (s instanceof Stmt.SetLocal set) {
            return sum + 2 * halves(set.value().kind());
        }
        if (s instanceof Stmt.Store store) {
            return sum + access(store.displacement());
        }
        if (s instanceof Control) {
            return sum + control(s);
        }
        if (s instanceof Toll.Checkpoint || s instanceof Toll.Stop) {
            return sum + CHECKPOINT + toll(s);
        }
        if (s instanceof Stmt.Call call) {
            return sum + packing(call.arguments()) + CALL + (call.callee() instanceof Callee.Direct ? 0 : INDIRECT)
                    + 8 * Math.max(0, call.results().size() - 1) + 2;
        }
        if (s instanceof Stmt.Routine) {
            return sum + ROUTINE;
        }
        if (s instanceof Stmt.Effect) {
            return sum + 1;
        }
        if (s instanceof Stmt.SetGlobal) {
            return sum + GLOBAL;
        }
        if (s instanceof Stmt.SetTable) {
            return sum + TABLE;
        }
        if (s instanceof Stmt.Composite composite) {
            return sum + 32 + 8 * composite.operands().size();
        }
        if (s instanceof Parcel.Pack pack) {
            return sum + CAST + field(kinds(pack.values()));
        }
        if (s instanceof Parcel.Unpack unpack) {
            int first = unpack.first();
            int many = unpack.results().size();
            return sum + CAST + WRITE * many + field(unpack.kinds().subList(first, first + many));
        }
        return sum + (s instanceof Caught ? ROUTINE : toll(s));
    }

    private static int control(Stmt s) {
        if (s instanceof Control.Branch) {
            return BRANCH;
        }
        if (s instanceof Control.BranchIf branch) {
            return BRANCH + condition(branch.condition());
        }
        if (s instanceof Control.Mark || s instanceof Control.Loop) {
            return 0;
        }
        if (s instanceof Control.If choice) {
            return 2 * BRANCH + condition(choice.condition());
        }
        if (s instanceof Control.Return returned) {
            return 1 + 8 * Math.max(0, returned.values().size() - 1);
        }
        if (s instanceof Control.TailCall tail) {
            return packing(tail.arguments()) + CALL + INDIRECT;
        }
        if (s instanceof Control.Raise || s instanceof Control.ThrowRef) {
            return 8;
        }
        if (s instanceof Control.Throw thrown) {
            return 16 + 8 * thrown.values().size();
        }
        return s instanceof Control.Try attempt ? 16 + handlers(attempt) : 0;
    }

    /** Comparing the tag, taking the values and going on. */
    private static int handlers(Control.Try s) {
        int sum = 0;
        for (Handler handler : s.handlers()) {
            sum += HANDLER + (CAST + FIELD) * handler.values().size();
        }
        return sum;
    }

    /** What parameters that come in a shape object take at the start of the function. */
    static int entry(DefType type) {
        if (type.func().params().size() <= MOST_UNPACKED) {
            return 0;
        }
        CallShape shape = CallShape.of(type.func());
        return shape.packsParams() ? WRITE * shape.params().size() + field(shape.params()) : 0;
    }

    /** What arguments that go in a shape object take beyond themselves. */
    private static int packing(List<Expr> arguments) {
        if (arguments.size() <= MOST_UNPACKED) {
            return 0;
        }
        List<Kind> kinds = kinds(arguments);
        return Kind.slots(kinds) > CallShape.MOST_PARAMETER_SLOTS ? field(kinds) : 0;
    }

    private static List<Kind> kinds(List<Expr> values) {
        List<Kind> kinds = new ArrayList<>(values.size());
        for (Expr value : values) {
            kinds.add(value.kind());
        }
        return kinds;
    }

    /** Setting or taking fields of an object on the stack. */
    private static int field(List<Kind> kinds) {
        int sum = 0;
        for (Kind kind : kinds) {
            sum += FIELD * halves(kind);
        }
        return sum;
    }

    /** What of a statement is there for fuel. */
    static int toll(Stmt s) {
        if (s instanceof Toll.Checkpoint checkpoint) {
            return checkpoint.fuel() == 0 ? 0 : METERED_HEAD;
        }
        return s instanceof Toll.Charge ? CHARGE : s instanceof Toll.Spend ? 3 * CHARGE : 0;
    }

    /** A compare that decides a branch is part of the branch. */
    private static int condition(Expr e) {
        return e instanceof Expr.Apply apply && apply.op() instanceof CoreOp op && op.ordinal() >= CoreOp.I32_EQZ.ordinal()
                && op.ordinal() <= CoreOp.F64_GE.ordinal() ? -5 : 0;
    }

    /** An expression. */
    static int of(Expr e) {
        int sum = 0;
        List<Expr> operands = e.operands();
        for (int i = 0; i < operands.size(); i++) {
            sum += of(operands.get(i));
        }
        if (e instanceof Expr.LocalGet get) {
            return 2 * halves(get.kind());
        }
        if (e instanceof Expr.Const constant) {
            return constant(constant);
        }
        if (e instanceof Expr.Apply apply) {
            return sum + apply(apply);
        }
        if (e instanceof Expr.Load load) {
            return sum + access(load.offset());
        }
        if (e instanceof Expr.GlobalGet) {
            return GLOBAL;
        }
        if (e instanceof Expr.Select) {
            return sum + 9;
        }
        return sum + TABLE;
    }

    private static int constant(Expr.Const e) {
        long value = e.bits();
        if (e.kind() == Kind.I32) {
            return value >= -1 && value <= 5 ? 1 : value == (byte) value ? 2 : 3;
        }
        return e.kind() == Kind.V128 ? 6 : 3;
    }

    private static int apply(Expr.Apply e) {
        if (e.kind() == Kind.V128) {
            return VECTOR;
        }
        if (e.op() instanceof CoreOp op && op.ordinal() >= CoreOp.I32_EQZ.ordinal()) {
            if (op.ordinal() <= CoreOp.F64_GE.ordinal()) {
                return 8;
            }
            return switch (op) {
                case I32_ADD, I32_SUB, I32_MUL, I32_AND, I32_OR, I32_XOR, I32_SHL, I32_SHR_S, I32_SHR_U -> 1;
                case I64_ADD, I64_SUB, I64_MUL, I64_AND, I64_OR, I64_XOR -> 1;
                case I64_SHL, I64_SHR_S, I64_SHR_U, I64_EXTEND_I32_S, I32_WRAP_I64 -> 2;
                case F32_ADD, F32_SUB, F32_MUL, F32_DIV, F64_ADD, F64_SUB, F64_MUL, F64_DIV, F32_NEG, F64_NEG -> 1;
                default -> 4;
            };
        }
        return 4;
    }

    private static int access(long offset) {
        return offset == 0 ? 10 : 17;
    }

    private static int halves(Kind kind) {
        return kind == Kind.V128 ? 2 : 1;
    }
}
