package org.granary.compile.build;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;

/**
 * A local that a loop moves by the same stride in each of its rounds, wherever it begins and ends and whether it wraps or not. Its low
 * bits tell that many rounds have gone by, so nobody has to count them. Immutable.
 *
 * @param local  an i32
 * @param stride what is added to it each time round; not zero
 */
public record Pace(int local, int stride) {
    /**
     * Looks for such a local.
     *
     * @param loop a loop whose body is no other method's in part
     * @return null where nothing is sure
     */
    public static Pace of(Control.Loop loop) {
        Set<Label> marks = new HashSet<>();
        for (Stmt statement : loop.body()) {
            if (statement instanceof Control.Mark mark) {
                marks.add(mark.label());
            }
        }
        Map<Integer, Integer> assigned = new HashMap<>();
        count(loop.body(), assigned);
        // marks that have been jumped to and not been reached
        Set<Label> ahead = new HashSet<>();
        for (Stmt statement : loop.body()) {
            if (statement instanceof Control.Mark mark) {
                ahead.remove(mark.label());
            } else if (statement instanceof Stmt.SetLocal set && ahead.isEmpty() && assigned.get(set.local()) == 1) {
                int by = LoopCounter.stride(set);
                if (by != 0) {
                    return new Pace(set.local(), by);
                }
            }
            Set<Label> targets = new HashSet<>();
            targets(List.of(statement), targets);
            if (targets.contains(loop.head())) {
                return null;
            }
            targets.retainAll(marks);
            ahead.addAll(targets);
        }
        return null;
    }

    private static void count(List<Stmt> body, Map<Integer, Integer> out) {
        for (Stmt statement : body) {
            for (int local : statement.assigns()) {
                out.merge(local, 1, Integer::sum);
            }
            for (List<Stmt> inner : statement.bodies()) {
                count(inner, out);
            }
        }
    }

    private static void targets(List<Stmt> body, Set<Label> out) {
        for (Stmt statement : body) {
            out.addAll(statement.targets());
            for (List<Stmt> inner : statement.bodies()) {
                targets(inner, out);
            }
        }
    }

    /**
     * What of the local is 0 once in so many rounds.
     *
     * @param rounds a power of 2
     * @return a mask; 0 when the stride is too large for that
     */
    public int mask(int rounds) {
        int shift = Integer.numberOfTrailingZeros(stride);
        return Integer.numberOfLeadingZeros(rounds) > shift ? rounds - 1 << shift : 0;
    }
}
