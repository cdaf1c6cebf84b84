package org.granary.compile.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.Op;
import org.granary.op.SimdOp;

/**
 * Instructions on vectors. Every instruction that gives a vector takes leaves only (locals, globals, constants), and its result goes to a
 * temporary at once: half of a vector can then be asked for anywhere without computing anything twice. Loads and stores become those of
 * numbers. Confined to one thread.
 */
final class VectorBuilder {
    /**
     * A load: a number is read, then made a vector.
     *
     * @param number reads the number
     * @param vector makes the vector of the number; null where the number is the low half and the rest is zero
     */
    private record Load(CoreOp number, SimdOp vector) {
    }

    /**
     * A store of a lane: a number is taken out of the vector, then written.
     *
     * @param lane   takes the number out
     * @param number writes it
     */
    private record Store(SimdOp lane, CoreOp number) {
    }

    private static final Map<Op, Load> EXTENDING = Map.of(
            SimdOp.V128_LOAD8X8_S, new Load(CoreOp.I64_LOAD, SimdOp.I16X8_EXTEND_LOW_I8X16_S),
            SimdOp.V128_LOAD8X8_U, new Load(CoreOp.I64_LOAD, SimdOp.I16X8_EXTEND_LOW_I8X16_U),
            SimdOp.V128_LOAD16X4_S, new Load(CoreOp.I64_LOAD, SimdOp.I32X4_EXTEND_LOW_I16X8_S),
            SimdOp.V128_LOAD16X4_U, new Load(CoreOp.I64_LOAD, SimdOp.I32X4_EXTEND_LOW_I16X8_U),
            SimdOp.V128_LOAD32X2_S, new Load(CoreOp.I64_LOAD, SimdOp.I64X2_EXTEND_LOW_I32X4_S),
            SimdOp.V128_LOAD32X2_U, new Load(CoreOp.I64_LOAD, SimdOp.I64X2_EXTEND_LOW_I32X4_U),
            SimdOp.V128_LOAD32_ZERO, new Load(CoreOp.I64_LOAD32_U, null),
            SimdOp.V128_LOAD64_ZERO, new Load(CoreOp.I64_LOAD, null));
    private static final Map<Op, Load> SPLATS = Map.of(
            SimdOp.V128_LOAD8_SPLAT, new Load(CoreOp.I32_LOAD8_U, SimdOp.I8X16_SPLAT),
            SimdOp.V128_LOAD16_SPLAT, new Load(CoreOp.I32_LOAD16_U, SimdOp.I16X8_SPLAT),
            SimdOp.V128_LOAD32_SPLAT, new Load(CoreOp.I32_LOAD, SimdOp.I32X4_SPLAT),
            SimdOp.V128_LOAD64_SPLAT, new Load(CoreOp.I64_LOAD, SimdOp.I64X2_SPLAT));
    private static final Map<Op, Load> LANE_LOADS = Map.of(
            SimdOp.V128_LOAD8_LANE, new Load(CoreOp.I32_LOAD8_U, SimdOp.I8X16_REPLACE_LANE),
            SimdOp.V128_LOAD16_LANE, new Load(CoreOp.I32_LOAD16_U, SimdOp.I16X8_REPLACE_LANE),
            SimdOp.V128_LOAD32_LANE, new Load(CoreOp.I32_LOAD, SimdOp.I32X4_REPLACE_LANE),
            SimdOp.V128_LOAD64_LANE, new Load(CoreOp.I64_LOAD, SimdOp.I64X2_REPLACE_LANE));
    private static final Map<Op, Store> LANE_STORES = Map.of(
            SimdOp.V128_STORE8_LANE, new Store(SimdOp.I8X16_EXTRACT_LANE_U, CoreOp.I32_STORE8),
            SimdOp.V128_STORE16_LANE, new Store(SimdOp.I16X8_EXTRACT_LANE_U, CoreOp.I32_STORE16),
            SimdOp.V128_STORE32_LANE, new Store(SimdOp.I32X4_EXTRACT_LANE, CoreOp.I32_STORE),
            SimdOp.V128_STORE64_LANE, new Store(SimdOp.I64X2_EXTRACT_LANE, CoreOp.I64_STORE));

    private final Operands operands;

    VectorBuilder(Operands operands) {
        this.operands = operands;
    }

