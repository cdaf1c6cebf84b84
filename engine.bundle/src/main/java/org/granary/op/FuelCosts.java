package org.granary.op;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What each instruction costs in units of fuel. The one table for all ways of running a guest. Immutable, thread-safe.
 *
 * <p>Instructions that only give code its form cost nothing: what is done because of them is done by others. Bulk instructions cost more
 * by size, when they are done: one unit for each 64 bytes moved, a reference counting as 8 bytes.
 */
public final class FuelCosts {
    /** The name of the cost of calling a function, in addition to the call instruction's. */
    public static final String FUNC = "func";
    /** The greatest cost that can be given. */
    public static final int GREATEST = 1_000_000;

    private static final Set<CoreOp> FREE = Set.of(CoreOp.NOP, CoreOp.DROP, CoreOp.BLOCK, CoreOp.LOOP, CoreOp.ELSE, CoreOp.END,
            CoreOp.TRY,
            CoreOp.TRY_TABLE, CoreOp.CATCH, CoreOp.CATCH_ALL, CoreOp.DELEGATE, CoreOp.RETURN, CoreOp.UNREACHABLE);

    private final Map<String, Integer> special;
    private final int entry;

    private FuelCosts(Map<String, Integer> special) {
        this.special = special;
        this.entry = special.getOrDefault(FUNC, 1);
    }

    /**
     * The usual costs but for some instructions.
     *
     * @param special units by the instruction's name in the text format
     * @return the table
     * @throws IllegalArgumentException when a name is no instruction's, or a cost is not from 0 to {@link #GREATEST}
     */
    public static FuelCosts of(Map<String, Integer> special) {
        if (special.isEmpty()) {
            return new FuelCosts(Map.of());
        }
        for (Map.Entry<String, Integer> given : special.entrySet()) {
            String name = given.getKey();
            Integer cost = given.getValue();
            if (!name.equals(FUNC) && Ops.find(name).isEmpty()) {
                throw new IllegalArgumentException("fuelCosts: expected the name of an instruction, or func, found \"" + name + "\"");
            }
            if (cost == null || cost < 0 || cost > GREATEST) {
                throw new IllegalArgumentException("fuelCosts: " + name + ": expected 0 to " + GREATEST + ", found " + cost);
            }
        }
        return new FuelCosts(new HashMap<>(special));
    }

    /**
     * The cost of an instruction, without what it costs by size.
     *
     * @param op the row
     * @return units
     */
    public int of(Op op) {
        if (!special.isEmpty()) {
            Integer given = special.get(op.text());
            if (given != null) {
                return given;
            }
        }
        return op instanceof CoreOp core && FREE.contains(core) ? 0 : 1;
    }

    /**
     * The cost of calling a function.
     *
     * @return units
     */
    public int entry() {
        return entry;
    }
}
