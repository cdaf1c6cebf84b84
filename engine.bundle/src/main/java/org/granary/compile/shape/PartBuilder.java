package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;

/**
 * Writes one part: the statements of a list with the pieces in it called, branches that leave it turned into exits, and at its end the
 * dispatcher of codes where one is needed. Confined to one part.
 */
final class PartBuilder {
    /** Up to so many ways out of a piece are told apart where it is called; of more, all but the likeliest go by the dispatcher. */
    private static final int FEW = 3;

    private final Splitter whole;
    private final Node.Piece self;
    private final List<Node> content;
    private final BitSet framed;
    private final List<Stmt> stubs = new ArrayList<>();
    private final Map<Label, Label> entering = new HashMap<>();
    /** What the dispatcher at the end must know: codes and where they lead. */
    private final TreeMap<Integer, Label> dispatched = new TreeMap<>();
    private final BitSet occurs = new BitSet();
    private final BitSet live = new BitSet();
    private Label dispatcher;
    private Label leaving;
    private Label returning;
    private boolean usesCode;

    PartBuilder(Splitter whole, Node.Piece self, List<Node> content, BitSet framed) {
        this.whole = whole;
        this.self = self;
        this.content = content;
        this.framed = framed;
    }

    Part build() {
        List<Stmt> body = new ArrayList<>();
        boolean reachable = enter(body);
        list(content, body, reachable, null);
        if (self != null && Node.falls(content)) {
            body.add(exit(offset(content), 0));
        }
        if (dispatcher != null) {
            body.add(new Control.Mark(offset(content), dispatcher));
            CodeTree.write(this, dispatched, offset(content), body);
        }
        body.addAll(stubs);
        boolean takes = self != null && self.takesCode;
        return new Part(self == null ? 0 : self.number, body, takes, self != null && self.givesCode, framed, zeroed(takes));
    }

    private BitSet zeroed(boolean takesCode) {
        if (self == null) {
            live.or(whole.liveness.start());
        }
        BitSet zeroed = live;
        zeroed.and(occurs);
        zeroed.andNot(framed);
        if (self == null) {
            if (whole.packed < 0) {
                zeroed.clear(0, whole.function.params());
            } else {
                zeroed.clear(whole.packed);
            }
        }
        if (usesCode && !takesCode) {
            zeroed.set(whole.code);
        }
        return zeroed;
    }

    /** The beginning of a part that is entered in several ways, or not at its top; tells whether control falls into the content. */
    private boolean enter(List<Stmt> body) {
        if (self == null) {
            return true;
        }
        int offset = offset(content);
        if (!self.takesCode) {
            if (!self.topReachable) {
                body.add(new Control.Branch(offset, to(self.entries.get(0), offset)));
            }
            return self.topReachable;
        }
        usesCode = true;
        TreeMap<Integer, Label> ways = new TreeMap<>();
        for (Label entry : self.entries) {
            ways.put(whole.codes[entry.id()], toCoded(entry, offset));
        }
        Label top = null;
        if (self.topReachable) {
            Node first = content.get(0);
            boolean atSite = first instanceof Node.Piece inner && !inner.entries.isEmpty();
            boolean atMark = first instanceof Node.Plain plain && plain.stmt instanceof Control.Mark;
            if (atSite) {
                ways.put(0, ((Node.Piece) first).site);
            } else if (atMark) {
                ways.put(0, ((Control.Mark) ((Node.Plain) first).stmt).label());
            } else {
                top = whole.newLabel();
                ways.put(0, top);
            }
        }
        CodeTree.write(this, ways, offset, body);
        if (top != null) {
            body.add(new Control.Mark(offset, top));
        }
        return top != null;
    }

    private void list(List<Node> nodes, List<Stmt> out, boolean fallsIn, Label head) {
        boolean reachable = fallsIn;
        boolean codeIsZero = false;
        for (Node node : nodes) {
            if (node instanceof Node.Piece piece) {
                codeIsZero = piece(piece, out, head, reachable && !codeIsZero);
            } else {
                codeIsZero = false;
                if (node instanceof Node.Plain plain) {
                    plain(plain.stmt, out);
                } else {
                    nest((Node.Nest) node, out, head);
                }
            }
            reachable = node.falls();
        }
    }

