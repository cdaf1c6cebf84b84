package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;

/**
 * Gathers runs of consecutive statements in pieces until every list fits its budget. A piece may be entered at its top and at every mark
 * in it that is branched to from outside, so that the targets of a big switch share pieces; a big switch itself ends a run and stays with
 * its loop's head; a loop that fits the target is never cut. Confined to one function.
 */
final class Cutter {
    /** Switches of more labels stay out of pieces. */
    static final int SMALL_SWITCH = 6;

    private static final int CALL_SITE = 14;
    private static final int WAY_OUT = 7;
    private static final int SWITCH = 24;
    private static final int LEAF = 10;
    private static final int LEAST_HUB = 3;
    private static final int HUB_SHARE = 250;
    private static final int SMALL_SHARE = 10;

    /** How a list is cut. */
    private enum Manner { GENTLE, PLAIN, SWITCHES }

    private final int target;
    /** How many branches each label has. */
    final int[] branches;
    /** How many of them are not by switches. */
    private final int[] jumps;
    /** Where each label stands, in code order. */
    private final int[] position;
    /** The innermost piece around each label, null in the open. */
    final Node.Piece[] owner;
    /** The pieces in use. */
    final List<Node.Piece> pieces = new ArrayList<>();

    /** By label: the first of the marks that stand one behind the other, of which it is one; null for the first and where it is alone. */
    private final Label[] first;

    /** Branches met in the run at hand; all zero between runs. */
    private final int[] met;
    /** Marks met in the run at hand: the number of the run. */
    private final int[] inside;
    private int runs;

    Cutter(IrFunction function, int target) {
        this.target = target;
        int labels = function.labels();
        branches = new int[labels];
        jumps = new int[labels];
        position = new int[labels];
        owner = new Node.Piece[labels];
        first = new Label[labels];
        met = new int[labels];
        inside = new int[labels];
    }

    /** The nodes of a list, with sizes, labels counted and placed. */
    List<Node> nodes(List<Stmt> list) {
        int[] next = {0};
        join(list);
        return nodes(list, next);
    }

    /** Where blocks end together their marks are one place: a switch has one way there, and not a leaf of its tree for each. */
    private void join(List<Stmt> list) {
        Label before = null;
        for (Stmt s : list) {
            if (s instanceof Control.Mark mark && before != null) {
                first[mark.label().id()] = before;
            } else {
                before = s instanceof Control.Mark mark ? mark.label() : null;
                for (List<Stmt> body : s.bodies()) {
                    join(body);
                }
            }
        }
    }

    private Label joined(Label label) {
        return first[label.id()] == null ? label : first[label.id()];
    }

    private Stmt joined(Stmt s) {
        if (!(s instanceof Control.Switch big)) {
            return s;
        }
        List<Label> to = new ArrayList<>(big.labels().size());
        for (Label label : big.labels()) {
            to.add(joined(label));
        }
        return new Control.Switch(big.offset(), big.index(), to, joined(big.otherwise()));
    }

    private List<Node> nodes(List<Stmt> list, int[] next) {
        List<Node> nodes = new ArrayList<>(list.size());
        boolean reachable = true;
        for (Stmt written : Decided.of(list)) {
            Stmt s = joined(written);
            if (s instanceof Control.Mark mark) {
                // all branches to a mark stand before it, so one without any is of no use
                if (branches[mark.label().id()] == 0) {
                    continue;
                }
                reachable = true;
                position[mark.label().id()] = next[0]++;
            } else if (!reachable) {
                continue;
            } else if (s instanceof Control.Loop loop) {
                position[loop.head().id()] = next[0]++;
            }
            for (Label label : s.targets()) {
                branches[label.id()]++;
                jumps[label.id()] += s instanceof Control.Switch ? 0 : 1;
            }
            Node node = node(s, next);
            nodes.add(node);
            reachable = node.falls();
        }
        return nodes;
    }

    private Node node(Stmt s, int[] next) {
        List<List<Stmt>> bodies = s.bodies();
        if (bodies.isEmpty()) {
            Node.Plain plain = new Node.Plain(s);
            plain.size = Sizes.of(s);
            return plain;
        }
        Node.Nest nest = new Node.Nest(s);
        nest.own = Sizes.of(s);
        for (List<Stmt> body : bodies) {
            nest.bodies.add(nodes(body, next));
        }
        nest.resize();
        return nest;
    }

