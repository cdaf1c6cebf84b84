package org.granary.compile.shape;

import java.util.BitSet;
import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;

/**
 * Which locals hold a value that may still be read: at the start, at every label and around every piece. Two passes from the end to the
 * start, whatever the nesting: the first leaves out the branches back to loop heads and finds what is live at heads within their own
 * loop; what is live at the head of a loop is then taken to be live at the heads of the loops in it. That is never too little, and too
 * much only for a local that an inner loop assigns anew. Where sets times locals is huge, nothing is computed and every local taken to
 * be live everywhere. Confined to one function.
 */
final class Liveness {
    /** Bits that all sets may take together. */
    private static final long MOST_BITS = 400_000_000L;

    private final int locals;
    private final boolean exact;
    private final BitSet all;
    private final BitSet[] at;
    private BitSet start;
    /** What handlers around the present place need; null outside. */
    private BitSet thrown;
    private BitSet live;
    private boolean second;
    private BitSet outerHead;

    /**
     * Computes.
     *
     * @param body   the function's body
     * @param labels how many labels
     * @param locals how many locals
     */
    Liveness(List<Node> body, int labels, int locals) {
        this(body, labels, labels, locals);
    }

    /** The same where so many sets are kept. */
    Liveness(List<Node> body, int sets, int labels, int locals) {
        this.locals = locals;
        all = new BitSet(locals);
        all.set(0, locals);
        exact = (long) sets * locals <= MOST_BITS;
        at = new BitSet[labels];
        if (exact) {
            pass(body);
            second = true;
            pass(body);
        } else {
            start = all;
            everywhere(body);
        }
    }

    /** Live at the start of the function. */
    BitSet start() {
        return start;
    }

    /** Live at a label; not to be changed. */
    BitSet at(Label label) {
        BitSet set = at[label.id()];
        return set != null ? set : exact ? new BitSet() : all;
    }

    private void pass(List<Node> body) {
        live = new BitSet(locals);
        thrown = null;
        outerHead = new BitSet(locals);
        list(body);
        start = live;
    }

    private void everywhere(List<Node> list) {
        for (Node node : list) {
            if (node instanceof Node.Piece piece) {
                piece.liveIn = all;
                piece.liveOut = all;
                everywhere(piece.content);
            } else if (node instanceof Node.Nest nest) {
                nest.around = all;
                for (List<Node> inner : nest.bodies) {
                    everywhere(inner);
                }
            }
        }
    }

    private void list(List<Node> list) {
        for (int i = list.size() - 1; i >= 0; i--) {
            Node node = list.get(i);
            if (node instanceof Node.Plain plain) {
                plain(plain.stmt);
            } else if (node instanceof Node.Nest nest) {
                nest(nest);
            } else {
                piece((Node.Piece) node);
            }
            if (thrown != null) {
                live.or(thrown);
            }
        }
    }

    private void plain(Stmt s) {
        if (s instanceof Stmt.SetLocal set) {
            live.clear(set.local());
            read(set.value());
            return;
        }
        if (s instanceof Control.Mark mark) {
            at[mark.label().id()] = (BitSet) live.clone();
            return;
        }
        if (!s.falls()) {
            live = new BitSet(locals);
        }
        for (int local : s.assigns()) {
            live.clear(local);
        }
        if (s instanceof Control.Switch big) {
            join(big.otherwise());
            Label before = null;
            for (Label label : big.labels()) {
                if (!label.equals(before)) {
                    join(label);
                }
                before = label;
            }
        } else {
            for (Label label : s.targets()) {
                join(label);
            }
        }
        for (Expr operand : s.operands()) {
            read(operand);
        }
    }

    private void join(Label label) {
        BitSet set = at[label.id()];
        if (set != null) {
            live.or(set);
        }
    }

    private void read(Expr e) {
        if (e instanceof Expr.LocalGet get) {
            live.set(get.local());
            return;
        }
        List<Expr> operands = e.operands();
        for (int i = 0; i < operands.size(); i++) {
            read(operands.get(i));
        }
    }

    private void nest(Node.Nest nest) {
        if (nest.stmt instanceof Control.Loop loop) {
            loop(loop, nest);
        } else if (nest.stmt instanceof Control.If choice) {
            BitSet after = (BitSet) live.clone();
            list(nest.bodies.get(0));
            BitSet then = live;
            live = after;
            list(nest.bodies.get(1));
            live.or(then);
            read(choice.condition());
        } else {
            attempt((Control.Try) nest.stmt, nest);
        }
    }

    private void loop(Control.Loop loop, Node.Nest nest) {
        int head = loop.head().id();
        BitSet outer = outerHead;
        if (second) {
            at[head].or(outer);
            outerHead = at[head];
        } else {
            at[head] = new BitSet(locals);
        }
        list(nest.bodies.get(0));
        if (second) {
            outerHead = outer;
        } else {
            at[head] = (BitSet) live.clone();
        }
    }

    private void attempt(Control.Try attempt, Node.Nest nest) {
        BitSet outer = thrown;
        BitSet needed = outer == null ? new BitSet(locals) : (BitSet) outer.clone();
        for (Handler handler : attempt.handlers()) {
            BitSet target = (BitSet) at(handler.target()).clone();
            for (int local : handler.values()) {
                if (local >= 0) {
                    target.clear(local);
                }
            }
            if (handler.reference() >= 0) {
                target.clear(handler.reference());
            }
            needed.or(target);
        }
        nest.around = (BitSet) live.clone();
        thrown = needed;
        live.or(needed);
        list(nest.bodies.get(0));
        nest.around.or(live);
        thrown = outer;
    }

    private void piece(Node.Piece piece) {
        piece.liveOut = piece.falls() ? (BitSet) live.clone() : new BitSet(locals);
        for (Label label : piece.exits) {
            piece.liveOut.or(at(label));
        }
        if (thrown != null) {
            piece.liveOut.or(thrown);
        }
        list(piece.content);
        piece.liveIn = piece.topReachable ? (BitSet) live.clone() : new BitSet(locals);
        for (Label label : piece.entries) {
            piece.liveIn.or(at(label));
        }
    }

    /** Adds the locals that a statement itself reads and assigns. */
    static void occurrences(Stmt s, BitSet occurs, BitSet assigned) {
        for (int local : s.assigns()) {
            occurs.set(local);
            assigned.set(local);
        }
        for (Expr operand : s.operands()) {
            occurrences(operand, occurs);
        }
    }

    private static void occurrences(Expr e, BitSet occurs) {
        if (e instanceof Expr.LocalGet get) {
            occurs.set(get.local());
            return;
        }
        List<Expr> operands = e.operands();
        for (int i = 0; i < operands.size(); i++) {
            occurrences(operands.get(i), occurs);
        }
    }
}
