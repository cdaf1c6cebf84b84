package org.granary.interpret;

import java.util.List;
import org.granary.vm.ExnRef;

/** A function's body as steps. Immutable once it is published. */
final class Body {
    /** The function's index in its module. */
    final int function;
    /** The steps. */
    final Step[] steps;
    /** Where each step's instruction stands, in bytes from the start of the body. */
    final int[] offsets;
    /** How many operands there are before each step's instruction. */
    final int[] heights;
    /** How many locals there are. */
    final int locals;
    /** The first values of the declared locals, which follow the parameters. */
    final Object[] declared;
    /** How many locals and operands there are at most. */
    final int slots;
    /** The bytes that they take at most, with the objects that numbers are. */
    final long held;
    /** How many exceptions are kept for {@code rethrow}. */
    final int kept;
    private final List<Region> regions;

    Body(int function, List<Step> steps, Places places, Sizes sizes, List<Region> regions) {
        this.function = function;
        this.steps = steps.toArray(new Step[0]);
        this.offsets = places.offsets;
        this.heights = places.heights;
        this.locals = sizes.locals;
        this.declared = sizes.declared;
        this.slots = sizes.slots;
        this.held = sizes.held;
        this.kept = sizes.kept;
        this.regions = List.copyOf(regions);
    }

    /**
     * What a call needs room for.
     *
     * @param locals   how many locals there are
     * @param declared the first values of the declared locals
     * @param slots    locals and operands at most
     * @param held     the bytes that these take
     * @param kept     exceptions kept for {@code rethrow}
     */
    record Sizes(int locals, Object[] declared, int slots, long held, int kept) {
    }

    /**
     * Where the steps stand.
     *
     * @param offsets for each step the place of its instruction, in bytes from the start of the body
     * @param heights for each step how many operands there are before its instruction
     */
    record Places(int[] offsets, int[] heights) {
    }

    /**
     * Lets a call catch an exception that one of its steps has thrown.
     *
     * @return whether it goes on; false when the exception is the caller's
     */
    boolean handles(Activation at, ExnRef thrown) {
        int step = at.next - 1;
        Region wanted = null;
        // inner ones first
        for (Region region : regions) {
            if (!region.covers(step) || wanted != null && wanted != region) {
                continue;
            }
            wanted = null;
            if (region.delegates()) {
                if (region.delegate() == null) {
                    return false;
                }
                wanted = region.delegate();
                continue;
            }
            Region.Clause clause = region.clause(thrown.tag, at.instance.tags);
            if (clause != null) {
                at.caught(thrown, clause, region.kept);
                return true;
            }
        }
        return false;
    }
}
