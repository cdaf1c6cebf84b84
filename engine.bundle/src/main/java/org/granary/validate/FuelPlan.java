package org.granary.validate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.module.ParsedModule.Body;
import org.granary.op.BlockType;
import org.granary.op.Bystander;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.FuelCosts;
import org.granary.op.Imm;
import org.granary.op.Op;
import org.granary.op.OpReader;
import org.granary.type.RefType;

/**
 * Where a function pays for its instructions, and how much. A straight run of instructions is paid for when it begins: at the function's
 * entry, at each round of a loop, and after each instruction at which control divides or meets. Whoever runs the function by this plan
 * counts what everybody else counts. Immutable.
 *
 * <p>Offsets are those of instructions from the start of the body; what stands at one is paid when control goes on behind it.
 */
public final class FuelPlan {
    /** Nothing is paid. */
    public static final FuelPlan FREE = new FuelPlan();

    private final Map<Integer, Long> after = new HashMap<>();
    private final Map<Integer, Long> loops = new HashMap<>();
    private long entry;

    private FuelPlan() {
    }

    /**
     * Plans a function.
     *
     * @param module  a valid module
     * @param ownFunc the function's number among the module's own
     * @param costs   what instructions cost
     * @return the plan
     */
    public static FuelPlan of(ValidModule module, int ownFunc, FuelCosts costs) {
        Body body = module.parsed().bodies().get(ownFunc);
        FuelPlan plan = new FuelPlan();
        Walk walk = new Walk(plan, costs);
        OpReader reader = new OpReader(module.parsed().binary().range(body.code(), body.end()), module.features());
        while (!reader.atEnd()) {
            walk.offset = reader.position() - body.start();
            walk.count(reader.next(walk));
        }
        walk.finish();
        return plan;
    }

    /**
     * What is paid when the function is called, its first run of instructions included.
     *
     * @return units
     */
    public long entry() {
        return entry;
    }

    /**
     * What is paid at each round of a loop.
     *
     * @param offset the offset of the {@code loop} instruction
     * @return units
     */
    public long round(int offset) {
        return loops.getOrDefault(offset, 0L);
    }

    /**
     * What is paid when control goes on behind an instruction that is no {@code loop}.
     *
     * @param offset the instruction's offset
     * @return units, 0 for most
     */
    public long after(int offset) {
        return after.getOrDefault(offset, 0L);
    }

    /** Goes through a body; the run at hand has begun behind the instruction at {@code began}, -1 for the function's entry. */
    private static final class Walk implements Bystander {
        private final FuelPlan plan;
        private final FuelCosts costs;
        private final List<boolean[]> targeted = new ArrayList<>();
        private int offset;
        private int began = -1;
        private boolean loop;
        private boolean ends;
        private long run;

        Walk(FuelPlan plan, FuelCosts costs) {
            this.plan = plan;
            this.costs = costs;
            this.run = costs.entry();
            targeted.add(new boolean[1]);
        }

        void count(Op op) {
            run += costs.of(op);
            if (ends || op.immediate() == Imm.TAG || leaves(op)) {
                ends = false;
                finish();
                began = offset;
                loop = op == CoreOp.LOOP;
                run = 0;
            }
        }

        private static boolean leaves(Op op) {
            return op == CoreOp.RETURN || op == CoreOp.UNREACHABLE || op == CoreOp.THROW_REF || op == CoreOp.RETURN_CALL
                    || op == CoreOp.RETURN_CALL_INDIRECT || op == CoreOp.RETURN_CALL_REF;
        }

        void finish() {
            if (began < 0) {
                plan.entry = run;
            } else if (run > 0) {
                (loop ? plan.loops : plan.after).put(began, run);
            }
        }

        private void target(int label) {
            targeted.get(targeted.size() - 1 - label)[0] = true;
        }

        @Override
        public void block(Op op, BlockType type) {
            ends = op == CoreOp.LOOP || op == CoreOp.IF;
            // two ways always meet behind an if and a try; behind a loop only one comes
            targeted.add(new boolean[] {op == CoreOp.IF || op == CoreOp.TRY});
        }

        @Override
        public void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
            clauses.forEach(clause -> target(clause.label()));
            targeted.add(new boolean[1]);
        }

        @Override
        public void orElse() {
            ends = true;
        }

        @Override
        public void handler(Op op, int tag) {
            ends = true;
        }

        @Override
        public void delegate(Op op, int label) {
            targeted.remove(targeted.size() - 1);
            ends = true;
        }

        @Override
        public void end() {
            ends = targeted.remove(targeted.size() - 1)[0];
        }

        @Override
        public void branch(Op op, int label) {
            target(label);
            ends = true;
        }

        @Override
        public void branchTable(int[] labels, int defaultLabel) {
            for (int label : labels) {
                target(label);
            }
            target(defaultLabel);
            ends = true;
        }

        @Override
        public void cast(Op op, int label, RefType from, RefType to) {
            target(label);
            ends = true;
        }
    }
}
