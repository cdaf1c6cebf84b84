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
    private boolean keys;

    private Searches() {
    }

    /** Whether a loop ends, or goes on, by a test of what it has read from memory. A switch is none: interpreters' loops are long. */
    static boolean is(Control.Loop loop) {
        return new Searches().find(loop);
    }

    private boolean find(Control.Loop loop) {
        do {
            changed = false;
            follow(loop.body());
        } while (changed);
        marks(loop.body());
        return decides(loop.body());
    }

    /**
     * Whether a loop looks for something by comparing what it has read with a value that it was given: such searches are shorter still than
     * those for an end mark.
     */
    static boolean byKey(Control.Loop loop) {
        Searches searches = new Searches();
        searches.keys = true;
        return searches.find(loop);
    }

    /** Finds the locals that depend on what is read. */
    private void follow(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Stmt.SetLocal set && !read.get(set.local()) && reads(set.value())) {
                read.set(set.local());
                changed = true;
            }
            for (List<Stmt> inner : statement.bodies()) {
                follow(inner);
            }
        }
    }

    private boolean reads(Expr e) {
        if (e instanceof Expr.Load || e instanceof Expr.LocalGet get && read.get(get.local())) {
            return true;
        }
        for (Expr operand : e.operands()) {
            if (reads(operand)) {
                return true;
            }
        }
        return false;
    }

    private boolean asks(Expr condition) {
        return reads(condition) && (!keys || given(condition));
    }

    /** Whether a value is compared that is not read. */
    private boolean given(Expr e) {
        if (e instanceof Expr.LocalGet get) {
            return !read.get(get.local());
        }
        if (e instanceof Expr.Load) {
            return false;
        }
        for (Expr operand : e.operands()) {
            if (given(operand)) {
                return true;
            }
        }
        return false;
    }

    private void marks(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Control.Mark mark) {
                inside.add(mark.label());
            }
            for (List<Stmt> inner : statement.bodies()) {
                marks(inner);
            }
        }
    }

    /** Whether what is read decides on an end of the round. */
    private boolean decides(List<Stmt> body) {
        for (Stmt statement : body) {
            boolean asks = statement instanceof Control.BranchIf branch && asks(branch.condition())
                    || statement instanceof Control.If choice && asks(choice.condition());
            if (asks && ends(statement)) {
                return true;
            }
            for (List<Stmt> inner : statement.bodies()) {
                if (decides(inner)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean ends(Stmt statement) {
        if (statement instanceof Control.Return || !inside.containsAll(statement.targets())) {
            return true;
        }
        for (List<Stmt> body : statement.bodies()) {
            for (Stmt inner : body) {
                if (ends(inner)) {
                    return true;
                }
            }
        }
        return false;
    }
}
