package org.granary.compile.build;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;

/** Tells loops that look for something in memory: mostly short ones, for which what the JIT makes of a counted loop is too much. */
final class Searches {
    private final BitSet read = new BitSet();
    private final Set<Label> inside = new HashSet<>();
    private boolean changed;

    private Searches() {
    }

    /** Whether a loop ends, or goes on, by a test of what it has read from memory. A switch is none: interpreters' loops are long. */
    static boolean is(Control.Loop loop) {
        Searches searches = new Searches();
        do {
            searches.changed = false;
            searches.follow(loop.body());
        } while (searches.changed);
        searches.marks(loop.body());
        return searches.decides(loop.body());
    }

    /** Finds the locals that depend on what is read. */
    private void follow(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Stmt.SetLocal set && !read.get(set.local()) && reads(set.value())) {
                read.set(set.local());
                changed = true;
            }
            statement.bodies().forEach(this::follow);
        }
    }

    private boolean reads(Expr e) {
        return e instanceof Expr.Load || e instanceof Expr.LocalGet get && read.get(get.local())
                || e.operands().stream().anyMatch(this::reads);
    }

    private void marks(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Control.Mark mark) {
                inside.add(mark.label());
            }
            statement.bodies().forEach(this::marks);
        }
    }

    /** Whether what is read decides on an end of the round. */
    private boolean decides(List<Stmt> body) {
        for (Stmt statement : body) {
            boolean asks = statement instanceof Control.BranchIf branch && reads(branch.condition())
                    || statement instanceof Control.If choice && reads(choice.condition());
            if (asks && ends(statement) || statement.bodies().stream().anyMatch(this::decides)) {
                return true;
            }
        }
        return false;
    }

    private boolean ends(Stmt statement) {
        return statement instanceof Control.Return || !inside.containsAll(statement.targets())
                || statement.bodies().stream().anyMatch(body -> body.stream().anyMatch(this::ends));
    }
}