    /** {@code v128.const}. */
    void constant(long low, long high) {
        operands.push(Operand.leaf(new Expr.Const(Kind.V128, low, high)));
    }

    /** A numeric instruction; lanes follow its operands as constants. */
    void apply(Op op, Expr... lanes) {
        int many = op.signature().get().params().size();
        Kind kind = kind(op);
        if (kind == Kind.V128) {
            operands.leaves(many);
        }
        operands.combine(many, 0, args -> new Expr.Apply(op, kind, followed(args, lanes)));
        settle(kind);
    }

    private static List<Expr> followed(List<Expr> args, Expr[] lanes) {
        List<Expr> all = new ArrayList<>(args);
        all.addAll(List.of(lanes));
        return List.copyOf(all);
    }

    /** What has just been pushed goes to a temporary when it is a vector. */
    void settle(Kind kind) {
        if (kind == Kind.V128) {
            operands.settleLast();
        }
    }

    void lanes(Op op, long low, long high) {
        apply(op, new Expr.Const(Kind.I64, low, 0), new Expr.Const(Kind.I64, high, 0));
    }

    void access(Op op, MemArg arg) {
        if (op == SimdOp.V128_STORE) {
            store(arg);
        } else if (op == SimdOp.V128_LOAD) {
            operands.leaves(1);
            read(args -> new Expr.Join(load(CoreOp.I64_LOAD, arg, args.get(0)), load(CoreOp.I64_LOAD, behind(arg), args.get(0))));
        } else if (SPLATS.containsKey(op)) {
            Load row = SPLATS.get(op);
            read(args -> load(row.number(), arg, args.get(0)));
            apply(row.vector());
        } else {
            Load row = EXTENDING.get(op);
            read(args -> new Expr.Join(load(row.number(), arg, args.get(0)), new Expr.Const(Kind.I64, 0, 0)));
            if (row.vector() != null) {
                apply(row.vector());
            }
        }
    }

    private void read(Function<List<Expr>, Expr> root) {
        operands.combine(1, Effects.MEMORY | Effects.TRAP, root);
        operands.settleLast();
    }

    private static Expr load(CoreOp op, MemArg arg, Expr address) {
        return new Expr.Load(op, kind(op), arg.memory(), arg.offset(), address);
    }

    private static Kind kind(Op op) {
        return Kind.of(op.signature().get().results().get(0));
    }

    /** The place of the high half. Where 64 bits cannot hold its offset, the low half's is past every memory too. */
    private static MemArg behind(MemArg arg) {
        boolean fits = Long.compareUnsigned(arg.offset(), -Long.BYTES) < 0;
        return fits ? new MemArg(arg.align(), arg.offset() + Long.BYTES, arg.memory()) : arg;
    }

    /** The high half first: where it fits into the memory, the low half does, and nothing is written otherwise. */
    private void store(MemArg arg) {
        operands.leaves(2);
        List<Operand> taken = operands.pop(2);
        operands.settle(Effects.MEMORY | Effects.TRAP);
        Expr address = taken.get(0).expr();
        Expr vector = taken.get(1).expr();
        store(CoreOp.I64_STORE, behind(arg), address, extract(SimdOp.I64X2_EXTRACT_LANE, vector, 1));
        store(CoreOp.I64_STORE, arg, address, extract(SimdOp.I64X2_EXTRACT_LANE, vector, 0));
    }

    private void store(CoreOp op, MemArg arg, Expr address, Expr number) {
        operands.emit(new Stmt.Store(operands.offset(), op, arg.memory(), arg.offset(), address, number));
    }

    private static Expr extract(SimdOp op, Expr vector, int lane) {
        return new Expr.Apply(op, kind(op), List.of(vector, Expr.Const.i32(lane)));
    }

    void laneAccess(Op op, MemArg arg, int lane) {
        Store store = LANE_STORES.get(op);
        if (store != null) {
            operands.limit(2);
            List<Operand> taken = operands.pop(2);
            operands.settle(Effects.MEMORY | Effects.TRAP);
            store(store.number(), arg, taken.get(0).expr(), extract(store.lane(), taken.get(1).expr(), lane));
            return;
        }
        Load row = LANE_LOADS.get(op);
        Operand vector = operands.pop();
        read(args -> load(row.number(), arg, args.get(0)));
        Operand number = operands.pop();
        operands.push(vector);
        operands.push(number);
        apply(row.vector(), Expr.Const.i32(lane));
    }
}
