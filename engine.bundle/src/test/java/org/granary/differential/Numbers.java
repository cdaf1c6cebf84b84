package org.granary.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.granary.op.AtomicOp;
import org.granary.op.CoreOp;
import org.granary.op.Imm;
import org.granary.op.Op;
import org.granary.op.Ops;
import org.granary.op.SimdOp;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/** The rows of the table whose effect is their signature's: numbers, vectors, wide arithmetic. */
final class Numbers implements RandomBody.Family {
    private static final List<Op> ROWS = Ops.ALL.stream().filter(Numbers::numeric).toList();
    private static final Map<ValType, List<Op>> PRODUCERS = producers();
    /** What these give is given bit for bit, a NaN too. */
    private static final Pattern BITWISE = Pattern.compile(
            ".*\\.(abs|neg|copysign|reinterpret_i..|eq|ne|lt|gt|le|ge|splat|(extract|replace)_lane|pmin|pmax)");
    private static final Set<Op> DIVISIONS = Set.of(CoreOp.I32_DIV_S, CoreOp.I32_DIV_U, CoreOp.I32_REM_S, CoreOp.I32_REM_U,
            CoreOp.I64_DIV_S, CoreOp.I64_DIV_U, CoreOp.I64_REM_S, CoreOp.I64_REM_U);
    private static final long EIGHT_LANES = 0x1f1f_1f1f_1f1f_1f1fL;
    private static final long NAN_32 = 0x7fc0_0000L;
    private static final long NAN_64 = 0x7ff8_0000_0000_0000L;

    private final RandomBody body;
    private final Map<ValType, Integer> scratch = new HashMap<>();
    private int next;

    Numbers(RandomBody body) {
        this.body = body;
        this.next = body.surroundings.begin(body.function, ROWS.size());
        for (ValType type : List.of(ValType.F32, ValType.F64, ValType.V128)) {
            scratch.put(type, body.ownLocal(type, false));
        }
    }

    private static boolean numeric(Op op) {
        return op.signature().isPresent() && op.accessBytes() == 0 && Set.of(Imm.NONE, Imm.LANE, Imm.LANES).contains(op.immediate())
                && op.signature().get().params().stream().noneMatch(RefType.class::isInstance)
                && op.signature().get().results().stream().noneMatch(RefType.class::isInstance) && !(op instanceof AtomicOp);
    }

    private static Map<ValType, List<Op>> producers() {
        Map<ValType, List<Op>> producers = new HashMap<>();
        for (Op op : ROWS) {
            List<ValType> results = op.signature().orElseThrow().results();
            if (results.size() == 1) {
                producers.computeIfAbsent(results.get(0), type -> new ArrayList<>()).add(op);
            }
        }
        return producers;
    }

    @Override
    public void write() {
        // there are twice as many rows of vectors as of numbers
        if (body.chance(70)) {
            row(ROWS.get(next++ % ROWS.size()));
            return;
        }
        Op op = body.one(ROWS);
        for (int i = 0; i < 2 && op instanceof SimdOp; i++) {
            op = body.one(ROWS);
        }
        row(op);
    }

    /** Pushes a value of a type by some row. */
    boolean produce(ValType type, int depth) {
        List<Op> rows = PRODUCERS.get(type);
        Op op = body.one(rows);
        if (op instanceof SimdOp && type != ValType.V128) {
            op = body.one(rows);
        }
        for (ValType operand : op.signature().orElseThrow().params()) {
            body.push(operand, depth);
        }
        body.popped(op.signature().get().params().size());
        apply(op);
        return true;
    }

    private void row(Op op) {
        body.take(op.signature().orElseThrow().params());
        apply(op);
    }

    /** Writes a row whose operands lie there. */
    void apply(Op op) {
        tame(op);
        switch (op.immediate()) {
            case LANE -> body.out.lane(op, body.random.nextInt(op.lanes()));
            case LANES -> body.out.lanes(op, body.random.nextLong() & EIGHT_LANES, body.random.nextLong() & EIGHT_LANES);
            default -> body.out.plain(op);
        }
        List<ValType> results = op.signature().orElseThrow().results();
        results.forEach(body::pushed);
        if (body.surroundings.oneNan && results.size() == 1 && op.text().startsWith("f") && !BITWISE.matcher(op.text()).matches()) {
            canonical(op, results.get(0));
        }
    }

    /** Most divisors are odd, and most numbers that are cut to integers are small. */
    private void tame(Op op) {
        if (body.slips(8)) {
            return;
        }
        if (DIVISIONS.contains(op)) {
            boolean narrow = op.signature().orElseThrow().results().get(0) == NumType.I32;
            body.out.number(narrow ? CoreOp.I32_CONST : CoreOp.I64_CONST, 1);
            body.out.plain(narrow ? CoreOp.I32_OR : CoreOp.I64_OR);
        } else if (op.text().contains(".trunc_f")) {
            boolean narrow = op.signature().orElseThrow().params().get(0) == NumType.F32;
            body.out.plain(CoreOp.DROP);
            double small = body.random.nextInt(1 << 20) / 16.0;
            body.out.number(narrow ? CoreOp.F32_CONST : CoreOp.F64_CONST, narrow ? Float.floatToRawIntBits((float) small) & 0xffff_ffffL
                    : Double.doubleToRawLongBits(small));
        }
    }

    /** Any NaN becomes the canonical one: which one arithmetic gives is left open. */
    private void canonical(Op op, ValType type) {
        int local = scratch.get(type);
        body.out.local(CoreOp.LOCAL_TEE, local);
        if (type == ValType.V128) {
            canonicalLanes(local, op.text().startsWith("f32"));
            return;
        }
        boolean narrow = type == NumType.F32;
        body.out.number(narrow ? CoreOp.F32_CONST : CoreOp.F64_CONST, narrow ? NAN_32 : NAN_64);
        body.out.local(CoreOp.LOCAL_GET, local);
        body.out.local(CoreOp.LOCAL_GET, local);
        body.out.plain(narrow ? CoreOp.F32_EQ : CoreOp.F64_EQ);
        body.out.plain(CoreOp.SELECT);
    }

    private void canonicalLanes(int local, boolean narrow) {
        long nan = narrow ? NAN_32 << 32 | NAN_32 : NAN_64;
        body.out.vector(SimdOp.V128_CONST, nan, nan);
        body.out.local(CoreOp.LOCAL_GET, local);
        body.out.local(CoreOp.LOCAL_GET, local);
        body.out.plain(narrow ? SimdOp.F32X4_EQ : SimdOp.F64X2_EQ);
        body.out.plain(SimdOp.V128_BITSELECT);
    }
}
