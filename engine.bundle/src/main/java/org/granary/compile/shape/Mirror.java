package org.granary.compile.shape;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Stmt;

/**
 * Gives a small function that calls itself a second method of the same content. Each calls the other where the function calls itself: what
 * HotSpot inlines of a method into itself is one call deep, of two methods into each other three.
 *
 * <p>Measured: see {@code docs/decisions/recursion.md}.
 */
final class Mirror {
    /** Estimated bytes: with two calls in it fifteen copies come together. */
    static final int LARGEST = 120;
    private static final int MOST_CALLS = 2;

    private final int function;
    private int size;
    private int calls;

    private Mirror(int function) {
        this.function = function;
    }

    /**
     * Adds the second method where that is worth it.
     *
     * @param whole a function in one part
     * @return the function in two parts with the same body, or the same one
     */
    static SplitFunction mirror(SplitFunction whole) {
        Part first = whole.parts().get(0);
        Mirror mirror = new Mirror(whole.function().index());
        if (whole.parts().size() > 1 || whole.function().tailCalls() || !mirror.fits(first.body()) || mirror.calls == 0) {
            return whole;
        }
        Part second = new Part(1, first.body(), false, false, first.framed(), first.zeroed());
        return new SplitFunction(whole.function(), whole.code(), whole.packed(), whole.parcel(), List.of(first, second));
    }

    private boolean fits(List<Stmt> body) {
        Deque<List<Stmt>> open = new ArrayDeque<>();
        open.push(body);
        while (!open.isEmpty()) {
            for (Stmt s : open.pop()) {
                size += Sizes.of(s) - Sizes.toll(s);
                if (s instanceof Stmt.Call call && call.callee() instanceof Callee.Direct direct && direct.function() == function) {
                    calls++;
                }
                if (size > LARGEST || calls > MOST_CALLS) {
                    return false;
                }
                for (List<Stmt> inner : s.bodies()) {
                    open.push(inner);
                }
            }
        }
        return true;
    }
}
