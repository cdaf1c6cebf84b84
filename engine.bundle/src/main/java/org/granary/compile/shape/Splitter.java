package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;

/**
 * Shapes a function for the emitter. What crosses from one part to another: locals in a frame object, and where to go on as a code. Codes
 * are one numbering for the whole function: 0 the top of a part, or falling out of its end; 1 returning; from 2 on, in code order, the
 * labels that cross parts and the targets of big switches. The code that a part gives is the code that the next one takes, at every level
 * of nesting.
 */
public final class Splitter {
    /** Parts times locals: for each part it is kept which locals it shares, a bit for each. */
    private static final long MOST_BITS = 4_000_000_000L;
    /** What is live around a part, and on the way there. */
    private static final int SETS = 3;
    /** A {@code try} statement that is never cut takes no more than this part of what a piece aims at. */
    private static final int LONGEST_TRY = 4;

    final IrFunction function;
    final Cutter cutter;
    final Liveness liveness;
    /** The code of each label, 0 for labels that never cross. */
    final int[] codes;
    /** The local that holds codes. */
    final int code;
    /** The locals that hold results on their way to part 0; empty unless a piece returns. */
    final List<Integer> results = new ArrayList<>();
    /** The local that takes the packed parameters, or -1. */
    final int packed;
    /** Whether returns give the shape object of their values. */
    private final boolean gathersResults;
    /** The bytes of its largest parcels. */
    private final int largest;
    private final List<Node> body;
    private final List<Kind> locals;
    private int labels;

    private Splitter(IrFunction given, int budget, int target) {
        Cutter whole = new Cutter(given, target);
        List<Node> nodes = whole.nodes(given.body());
        boolean over = Node.size(nodes) > budget - Sizes.entry(given.type());
        ManyValues many = over ? ManyValues.of(given, target / LONGEST_TRY) : null;
        function = over ? many.function() : given;
        packed = over ? many.packed() : -1;
        gathersResults = over && many.gathersResults();
        largest = over ? many.largest() : 0;
        if (function != given) {
            whole = new Cutter(function, target);
            nodes = whole.nodes(function.body());
        }
        cutter = whole;
        body = cutter.fit(nodes, budget);
        long bits = (long) cutter.pieces.size() * function.locals().size();
        if (bits > MOST_BITS) {
            throw new LimitException(Refusal.of(Failure.TOO_LARGE)
                    .detail("parts of a function times its locals and the values that its calls and blocks leave")
                    .expected("at most " + MOST_BITS, bits));
        }
        liveness = new Liveness(body, function.labels() + SETS * cutter.pieces.size(), function.labels(), function.locals().size());
        locals = new ArrayList<>(function.locals());
        labels = function.labels();
        codes = new int[labels];
        code = locals.size();
        locals.add(Kind.I32);
    }

    /**
     * Shapes a function: cuts it where it is estimated over the budget, lowers its switches, finds what must be zeroed. The emitter
     * measures what comes out, and where a method is over 8,000 bytes asks again with 0.7 times both numbers. Nesting makes it recurse;
     * deep functions need a thread with a large stack.
     *
     * @param function the function
     * @param budget   estimated bytes of bytecode above which it is cut
     * @param target   estimated bytes that a part aims at
     * @return the function in one part or several
     */
    public static SplitFunction split(IrFunction function, int budget, int target) {
        SplitFunction split = new Splitter(function, budget, target).shape();
        return split.isSplit() ? split : Mirror.mirror(LoopDetacher.detach(split));
    }

    Kind kind(int local) {
        return locals.get(local);
    }

    Label newLabel() {
        return new Label(labels++, false);
    }

    private SplitFunction shape() {
        List<Node.Piece> pieces = new ArrayList<>();
        number(body, pieces);
        BitSet framed = new BitSet();
        if (!pieces.isEmpty()) {
            boolean returns = false;
            for (Node.Piece piece : pieces) {
                returns |= piece.returns;
            }
            if (returns) {
                List<Kind> kinds = CallShape.kinds(function.type().func().results());
                for (Kind kind : gathersResults ? List.of(Kind.ANY) : kinds) {
                    results.add(locals.size());
                    locals.add(kind);
                }
            }
            frame(body, framed, new BitSet(), new BitSet());
            encode(pieces);
            for (Node.Piece piece : cutter.pieces) {
                ways(piece);
            }
        }
        List<Part> parts = new ArrayList<>();
        parts.add(new PartBuilder(this, null, body, framed).build());
        for (Node.Piece piece : pieces) {
            parts.add(new PartBuilder(this, piece, piece.content, piece.framed).build());
        }
        return new SplitFunction(function.with(locals, labels, function.body(), function.depth()), code, packed, largest, parts);
    }