    /** Cuts a list until it fits, or cannot shrink. */
    List<Node> fit(List<Node> list, int budget) {
        resize(list);
        return fitSized(list, budget);
    }

    /** The sizes are up to date, so that each level of nesting need not look through all below it. */
    private List<Node> fitSized(List<Node> list, int budget) {
        int size = Node.size(list);
        if (size <= budget) {
            return list;
        }
        for (Node node : list) {
            if (node instanceof Node.Nest nest && nest.size > target) {
                int others = size - nest.size;
                fitBodies(nest, Math.max(target, budget - others));
                size = others + nest.size;
                if (size <= budget) {
                    return list;
                }
            }
        }
        List<Node> now = list;
        while (size > budget) {
            int made = pieces.size();
            List<Node> next = cut(now, Manner.GENTLE);
            int shrunk = resize(next);
            if (shrunk > budget) {
                undo(now, made);
                next = cut(now, Manner.PLAIN);
                shrunk = resize(next);
            }
            if (shrunk > budget && (pieces.size() == made || shrunk >= size)) {
                undo(now, made);
                next = cut(now, Manner.SWITCHES);
                shrunk = resize(next);
            }
            if (pieces.size() == made || shrunk >= size) {
                return pieces.size() == made ? now : next;
            }
            now = next;
            size = shrunk;
        }
        return now;
    }

    private void fitBodies(Node.Nest nest, int room) {
        for (int i = 0; i < nest.bodies.size(); i++) {
            List<Node> body = nest.bodies.get(i);
            int others = nest.size - Node.size(body);
            nest.bodies.set(i, fitSized(body, Math.max(target / 2, room - others)));
            nest.resize();
        }
    }

    /** Brings the sizes of switches up to date: targets in one piece are one leaf of the switch's tree. */
    private int resize(List<Node> list) {
        int sum = 0;
        for (Node node : list) {
            if (node instanceof Node.Plain plain && plain.stmt instanceof Control.Switch s) {
                plain.size = Sizes.of(s) + SWITCH + LEAF * leaves(s);
            } else if (node instanceof Node.Nest nest) {
                for (List<Node> body : nest.bodies) {
                    resize(body);
                }
                nest.resize();
            }
            sum += node.size;
        }
        return sum;
    }

    private int leaves(Control.Switch s) {
        int leaves = 0;
        Object before = null;
        for (int label : inOrder(s.labels())) {
            Node.Piece top = top(label);
            Object leaf = top == null ? (Object) label : top;
            if (!leaf.equals(before)) {
                leaves++;
            }
            before = leaf;
        }
        return leaves;
    }

