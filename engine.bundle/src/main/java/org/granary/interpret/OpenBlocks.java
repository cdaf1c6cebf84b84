package org.granary.interpret;

import java.util.ArrayList;
import java.util.List;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.type.FuncType;

/**
 * The open blocks of a body that is being translated, and the steps so far. Steps that control cannot reach are left out. Confined to one
 * thread.
 */
final class OpenBlocks {
    /** An open block. */
    private static final class Block {
        final Op op;
        final Label label;
        /** Whether its start can be reached. */
        final boolean entered;
        /** Where an {@code if} goes whose condition is zero; null once that is known. */
        Label orElse;
        /** The steps that a {@code try} or {@code try_table} protects, or null. */
        Region region;
        /** Whether the region is still open. */
        boolean protecting;
        /** Whether a block has ended in it that nothing leaves: what follows cannot be reached, which the validator does not ask. */
        boolean over;

        Block(Op op, Label label, boolean entered) {
            this.op = op;
            this.label = label;
            this.entered = entered;
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private final List<Integer> heights = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private final List<Block> open = new ArrayList<>();
    private int offset;
    private int height;
    private boolean live = true;
    private int kept;

    /** The function's own block. */
    OpenBlocks(int height, int results) {
        open.add(new Block(null, new Label(height, results, true), true));
    }

    /** What comes next stands here, with so many operands before it, and control reaches it or not. */
    void at(int place, int operands, boolean reachable) {
        offset = place;
        height = operands;
        live = reachable && block(0).entered && !block(0).over;
    }

    List<Step> steps() {
        return steps;
    }

    /** Where the steps stand. */
    Body.Places places() {
        return new Body.Places(array(offsets), array(heights));
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The protected parts, inner ones before those around them. */
    List<Region> regions() {
        return regions;
    }

    /** How many exceptions are kept for {@code rethrow}. */
    int kept() {
        return kept;
    }

    boolean live() {
        return live;
    }

    void emit(Step step) {
        if (live) {
            steps.add(step);
            offsets.add(offset);
            heights.add(height);
        }
    }

    private Block block(int label) {
        return open.get(open.size() - 1 - label);
    }

    /** Where a branch to a label goes that stands here. */
    Label label(int label) {
        Label to = block(label).label;
        to.targeted |= live;
        return to;
    }

    /** The label of the innermost block. */
    Label innermost() {
        return block(0).label;
    }

    /** The label of the function itself. */
    Label function() {
        return open.get(0).label;
    }

    /**
     * Opens a block.
     *
     * @param op     what begins it
     * @param type   its parameters and results
     * @param height locals and operands below its parameters
     */
    void open(Op op, FuncType type, int height) {
        Block block = new Block(op, new Label(height, op == CoreOp.LOOP ? type.params().size() : type.results().size()), live);
        if (op == CoreOp.LOOP) {
            block.label.step = steps.size();
        } else if (op == CoreOp.IF) {
            Label orElse = new Label(height, type.params().size());
            block.orElse = orElse;
            emit(at -> {
                if (at.popInt() == 0) {
                    at.next = orElse.step;
                }
            });
        } else if (op == CoreOp.TRY) {
            protect(block, kept++);
        }
        open.add(block);
    }

    private void protect(Block block, int place) {
        block.region = new Region(steps.size(), place);
        block.protecting = block.entered;
    }

    /** Gives the {@code try_table} that has just been opened its clauses; their labels are counted from outside of it. */
    void clauses(List<CatchClause> clauses) {
        Block block = block(0);
        protect(block, -1);
        for (CatchClause clause : clauses) {
            block.region.clauses.add(new Region.Clause(clause.tag(), clause.reference(), label(clause.label() + 1)));
        }
    }

    void orElse() {
        Block block = block(0);
        if (block.entered) {
            leap(block.label);
            block.orElse.step = steps.size();
            block.orElse = null;
            block.over = false;
        }
    }

    /** To the end of a block, the stack being what it is there. */
    private void leap(Label end) {
        end.targeted |= live;
        emit(at -> at.next = end.step);
    }

    /** {@code catch} and {@code catch_all}: a clause that begins here. */
    void handler(int tag, int values) {
        Block block = block(0);
        if (block.entered) {
            leap(block.label);
            unprotect(block);
            block.over = false;
            Label here = new Label(block.label.height, values);
            here.step = steps.size();
            block.region.clauses.add(new Region.Clause(tag, false, here));
        }
    }

    private void unprotect(Block block) {
        if (block.protecting) {
            block.protecting = false;
            block.region.close(steps.size());
            regions.add(block.region);
        }
    }

    /** {@code delegate}, which ends a {@code try}; the label is counted from outside of it. */
    void delegate(int label) {
        Block block = open.remove(open.size() - 1);
        if (block.entered) {
            Region outer = null;
            for (int i = label; outer == null && i < open.size(); i++) {
                outer = block(i).protecting ? block(i).region : null;
            }
            block.region.delegateTo(outer);
            unprotect(block);
            block.label.step = steps.size();
            block(0).over |= !live && !block.label.targeted;
        }
    }

    /** Where the exception is kept that the handler of a label has caught. */
    int caughtAt(int label) {
        return block(label).region.kept;
    }

    /** Ends the innermost block. */
    void end() {
        Block block = open.remove(open.size() - 1);
        if (block.entered) {
            unprotect(block);
            if (block.op != CoreOp.LOOP) {
                block.label.step = steps.size();
            }
            if (block.orElse != null) {
                block.orElse.step = steps.size();
            }
            boolean left = live || block.orElse != null || block.op != CoreOp.LOOP && block.label.targeted;
            if (!left && !open.isEmpty()) {
                block(0).over = true;
            }
        }
        if (open.isEmpty()) {
            int results = block.label.count;
            live = true;
            emit(at -> at.machine.leave(at.pop(results)));
        }
    }
}