    private void number(List<Node> list, List<Node.Piece> pieces) {
        for (Node node : list) {
            if (node instanceof Node.Piece piece) {
                pieces.add(piece);
                piece.number = pieces.size();
                piece.site = newLabel();
                number(piece.content, pieces);
            } else if (node instanceof Node.Nest nest) {
                for (List<Node> inner : nest.bodies) {
                    number(inner, pieces);
                }
            }
        }
    }

    /** Finds the locals that pieces share with what is around them; adds what occurs in a list, and what is framed in its pieces. */
    private void frame(List<Node> list, BitSet framed, BitSet occurs, BitSet assigned) {
        for (Node node : list) {
            if (node instanceof Node.Piece piece) {
                BitSet inner = new BitSet();
                BitSet innerAssigned = new BitSet();
                piece.framed = new BitSet();
                frame(piece.content, piece.framed, inner, innerAssigned);
                occurs.or(inner);
                assigned.or(innerAssigned);
                inner.and(piece.liveIn);
                innerAssigned.and(piece.liveOut);
                piece.framed.or(inner);
                piece.framed.or(innerAssigned);
                if (piece.returns) {
                    for (int result : results) {
                        piece.framed.set(result);
                    }
                }
                framed.or(piece.framed);
                continue;
            }
            Liveness.occurrences(node instanceof Node.Plain plain ? plain.stmt : ((Node.Nest) node).stmt, occurs, assigned);
            if (node instanceof Node.Nest nest) {
                for (List<Node> inner : nest.bodies) {
                    frame(inner, framed, occurs, assigned);
                }
            }
        }
    }

    /** Gives codes to the labels that need one. */
    private void encode(List<Node.Piece> pieces) {
        Set<Label> coded = new HashSet<>();
        for (Node.Piece piece : pieces) {
            coded.addAll(piece.entries);
            coded.addAll(piece.exits);
        }
        switches(body, coded);
        int next = SplitFunction.RETURN + 1;
        for (int label : cutter.inOrder(coded)) {
            codes[label] = next++;
        }
    }

    private static void switches(List<Node> list, Set<Label> coded) {
        for (Node node : list) {
            if (node instanceof Node.Plain plain && plain.isBigSwitch()) {
                coded.addAll(plain.stmt.targets());
            } else if (node instanceof Node.Nest nest) {
                for (List<Node> inner : nest.bodies) {
                    switches(inner, coded);
                }
            } else if (node instanceof Node.Piece piece) {
                switches(piece.content, coded);
            }
        }
    }

    /** Whether a piece takes and gives codes; the pieces in it are known already. */
    private void ways(Node.Piece piece) {
        piece.givesCode = piece.ways() > 1;
        Set<Object> leaves = new HashSet<>();
        boolean passes = false;
        for (Label label : piece.entries) {
            Node.Piece inner = child(label, piece);
            leaves.add(inner == null ? label : inner);
            passes |= inner != null && inner.takesCode;
        }
        if (piece.topReachable) {
            Node first = piece.content.get(0);
            boolean atMark = first instanceof Node.Plain plain && plain.stmt instanceof Control.Mark;
            leaves.add(atMark ? ((Control.Mark) ((Node.Plain) first).stmt).label() : first);
        }
        int entries = piece.entries.size() + (piece.topReachable ? 1 : 0);
        piece.takesCode = leaves.size() > 1 || entries > 1 && passes;
    }

    /** The piece directly in another (null: in the function) that a label stands in; null where it stands in no deeper piece. */
    Node.Piece child(Label label, Node.Piece around) {
        Node.Piece child = null;
        Node.Piece piece = cutter.owner[label.id()];
        while (piece != around) {
            child = piece;
            piece = piece.parent;
        }
        return child;
    }

    /** Whether a label stands in a piece, or in one in it. */
    boolean isIn(Label label, Node.Piece around) {
        Node.Piece piece = cutter.owner[label.id()];
        while (piece != null && piece != around) {
            piece = piece.parent;
        }
        return piece == around;
    }
}