    /** The numbers of labels as they follow each other in the code, each once. */
    int[] inOrder(Collection<Label> labels) {
        long[] keys = new long[labels.size()];
        int count = 0;
        for (Label label : labels) {
            keys[count++] = (long) position[label.id()] << Integer.SIZE | label.id();
        }
        Arrays.sort(keys);
        int[] ordered = new int[count];
        int different = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || keys[i] != keys[i - 1]) {
                ordered[different++] = (int) keys[i];
            }
        }
        return Arrays.copyOf(ordered, different);
    }

    private Node.Piece top(int label) {
        Node.Piece piece = owner[label];
        while (piece != null && piece.parent != null) {
            piece = piece.parent;
        }
        return piece;
    }

    /**
     * Gathers runs. Gently: what many branches come to (the common end of a loop's cases, above all) begins a run of its own, and small
     * runs stay where they are, since they are likely to run once for each call of a piece. Where nothing else is left, big switches
     * are gathered like all else: there are functions with hundreds of them one behind the other.
     */
    private List<Node> cut(List<Node> list, Manner manner) {
        boolean gently = manner == Manner.GENTLE;
        List<Node> out = new ArrayList<>();
        List<Node> run = new ArrayList<>();
        int size = 0;
        boolean reachable = true;
        boolean runReachable = true;
        for (Node node : list) {
            boolean bar = manner != Manner.SWITCHES && node instanceof Node.Plain plain && plain.isBigSwitch();
            if (bar || gently && isHub(node) || size + node.size > target && !run.isEmpty()) {
                gather(run, size, runReachable, gently, out);
                run = new ArrayList<>();
                size = 0;
            }
            if (bar) {
                out.add(node);
            } else {
                if (run.isEmpty()) {
                    runReachable = reachable;
                }
                run.add(node);
                size += node.size;
            }
            reachable = node.falls();
        }
        gather(run, size, runReachable, gently, out);
        return out;
    }

    private boolean isHub(Node node) {
        return node instanceof Node.Plain plain && plain.stmt instanceof Control.Mark mark
                && jumps[mark.label().id()] >= Math.max(LEAST_HUB,
                target / HUB_SHARE);
    }

    /** Takes back what a cut has made of a list. */
    private void undo(List<Node> list, int made) {
        pieces.subList(made, pieces.size()).clear();
        own(list, null);
    }

    /** Makes a piece of a run, where that saves anything. */
    private void gather(List<Node> run, int size, boolean reachable, boolean gently, List<Node> out) {
        if (run.size() == 1 && run.get(0) instanceof Node.Piece || size <= CALL_SITE || gently && size < target / SMALL_SHARE) {
            out.addAll(run);
            return;
        }
        Node.Piece piece = new Node.Piece(run);
        piece.topReachable = reachable;
        describe(piece);
        if (piece.size >= size) {
            out.addAll(run);
            return;
        }
        adopt(piece);
        out.add(piece);
    }

    /** Finds a piece's ways in and out. */
    private void describe(Node.Piece piece) {
        runs++;
        List<Label> targets = new ArrayList<>();
        List<Label> marks = new ArrayList<>();
        collect(piece.content, piece, targets, marks);
        for (Label label : targets) {
            if (inside[label.id()] != runs) {
                piece.exits.add(label);
            }
        }
        for (Label label : marks) {
            if (branches[label.id()] > met[label.id()]) {
                piece.entries.add(label);
            }
        }
        piece.exitCounts = met(piece.exits);
        piece.entryCounts = met(piece.entries);
        for (Label label : targets) {
            met[label.id()] = 0;
        }
        int ways = piece.ways();
        int entries = piece.entries.size() + (piece.topReachable ? 1 : 0);
        piece.size = CALL_SITE + (ways <= 3 ? WAY_OUT * ways : CALL_SITE) + (entries > 1 ? 8 + entries / 8 : 0);
    }

    private int[] met(List<Label> labels) {
        int[] counts = new int[labels.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = met[labels.get(i).id()];
        }
        return counts;
    }

    private void collect(List<Node> list, Node.Piece piece, List<Label> targets, List<Label> marks) {
        for (Node node : list) {
            if (node instanceof Node.Piece inner) {
                for (int i = 0; i < inner.exits.size(); i++) {
                    meet(inner.exits.get(i), inner.exitCounts[i], targets);
                }
                for (int i = 0; i < inner.entries.size(); i++) {
                    if (inner.entryCounts[i] > 0) {
                        meet(inner.entries.get(i), inner.entryCounts[i], targets);
                    }
                    inside[inner.entries.get(i).id()] = runs;
                    marks.add(inner.entries.get(i));
                }
                piece.returns |= inner.returns;
                piece.refreshes |= inner.refreshes;
                continue;
            }
            Stmt s = node instanceof Node.Plain plain ? plain.stmt : ((Node.Nest) node).stmt;
            for (Label label : s.targets()) {
                meet(label, 1, targets);
            }
            if (s instanceof Control.Mark mark) {
                inside[mark.label().id()] = runs;
                marks.add(mark.label());
            } else if (s instanceof Control.Loop loop) {
                inside[loop.head().id()] = runs;
            }
            piece.returns |= s instanceof Control.Return || s instanceof Control.TailCall;
            piece.refreshes |= s instanceof Stmt.Call || s instanceof Stmt.Routine;
            if (node instanceof Node.Nest nest) {
                for (List<Node> body : nest.bodies) {
                    collect(body, piece, targets, marks);
                }
            }
        }
    }

    private void meet(Label label, int count, List<Label> targets) {
        if (met[label.id()] == 0) {
            targets.add(label);
        }
        met[label.id()] += count;
    }

    /** Takes a piece in use. */
    private void adopt(Node.Piece piece) {
        pieces.add(piece);
        own(piece.content, piece);
    }

    private void own(List<Node> list, Node.Piece piece) {
        for (Node node : list) {
            if (node instanceof Node.Piece inner) {
                inner.parent = piece;
            } else if (node instanceof Node.Nest nest) {
                if (nest.stmt instanceof Control.Loop loop) {
                    owner[loop.head().id()] = piece;
                }
                for (List<Node> body : nest.bodies) {
                    own(body, piece);
                }
            } else if (((Node.Plain) node).stmt instanceof Control.Mark mark) {
                owner[mark.label().id()] = piece;
            }
        }
    }
}
