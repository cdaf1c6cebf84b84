package org.granary.compile.ir;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Where the expressions of a function stand that may trap: a tree holds several instructions, and its statement has the offset of the last.
 * By identity, as equal trees stand at several places. Written while the function is built, only read afterwards.
 */
public final class Positions {
    /** What stands for no position. */
    public static final int UNKNOWN = -1;

    private final Map<Expr, Integer> offsets = new IdentityHashMap<>();

    /**
     * Notes a position.
     *
     * @param expression the root of a tree
     * @param offset     the offset of its instruction from the start of the function's body
     */
    public void put(Expr expression, int offset) {
        offsets.put(expression, offset);
    }

    /**
     * The position of an expression.
     *
     * @param expression the root of a tree
     * @return the offset from the start of the function's body, or {@link #UNKNOWN}
     */
    public int of(Expr expression) {
        return offsets.getOrDefault(expression, UNKNOWN);
    }
}
