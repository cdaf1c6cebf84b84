package org.granary.compile.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;

/**
 * A balanced tree of {@code if}s over the local of codes. Trees rather than jump tables: C2 makes better code of them, and a jump back to
 * a loop's head must be an {@code if} or a {@code goto}, or the loop is never compiled while it runs.
 */
final class CodeTree {
    private final PartBuilder part;
    private final int offset;
    private final List<Stmt> out;
    private final List<Integer> from = new ArrayList<>();
    private final List<Label> leaves = new ArrayList<>();

    private CodeTree(PartBuilder part, int offset, List<Stmt> out) {
        this.part = part;
        this.offset = offset;
        this.out = out;
    }

    /**
     * Writes the tree. Values that are not keys do not occur; neighbours with one target are one leaf.
     *
     * @param part   the part
     * @param ways   where each value leads, at least one
     * @param offset for the statements
     * @param out    takes the statements; control does not fall out of them
     */
    static void write(PartBuilder part, SortedMap<Integer, Label> ways, int offset, List<Stmt> out) {
        CodeTree tree = new CodeTree(part, offset, out);
        for (Map.Entry<Integer, Label> way : ways.entrySet()) {
            if (tree.leaves.isEmpty() || !tree.leaves.get(tree.leaves.size() - 1).equals(way.getValue())) {
                tree.from.add(way.getKey());
                tree.leaves.add(way.getValue());
            }
        }
        tree.write(0, tree.leaves.size());
    }

    private void write(int low, int high) {
        if (high - low == 1) {
            out.add(new Control.Branch(offset, leaves.get(low)));
            return;
        }
        int middle = (low + high) >>> 1;
        boolean single = middle - low == 1;
        Label below = single ? leaves.get(low) : part.newLabel();
        out.add(new Control.BranchIf(offset, new Expr.Apply(CoreOp.I32_LT_S, Kind.I32, List.of(part.code(),
                Expr.Const.i32(from.get(middle)))), below));
        write(middle, high);
        if (!single) {
            out.add(new Control.Mark(offset, below));
            write(low, middle);
        }
    }
}
