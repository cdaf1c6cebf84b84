package org.granary.compile.shape;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Stmt;

/**
 * What stands in one JVM method. Part 0 is the function itself: it has the function's parameters and results. A detached loop has locals
 * for parameters and at most one for its result. Every other part is {@code (code?, frame, instance) -> code or void}. In a part branches
 * may also go backwards, to marks anywhere in it: the stack-map frame of every mark and loop head is the method's parameters, the frame
 * object (where the function is cut) and {@link #zeroed()}, nothing else. Immutable by agreement.
 *
 * @param number    0 for the function itself
 * @param body      the statements; control does not fall out of the end; without {@link Control.Switch}
 * @param takesCode whether its first parameter is the code to enter by; held in the local {@link SplitFunction#code()}
 * @param givesCode whether it returns a code; else {@link Control.Exit} has none
 * @param framed    the locals that this part reads and writes in the frame object; all others are JVM locals of the method
 * @param zeroed    the locals that must be zero or null at the start of the method and are live, or may be, at a mark or a loop's head;
 *                  never parameters of the method, never framed
 * @param detached  what a detached loop takes and gives; null for every other part
 */
public record Part(int number, List<Stmt> body, boolean takesCode, boolean givesCode, BitSet framed, BitSet zeroed, Detached detached) {
    /** The unit of {@link #base()} is so many bits wide. */
    public static final int UNIT_BITS = 15;
    /** A class file counts lines no further. */
    private static final int LAST_LINE = 65_535;
    /** Trees may hold instructions that stand before their statement. */
    private static final int BEFORE = 1 << 13;

    /**
     * What a loop with a method of its own takes and gives.
     *
     * @param params the locals that are the method's parameters, before the instance
     * @param result the local whose value it returns, or -1
     */
    public record Detached(List<Integer> params, int result) {
    }

    /**
     * How many units of {@code 2^}{@link #UNIT_BITS} bytes are taken off the offsets of this part's instructions to give numbers of lines.
     *
     * @return 0 for the function itself, and where the offsets are numbers of lines themselves
     */
    public int base() {
        int least = Integer.MAX_VALUE;
        int most = 0;
        Deque<List<Stmt>> open = new ArrayDeque<>();
        if (number > 0) {
            open.push(body);
        }
        while (!open.isEmpty()) {
            for (Stmt s : open.pop()) {
                least = Math.min(least, s.offset());
                most = Math.max(most, s.offset());
                for (List<Stmt> inner : s.bodies()) {
                    open.push(inner);
                }
            }
        }
        return most < LAST_LINE ? 0 : Math.max(0, least - BEFORE >> UNIT_BITS);
    }

    /**
     * A part that is no detached loop.
     *
     * @param number    its number
     * @param body      its statements
     * @param takesCode whether it takes a code
     * @param givesCode whether it gives one
     * @param framed    the locals in the frame object
     * @param zeroed    the locals to be zeroed
     */
    public Part(int number, List<Stmt> body, boolean takesCode, boolean givesCode, BitSet framed, BitSet zeroed) {
        this(number, body, takesCode, givesCode, framed, zeroed, null);
    }
}
