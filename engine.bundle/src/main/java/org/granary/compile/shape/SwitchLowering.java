package org.granary.compile.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;

/**
 * Turns a switch into an index that is checked against the number of labels, and a tree of {@code if}s; where that needs fewer leaves, or
 * where codes must be handed on, the index is first mapped to the code of its label, by adding when the labels' codes follow one another,
 * else by a list in a string constant. Confined to one switch.
 */
final class SwitchLowering {
    /** As many three-byte characters as fit a string constant, and less. */
    private static final int LONGEST_LIST = 20_000;
    private static final int FEW = 3;
    private static final int LOW_BITS = 15;

    private final PartBuilder part;
    private final Control.Switch s;
    private final List<Label> labels;

    SwitchLowering(PartBuilder part, Control.Switch s) {
        this.part = part;
        this.s = s;
        this.labels = s.labels();
    }

    /** Writes the statements; control does not fall out of them. */
    void lower(List<Stmt> out) {
        int offset = s.offset();
        if (labels.isEmpty()) {
            out.add(new Stmt.Effect(offset, s.index()));
            branch(s.otherwise(), out);
            return;
        }
        if (labels.size() == 1) {
            out.add(new Control.BranchIf(offset, new Expr.Apply(CoreOp.I32_EQZ, Kind.I32, List.of(s.index())), part.to(labels.get(0),
                    offset)));
            branch(s.otherwise(), out);
            return;
        }
        out.add(part.setCode(offset, s.index()));
        if (labels.size() <= FEW) {
            for (int i = 0; i < labels.size(); i++) {
                out.add(new Control.BranchIf(offset, part.equalsCode(i), part.to(labels.get(i), offset)));
            }
            branch(s.otherwise(), out);
            return;
        }
        out.add(new Control.BranchIf(offset, new Expr.Apply(CoreOp.I32_GE_U, Kind.I32, List.of(part.code(), Expr.Const.i32(labels.size()))),
                part.to(s.otherwise(), offset)));
        boolean coded = false;
        for (Label label : labels) {
            coded |= labels.size() > Cutter.SMALL_SWITCH && part.needsCode(label);
        }
        TreeMap<Integer, Label> ways = coded ? byCode(out) : byIndex(out);
        CodeTree.write(part, ways, offset, out);
    }

    private void branch(Label label, List<Stmt> out) {
        out.add(new Control.Branch(s.offset(), part.to(label, s.offset())));
    }

    private TreeMap<Integer, Label> byCode(List<Stmt> out) {
        int[] values = new int[labels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = part.codeOf(labels.get(i));
        }
        map(values, out);
        TreeMap<Integer, Label> ways = new TreeMap<>();
        for (Label label : labels) {
            if (!ways.containsKey(part.codeOf(label))) {
                ways.put(part.codeOf(label), part.toCoded(label, s.offset()));
            }
        }
        return ways;
    }

    private TreeMap<Integer, Label> byIndex(List<Stmt> out) {
        int[] order = part.inOrder(labels);
        Map<Integer, Integer> ranks = new HashMap<>();
        for (int rank = 0; rank < order.length; rank++) {
            ranks.put(order[rank], rank);
        }
        int runs = 1;
        for (int i = 1; i < labels.size(); i++) {
            runs += labels.get(i).equals(labels.get(i - 1)) ? 0 : 1;
        }
        boolean mapped = runs > ranks.size() + FEW;
        TreeMap<Integer, Label> ways = new TreeMap<>();
        if (mapped) {
            int[] values = new int[labels.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = ranks.get(labels.get(i).id());
            }
            map(values, out);
            for (int i = 0; i < values.length; i++) {
                if (!ways.containsKey(values[i])) {
                    ways.put(values[i], part.to(labels.get(i), s.offset()));
                }
            }
        } else {
            for (int i = 0; i < labels.size(); i++) {
                if (i == 0 || !labels.get(i).equals(labels.get(i - 1))) {
                    ways.put(i, part.to(labels.get(i), s.offset()));
                }
            }
        }
        return ways;
    }

    /** Replaces the index by its entry in a list. */
    private void map(int[] values, List<Stmt> out) {
        boolean consecutive = true;
        for (int i = 1; i < values.length; i++) {
            consecutive &= values[i] == values[0] + i;
        }
        if (consecutive) {
            if (values[0] != 0) {
                out.add(part.setCode(s.offset(), apply(CoreOp.I32_ADD, part.code(), Expr.Const.i32(values[0]))));
            }
            return;
        }
        Label done = part.newLabel();
        for (int from = 0; from < values.length; from += LONGEST_LIST) {
            int to = Math.min(values.length, from + LONGEST_LIST);
            Label next = part.newLabel();
            if (to < values.length) {
                out.add(new Control.BranchIf(s.offset(), apply(CoreOp.I32_GE_S, part.code(), Expr.Const.i32(to)), next));
            }
            Expr index = from == 0 ? part.code() : apply(CoreOp.I32_SUB, part.code(), Expr.Const.i32(from));
            out.add(part.setCode(s.offset(), lookup(Arrays.copyOfRange(values, from, to), index)));
            if (to < values.length) {
                out.add(new Control.Branch(s.offset(), done));
                out.add(new Control.Mark(s.offset(), next));
            }
        }
        if (values.length > LONGEST_LIST) {
            out.add(new Control.Mark(s.offset(), done));
        }
    }

    private static Expr lookup(int[] values, Expr index) {
        int greatest = 0;
        for (int value : values) {
            greatest = Math.max(greatest, value);
        }
        if (greatest <= Character.MAX_VALUE) {
            return new Expr.Lookup(text(values, 0, Character.MAX_VALUE), index);
        }
        Expr high = new Expr.Lookup(text(values, LOW_BITS, Character.MAX_VALUE), index);
        Expr low = new Expr.Lookup(text(values, 0, (1 << LOW_BITS) - 1), index);
        return apply(CoreOp.I32_OR, apply(CoreOp.I32_SHL, high, Expr.Const.i32(LOW_BITS)), low);
    }

    private static String text(int[] values, int shift, int mask) {
        StringBuilder text = new StringBuilder(values.length);
        for (int value : values) {
            text.append((char) (value >>> shift & mask));
        }
        return text.toString();
    }

    private static Expr apply(CoreOp op, Expr left, Expr right) {
        return new Expr.Apply(op, Kind.I32, List.of(left, right));
    }
}