    private void plain(Stmt s, List<Stmt> out) {
        Liveness.occurrences(s, occurs, occurs);
        if (s instanceof Control.Branch branch) {
            jump(branch.label(), branch.offset(), out);
        } else if (s instanceof Control.BranchIf branch) {
            out.add(new Control.BranchIf(branch.offset(), branch.condition(), to(branch.label(), branch.offset())));
        } else if (s instanceof Control.Switch big) {
            new SwitchLowering(this, big).lower(out);
        } else if (s instanceof Control.Return returned && self != null) {
            for (int i = 0; i < returned.values().size(); i++) {
                out.add(new Stmt.SetLocal(s.offset(), whole.results.get(i), returned.values().get(i)));
            }
            out.add(exit(s.offset(), SplitFunction.RETURN));
        } else {
            if (s instanceof Control.Mark mark) {
                live.or(whole.liveness.at(mark.label()));
            }
            out.add(s);
        }
    }

    private void nest(Node.Nest nest, List<Stmt> out, Label head) {
        Stmt s = nest.stmt;
        Liveness.occurrences(s, occurs, occurs);
        List<List<Stmt>> bodies = new ArrayList<>();
        for (List<Node> body : nest.bodies) {
            List<Stmt> inner = new ArrayList<>();
            list(body, inner, true, s instanceof Control.Loop loop ? loop.head() : head);
            bodies.add(inner);
        }
        if (s instanceof Control.Loop loop) {
            live.or(whole.liveness.at(loop.head()));
            out.add(new Control.Loop(s.offset(), loop.head(), bodies.get(0)));
        } else if (s instanceof Control.If choice) {
            out.add(new Control.If(s.offset(), choice.condition(), bodies.get(0), bodies.get(1)));
        } else {
            live.or(nest.around);
            List<Handler> handlers = new ArrayList<>();
            for (Handler handler : ((Control.Try) s).handlers()) {
                handlers.add(new Handler(handler.tag(), handler.values(), handler.reference(), to(handler.target(), s.offset())));
            }
            out.add(new Control.Try(s.offset(), bodies.get(0), handlers));
        }
    }

    /** Calls a piece and goes on as it says; tells whether the code is known to be 0 where control falls on. */
    private boolean piece(Node.Piece piece, List<Stmt> out, Label head, boolean setsZero) {
        int offset = offset(piece.content);
        live.or(piece.liveIn);
        live.or(piece.liveOut);
        usesCode |= piece.takesCode || piece.givesCode;
        if (piece.takesCode && setsZero) {
            out.add(setCode(offset, 0));
        }
        if (!piece.entries.isEmpty()) {
            out.add(new Control.Mark(offset, piece.site));
        }
        out.add(new Stmt.CallPart(offset, piece.number, whole.code, piece.refreshes, List.of()));
        if (piece.givesCode) {
            return branchOn(piece, offset, head, out);
        }
        if (!piece.exits.isEmpty()) {
            jump(piece.exits.get(0), offset, out);
        } else if (piece.returns) {
            returned(offset, out);
        } else if (!piece.falls()) {
            out.add(new Control.Raise(offset, TrapCode.UNREACHABLE));
        }
        return false;
    }

    private boolean branchOn(Node.Piece piece, int offset, Label head, List<Stmt> out) {
        Label after = null;
        if (piece.falls()) {
            after = whole.newLabel();
            out.add(new Control.BranchIf(offset, new Expr.Apply(CoreOp.I32_EQZ, Kind.I32, List.of(code())), after));
        }
        List<Label> exits = piece.likeliestExits();
        if (head != null && exits.remove(head)) {
            exits.add(0, head);
        }
        int ways = exits.size() + (piece.returns ? 1 : 0);
        if (ways > FEW) {
            // those with the most branches are the likeliest, and need not go by the dispatcher
            for (Label exit : exits.subList(0, FEW - 1)) {
                out.add(new Control.BranchIf(offset, equalsCode(whole.codes[exit.id()]), toCoded(exit, offset)));
            }
            dispatch(exits.subList(FEW - 1, exits.size()), piece.returns, offset, out);
        } else {
            few(exits, piece.returns, offset, out);
        }
        if (after != null) {
            out.add(new Control.Mark(offset, after));
        }
        return after != null;
    }

    private void dispatch(List<Label> exits, boolean toReturn, int offset, List<Stmt> out) {
        for (Label exit : exits) {
            dispatched.put(whole.codes[exit.id()], toCoded(exit, offset));
        }
        if (toReturn) {
            dispatched.put(SplitFunction.RETURN, returning(offset));
        }
        if (dispatcher == null) {
            dispatcher = whole.newLabel();
        }
        out.add(new Control.Branch(offset, dispatcher));
    }

