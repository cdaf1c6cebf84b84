package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.granary.compile.build.CountedLoops;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.Toll;

/**
 * Gives large innermost loops of a large function methods of their own: what a loop reads are parameters, what it changes for others is
 * at most one result. HotSpot then has registers for the loop alone, counts what it inlines for the loop alone, and compiles it as a
 * method that is called and not while it runs. Only loops that call nothing, that go on in one place, and that are too long for HotSpot
 * to inline them again. Confined to one function.
 *
 * <p>Measured: see {@code docs/decisions/detached-loops.md}.
 */
final class LoopDetacher {
    /** Shorter loops are inlined again: HotSpot does so up to 325 bytes of bytecode; the estimate is a little above what comes out. */
    static final int SHORTEST = 360;
    /** In longer ones the loops are no longer what a call of the method is about. */
    static final int LONGEST = 800;
    /** Estimated bytes that must be left in the function, else detaching gains nothing. */
    static final int LEAST_AROUND = 500;
    private static final int MOST_PARAMS = 24;

    private final IrFunction function;
    private final int shortest;
    private final int around;
    private final int total;
    private final List<Node.Piece> found = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final BitSet occurs = new BitSet();

    private LoopDetacher(SplitFunction whole, int shortest, int around) {
        this.shortest = shortest;
        this.around = around;
        this.function = whole.function();
        List<Stmt> body = whole.parts().get(0).body();
        List<Node> nodes = new Cutter(function, Integer.MAX_VALUE).nodes(body);
        total = Node.size(nodes);
        if (total >= shortest + around) {
            gather(nodes);
        }
        if (!found.isEmpty()) {
            Liveness liveness = new Liveness(nodes, function.labels(), function.locals().size());
            parts.add(whole.parts().get(0));
            List<Stmt> left = statements(nodes, liveness);
            for (Stmt s : left) {
                occurrences(s);
            }
            Part first = whole.parts().get(0);
            BitSet zeroed = (BitSet) first.zeroed().clone();
            zeroed.and(occurs);
            parts.set(0, new Part(0, left, first.takesCode(), first.givesCode(), first.framed(), zeroed));
        }
    }

    /**
     * Detaches loops.
     *
     * @param whole a function in one part
     * @return the function with a part for each detached loop, or the same one
     */
    static SplitFunction detach(SplitFunction whole) {
        return detach(whole, SHORTEST, LEAST_AROUND);
    }

    /** The same with other limits, in estimated bytes: of the shortest loop, and of what must be left around it. */
    static SplitFunction detach(SplitFunction whole, int shortest, int around) {
        LoopDetacher detacher = new LoopDetacher(whole, shortest, around);
        return detacher.parts.size() <= 1 ? whole
                : new SplitFunction(whole.function(), whole.code(), whole.packed(), whole.parcel(), List.copyOf(detacher.parts));
    }

