package org.granary.compile.shape;

import org.granary.compile.ir.IrFunction;

/** Shapes a function for the emitter. Stateless. */
public final class Splitter {
    private Splitter() {
    }

    /**
     * Shapes a function: cuts it where it is estimated over the budget, lowers its switches, finds what must be zeroed. The emitter measures what comes out, and where a method is over 8,000 bytes asks again with 0.7 times both numbers.
     *
     * @param function the function
     * @param budget   estimated bytes of bytecode above which it is cut
     * @param target   estimated bytes that a part aims at
     * @return the function in one part or several
     */
    public static SplitFunction split(IrFunction function, int budget, int target) {
        throw new UnsupportedOperationException("being built");
    }
}