    private void few(List<Label> exits, boolean toReturn, int offset, List<Stmt> out) {
        int last = exits.size() - (toReturn ? 0 : 1);
        for (int i = 0; i < last; i++) {
            out.add(new Control.BranchIf(offset, equalsCode(whole.codes[exits.get(i).id()]), toCoded(exits.get(i), offset)));
        }
        if (toReturn) {
            returned(offset, out);
        } else {
            out.add(new Control.Branch(offset, toCoded(exits.get(last), offset)));
        }
    }

    /** A branch to a label anywhere in the function. */
    private void jump(Label label, int offset, List<Stmt> out) {
        if (self != null && !whole.isIn(label, self)) {
            out.add(exit(offset, whole.codes[label.id()]));
            return;
        }
        Node.Piece inner = whole.child(label, self);
        if (inner == null) {
            out.add(new Control.Branch(offset, label));
            return;
        }
        if (inner.takesCode) {
            out.add(setCode(offset, whole.codes[label.id()]));
        }
        out.add(new Control.Branch(offset, inner.site));
    }

    /** A label of this part that leads to a label anywhere in the function. */
    Label to(Label label, int offset) {
        if (!needsCode(label) && !leaves(label)) {
            return toCoded(label, offset);
        }
        Label known = entering.get(label);
        if (known == null) {
            known = whole.newLabel();
            stubs.add(new Control.Mark(offset, known));
            jump(label, offset, stubs);
            entering.put(label, known);
        }
        return known;
    }

    /** The same, where the code is set already. */
    Label toCoded(Label label, int offset) {
        if (leaves(label)) {
            if (leaving == null) {
                leaving = whole.newLabel();
                usesCode |= self.givesCode;
                stubs.add(new Control.Mark(offset, leaving));
                stubs.add(new Control.Exit(offset, self.givesCode ? code() : null, false));
            }
            return leaving;
        }
        Node.Piece inner = whole.child(label, self);
        return inner == null ? label : inner.site;
    }

    /** Whether control leaves this part by going there. */
    private boolean leaves(Label label) {
        return self != null && !whole.isIn(label, self);
    }

    /** Whether the code must be set before control goes there. */
    boolean needsCode(Label label) {
        if (leaves(label)) {
            return self.givesCode;
        }
        Node.Piece inner = whole.child(label, self);
        return inner != null && inner.takesCode;
    }

    private void returned(int offset, List<Stmt> out) {
        if (self != null) {
            out.add(exit(offset, SplitFunction.RETURN));
            return;
        }
        List<Expr> values = new ArrayList<>();
        for (int local : whole.results) {
            values.add(new Expr.LocalGet(local, whole.kind(local)));
        }
        out.add(new Control.Return(offset, values));
    }

    private Label returning(int offset) {
        if (returning == null) {
            returning = whole.newLabel();
            stubs.add(new Control.Mark(offset, returning));
            returned(offset, stubs);
        }
        return returning;
    }

    private Stmt exit(int offset, int code) {
        return new Control.Exit(offset, self.givesCode ? Expr.Const.i32(code) : null, code == SplitFunction.RETURN);
    }

    Label newLabel() {
        return whole.newLabel();
    }

    int codeOf(Label label) {
        return whole.codes[label.id()];
    }

    int[] inOrder(List<Label> labels) {
        return whole.cutter.inOrder(labels);
    }

    Expr code() {
        return new Expr.LocalGet(whole.code, Kind.I32);
    }

    Stmt setCode(int offset, int value) {
        return setCode(offset, Expr.Const.i32(value));
    }

    Stmt setCode(int offset, Expr value) {
        usesCode = true;
        return new Stmt.SetLocal(offset, whole.code, value);
    }

    Expr equalsCode(int value) {
        return new Expr.Apply(CoreOp.I32_EQ, Kind.I32, List.of(code(), Expr.Const.i32(value)));
    }

    private static int offset(List<Node> list) {
        Node first = list.isEmpty() ? null : list.get(0);
        if (first instanceof Node.Piece piece) {
            return offset(piece.content);
        }
        return first == null ? 0 : first instanceof Node.Plain plain ? plain.stmt.offset() : ((Node.Nest) first).stmt.offset();
    }
}