    /** Puts the loops that may go in pieces; tells whether there are any. */
    private boolean gather(List<Node> list) {
        boolean any = false;
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Node.Nest nest) || nest.stmt instanceof Control.Try) {
                continue;
            }
            boolean inner = false;
            if (!inStrips(nest) && !strips(nest) && inRow(nest) == null) {
                for (List<Node> body : nest.bodies) {
                    inner |= gather(body);
                }
            }
            any |= inner;
            if (!inner && isLoop(nest) && fits(unpaid(nest)) && total - nest.size >= around) {
                Node.Piece piece = piece(nest, i + 1 < list.size() ? list.get(i + 1) : null);
                if (piece != null) {
                    list.set(i, piece);
                    found.add(piece);
                    any = true;
                }
            }
        }
        return any;
    }

    private boolean fits(int size) {
        return size >= shortest && size <= LONGEST;
    }

    /** Two copies of a loop, the counted one in strips: what is in these goes on in the loop around them, so only all together may go. */
    private static boolean inStrips(Node.Nest nest) {
        return isTwice(nest) && nest.bodies.get(0).get(nest.bodies.get(0).size() - 1) instanceof Node.Nest counted && strips(counted);
    }

    /** Two copies of a loop: what stands in front of the counted one for several rounds in a row; else null. */
    private static Node inRow(Node.Nest nest) {
        if (!isTwice(nest) || nest.bodies.get(0).size() < 2) {
            return null;
        }
        Node before = nest.bodies.get(0).get(nest.bodies.get(0).size() - 2);
        return before instanceof Node.Nest row && row.stmt instanceof Control.If && row.bodies.get(0).size() == 2
                && row.bodies.get(0).get(1) instanceof Node.Nest loop && loop.stmt instanceof Control.Loop ? before : null;
    }

    /** A loop around strips of rounds. */
    private static boolean strips(Node.Nest nest) {
        if (!(nest.stmt instanceof Control.Loop)) {
            return false;
        }
        for (Node node : nest.bodies.get(0)) {
            if (node instanceof Node.Nest inner && inner.stmt instanceof Control.Loop loop
                    && !(loop.body().get(0) instanceof Toll.Checkpoint)) {
                return true;
            }
        }
        return false;
    }

    /** The estimated bytes without what is written for fuel and epochs and without rounds in a row: with them the same loops go. */
    private static int unpaid(Node node) {
        if (node instanceof Node.Plain plain) {
            return plain.size - Sizes.toll(plain.stmt);
        }
        Node.Nest nest = (Node.Nest) node;
        if (inStrips(nest)) {
            List<Node> then = nest.bodies.get(0);
            Node.Nest loop = (Node.Nest) nest.bodies.get(1).get(0);
            boolean twice = CountedLoops.standsTwice((Control.Loop) loop.stmt);
            return twice ? nest.own + Node.size(then.subList(0, then.size() - 1)) + 2 * unpaid(loop) : unpaid(loop);
        }
        Node row = inRow(nest);
        int size = nest.own;
        for (List<Node> body : nest.bodies) {
            for (Node inner : body) {
                size += inner == row ? 0 : unpaid(inner);
            }
        }
        return size;
    }

    /** A loop, or the two copies of a counted one. */
    private static boolean isLoop(Node.Nest nest) {
        return nest.stmt instanceof Control.Loop || isTwice(nest);
    }

    private static boolean isTwice(Node.Nest nest) {
        if (nest.bodies.size() != 2 || nest.bodies.get(0).isEmpty() || nest.bodies.get(1).size() != 1) {
            return false;
        }
        List<Node> then = nest.bodies.get(0);
        return then.get(then.size() - 1) instanceof Node.Nest counted && counted.stmt instanceof Control.Loop
                && nest.bodies.get(1).get(0) instanceof Node.Nest plain && plain.stmt instanceof Control.Loop;
    }

    /** A piece of a loop that calls nothing and goes on in one place; else null. */
    private static Node.Piece piece(Node.Nest nest, Node next) {
        Set<Label> targets = new HashSet<>();
        Set<Label> own = new HashSet<>();
        if (!plain(List.of(nest), targets, own)) {
            return null;
        }
        targets.removeAll(own);
        boolean toNext = targets.size() == 1 && next instanceof Node.Plain plain && plain.stmt instanceof Control.Mark mark
                && targets.contains(mark.label());
        if (targets.size() > 1 || nest.falls() == (targets.size() == 1) && !toNext) {
            return null;
        }
        Node.Piece piece = new Node.Piece(List.of(nest));
        piece.topReachable = true;
        piece.exits.addAll(targets);
        return piece;
    }

    /** Whether there are only statements that compute, and what they branch to. */
    private static boolean plain(List<Node> list, Set<Label> targets, Set<Label> own) {
        for (Node node : list) {
            Stmt s = node instanceof Node.Plain plain ? plain.stmt : ((Node.Nest) node).stmt;
            if (!computes(s)) {
                return false;
            }
            targets.addAll(s.targets());
            if (s instanceof Control.Mark mark) {
                own.add(mark.label());
            } else if (s instanceof Control.Loop loop) {
                own.add(loop.head());
            }
            if (node instanceof Node.Nest nest) {
                for (List<Node> body : nest.bodies) {
                    if (!plain(body, targets, own)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean computes(Stmt s) {
        return s instanceof Stmt.SetLocal || s instanceof Stmt.Store || s instanceof Stmt.Effect || s instanceof Stmt.SetGlobal
                || s instanceof Control.Mark || s instanceof Control.Branch || s instanceof Control.BranchIf
                        || s instanceof Toll.Checkpoint || s instanceof Toll.Stop || s instanceof Toll.Charge
                || s instanceof Control.Raise || s instanceof Control.Loop || s instanceof Control.If;
    }

    private List<Stmt> statements(List<Node> list, Liveness liveness) {
        List<Stmt> out = new ArrayList<>();
        for (Node node : list) {
            if (node instanceof Node.Plain plain) {
                out.add(plain.stmt);
            } else if (node instanceof Node.Piece piece) {
                detached(piece, liveness, out);
            } else {
                out.add(nest((Node.Nest) node, liveness));
            }
        }
        return out;
    }

    private Stmt nest(Node.Nest nest, Liveness liveness) {
        List<List<Stmt>> bodies = new ArrayList<>();
        for (List<Node> body : nest.bodies) {
            bodies.add(statements(body, liveness));
        }
        if (nest.stmt instanceof Control.Loop loop) {
            return new Control.Loop(loop.offset(), loop.head(), bodies.get(0));
        }
        if (nest.stmt instanceof Control.If choice) {
            return new Control.If(choice.offset(), choice.condition(), bodies.get(0), bodies.get(1));
        }
        return new Control.Try(nest.stmt.offset(), bodies.get(0), ((Control.Try) nest.stmt).handlers());
    }

    private void detached(Node.Piece piece, Liveness liveness, List<Stmt> out) {
        List<Stmt> body = statements(piece.content, liveness);
        BitSet occurring = new BitSet();
        BitSet assigned = new BitSet();
        for (Stmt s : body) {
            occurrences(s, occurring, assigned);
        }
        BitSet params = (BitSet) occurring.clone();
        params.and(piece.liveIn);
        BitSet results = assigned;
        results.and(piece.liveOut);
        boolean vectors = anyVector(params) || anyVector(results);
        if (vectors || results.cardinality() > 1 || params.cardinality() > MOST_PARAMS) {
            out.addAll(body);
            return;
        }
        int offset = body.get(0).offset();
        int result = results.nextSetBit(0);
        BitSet zeroed = new BitSet();
        for (Stmt s : body) {
            live(s, liveness, zeroed);
        }
        zeroed.and(occurring);
        zeroed.andNot(params);
        if (result >= 0 && !params.get(result)) {
            zeroed.set(result);
        }
        List<Integer> taken = new ArrayList<>();
        for (int local = params.nextSetBit(0); local >= 0; local = params.nextSetBit(local + 1)) {
            taken.add(local);
        }
        out.add(new Stmt.CallPart(offset, parts.size(), result, false, taken));
        if (!piece.falls()) {
            out.add(new Control.Branch(offset, piece.exits.get(0)));
        }
        List<Stmt> method = new ArrayList<>();
        Control.Exit exit = new Control.Exit(offset, result < 0 ? null : new Expr.LocalGet(result, function.locals().get(result)), false);
        method.addAll(body);
        for (Label label : piece.exits) {
            method.add(new Control.Mark(offset, label));
        }
        method.add(exit);
        parts.add(new Part(parts.size(), method, false, false, new BitSet(), zeroed, new Part.Detached(taken, result)));
    }

    private boolean anyVector(BitSet locals) {
        for (int local = locals.nextSetBit(0); local >= 0; local = locals.nextSetBit(local + 1)) {
            if (function.locals().get(local) == Kind.V128) {
                return true;
            }
        }
        return false;
    }

    private static void live(Stmt s, Liveness liveness, BitSet live) {
        if (s instanceof Control.Mark mark) {
            live.or(liveness.at(mark.label()));
        } else if (s instanceof Control.Loop loop) {
            live.or(liveness.at(loop.head()));
        }
        for (List<Stmt> body : s.bodies()) {
            for (Stmt inner : body) {
                live(inner, liveness, live);
            }
        }
    }

    private void occurrences(Stmt s) {
        occurrences(s, occurs, occurs);
        if (s instanceof Stmt.CallPart call) {
            for (int param : call.params()) {
                occurs.set(param);
            }
            if (call.code() >= 0) {
                occurs.set(call.code());
            }
        }
        for (List<Stmt> body : s.bodies()) {
            for (Stmt inner : body) {
                occurrences(inner);
            }
        }
    }

    private static void occurrences(Stmt s, BitSet occurs, BitSet assigned) {
        Liveness.occurrences(s, occurs, assigned);
        for (List<Stmt> body : s.bodies()) {
            for (Stmt inner : body) {
                occurrences(inner, occurs, assigned);
            }
        }
    }
}
