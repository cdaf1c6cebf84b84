package org.granary.compile.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.Toll;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.validate.FuelPlan;

/**
 * Control while a function is being built: open blocks, labels, and whether control reaches the present place. Parameters of loops and
 * results of blocks travel in temporaries, assigned only right before a jump or the block's end. Confined to one thread.
 */
final class BlockBuilder {
    private final Operands operands;
    private final List<Block> open = new ArrayList<>();
    private final List<Stmt> body;
    private final int resultCount;
    private final FuelPlan fuel;
    /** Made when first needed: most functions catch nothing. */
    private TryBuilder tries;
    private int labels;
    private int depth;
    private int deepest;
    private boolean live = true;
    /** The function's start, where a tail call of the function itself goes; null without one. */
    private Label start;

    BlockBuilder(Operands operands, List<Kind> results, FuelPlan fuel) {
        this.operands = operands;
        this.body = operands.out();
        this.resultCount = results.size();
        this.fuel = fuel;
        operands.emit(new Toll.Checkpoint(0, fuel.entry()));
        open.add(new Block(null, null, new Block.Carried(List.of(), List.of()), 0, new Block.Place(body, true, 0)));
    }

    boolean live() {
        return live;
    }

    /** Handlers of exceptions. */
    TryBuilder tries() {
        if (tries == null) {
            tries = new TryBuilder(this, operands);
        }
        return tries;
    }

    /** Whether fuel is spent. */
    boolean metered() {
        return fuel != FuelPlan.FREE;
    }

    /** Pays for what follows the last instruction, where control divided or met there. */
    void charge() {
        long units = live ? fuel.after(operands.offset()) : 0;
        if (units > 0) {
            operands.emit(new Toll.Charge(operands.offset(), units));
        }
    }

    /** Control comes here by a label. */
    void revive() {
        live = true;
    }

    /** A new label that is no loop's. */
    Label label() {
        return new Label(labels++, false);
    }

    int labels() {
        return labels;
    }

    int deepest() {
        return start == null ? deepest : deepest + 1;
    }

    List<Stmt> body() {
        return start == null ? body : List.of(new Control.Loop(0, start, body));
    }

    /** Goes back to the function's start. */
    void restart() {
        if (start == null) {
            start = new Label(labels++, true);
        }
        operands.emit(new Control.Branch(operands.offset(), start));
        die();
    }

    /** Nothing reaches what follows. */
    void die() {
        live = false;
        operands.cut(top().height);
    }

    private Block top() {
        return open.get(open.size() - 1);
    }

    Block target(int label) {
        return open.get(open.size() - 1 - label);
    }

    Block pop() {
        return open.remove(open.size() - 1);
    }

    /** The block that handles what is thrown right at the end of a block around here, or null for the function's caller. */
    Block protecting(int label) {
        for (int i = open.size() - 1 - label; i >= 0; i--) {
            if (open.get(i).guard != null && open.get(i).guard.protecting) {
                return open.get(i);
            }
        }
        return null;
    }

    /** Statements go to the list around a block again. */
    void surface(Block block) {
        depth--;
        operands.into(block.outer);
    }

    void open(Op op, List<Kind> params, List<Kind> results) {
        if (!live) {
            open.add(new Block(op, null, new Block.Carried(List.of(), List.of()), operands.height(),
                    new Block.Place(operands.out(), false, operands.offset())));
            return;
        }
        Expr condition = null;
        if (op == CoreOp.IF) {
            operands.settleBelowTop();
            condition = operands.pop().expr();
        } else {
            operands.settleAll();
        }
        List<Integer> atEnd = temporaries(results);
        Label label = new Label(labels++, op == CoreOp.LOOP);
        int height = operands.height() - params.size();
        List<Integer> byBranches = op == CoreOp.LOOP ? enterLoop(params) : atEnd;
        Block block = new Block(op, label, new Block.Carried(byBranches, atEnd), height,
                new Block.Place(operands.out(), true, operands.offset()));
        block.condition = condition;
        block.guard = op == CoreOp.TRY_TABLE || op == CoreOp.TRY ? new Guard() : null;
        open.add(block);
        if (op != CoreOp.BLOCK) {
            deepest = Math.max(deepest, ++depth);
            operands.into(new ArrayList<>());
        }
        if (op == CoreOp.LOOP) {
            operands.emit(new Toll.Checkpoint(operands.offset(), fuel.round(operands.offset())));
        } else if (op == CoreOp.IF) {
            block.params = operands.copyTop(params.size());
        }
    }

    List<Integer> temporaries(List<Kind> kinds) {
        List<Integer> locals = new ArrayList<>(kinds.size());
        for (Kind kind : kinds) {
            locals.add(operands.temporary(kind));
        }
        return locals;
    }

    private List<Integer> enterLoop(List<Kind> params) {
        List<Integer> carried = temporaries(params);
        List<Expr> values = Operand.exprs(operands.pop(params.size()));
        operands.assign(carried, values);
        for (int local : carried) {
            operands.pushLocal(local);
        }
        return carried;
    }

    void orElse() {
        Block block = top();
        if (!block.entered) {
            return;
        }
        beginElse(block);
    }

    private void beginElse(Block block) {
        fallOut(block);
        block.then = operands.out();
        block.thenFalls = live;
        operands.into(new ArrayList<>());
        operands.cut(block.height);
        for (Operand param : block.params) {
            operands.push(param);
        }
        live = true;
    }

    /** Control runs into the end of a block: its results go to their locals. */
    void fallOut(Block block) {
        if (live) {
            carry(block.results);
        }
    }

    private void carry(List<Integer> targets) {
        if (targets.size() == 1) {
            Operand value = operands.pop();
            operands.settle(Effects.TRAP);
            operands.assign(targets, List.of(value.expr()));
        } else if (!targets.isEmpty()) {
            operands.settleTop(targets.size());
            List<Expr> values = Operand.exprs(operands.pop(targets.size()));
            operands.settle(Effects.TRAP);
            operands.assign(targets, values);
        } else {
            operands.settle(Effects.TRAP);
        }
    }

    void end() {
        Block block = pop();
        if (block.op == null) {
            if (live) {
                leave();
            }
            if (tries != null) {
                tries.finish();
            }
            return;
        }
        if (!block.entered) {
            return;
        }
        if (block.op == CoreOp.IF && block.then == null) {
            beginElse(block);
        }
        boolean falls = live;
        fallOut(block);
        if (block.op == CoreOp.LOOP) {
            endLoop(block);
        } else if (block.op == CoreOp.IF) {
            falls = endIf(block, falls);
        } else if (block.guard != null) {
            tries().end(block, falls);
        }
        close(block, falls);
    }

    /** What follows a block is reached when control falls out of it or a branch goes to its label. */
    void close(Block block, boolean fallsOut) {
        boolean falls = fallsOut;
        if (block.targeted && block.op != CoreOp.LOOP) {
            operands.emit(new Control.Mark(operands.offset(), block.label));
            falls = true;
        }
        operands.cut(block.height);
        live = falls;
        if (live) {
            for (int local : block.results) {
                operands.pushLocal(local);
            }
        }
    }

    private void endLoop(Block block) {
        List<Stmt> inside = operands.out();
        surface(block);
        if (block.targeted) {
            operands.emit(new Control.Loop(block.offset, block.label, inside));
        } else {
            // a loop without rounds needs no check point, but is a place to end at all the same
            Toll.Checkpoint head = (Toll.Checkpoint) inside.get(0);
            if (head.fuel() > 0) {
                block.outer.add(new Toll.Charge(head.offset(), head.fuel()));
            }
            block.outer.add(new Toll.Stop(head.offset()));
            block.outer.addAll(inside.subList(1, inside.size()));
        }
    }

    private boolean endIf(Block block, boolean elseFalls) {
        List<Stmt> otherwise = operands.out();
        surface(block);
        operands.emit(new Control.If(block.offset, block.condition, block.then, otherwise));
        return elseFalls || block.thenFalls;
    }

    void branch(int label) {
        jump(target(label));
        die();
    }

    /** Leaves values where the target finds them, and goes there. */
    private void jump(Block target) {
        if (target.op == null) {
            returnValues();
            return;
        }
        carry(target.carried);
        target.targeted = true;
        operands.emit(new Control.Branch(operands.offset(), target.label));
    }

    private void returnValues() {
        operands.limit(resultCount);
        List<Expr> values = Operand.exprs(operands.pop(resultCount));
        operands.settle(Effects.TRAP);
        operands.emit(new Control.Return(operands.offset(), values));
    }

    /** {@code return}, or the end of the body. */
    void leave() {
        returnValues();
        if (open.isEmpty()) {
            live = false;
        } else {
            die();
        }
    }

    void branchIf(int label) {
        Block target = target(label);
        Expr condition = operands.pop().expr();
        int many = target.op == null ? resultCount : target.carried.size();
        if (target.op != null && many == 0) {
            operands.settle(Effects.TRAP);
            target.targeted = true;
            operands.emit(new Control.BranchIf(operands.offset(), condition, target.label));
            return;
        }
        List<Expr> values = operands.settleTop(many);
        operands.settle(Effects.TRAP);
        List<Stmt> outer = operands.out();
        List<Stmt> taken = new ArrayList<>();
        operands.into(taken);
        go(target, values);
        operands.into(outer);
        operands.emit(new Control.If(operands.offset(), condition, taken, new ArrayList<>()));
        deepest = Math.max(deepest, depth + 1);
    }

    private void go(Block target, List<Expr> values) {
        if (target.op == null) {
            operands.emit(new Control.Return(operands.offset(), values));
            return;
        }
        operands.assign(target.carried, values);
        target.targeted = true;
        operands.emit(new Control.Branch(operands.offset(), target.label));
    }

    void branchTable(int[] targets, int defaultLabel) {
        Expr index = operands.pop().expr();
        Block otherwise = target(defaultLabel);
        int many = otherwise.op == null ? resultCount : otherwise.carried.size();
        List<Expr> values = many == 0 ? List.of() : operands.settleTop(many);
        operands.settle(Effects.TRAP);
        Map<Block, Label> edges = new HashMap<>();
        List<Block> detours = new ArrayList<>();
        List<Label> to = new ArrayList<>();
        for (int label : targets) {
            to.add(edge(target(label), edges, detours));
        }
        operands.emit(new Control.Switch(operands.offset(), index, to, edge(otherwise, edges, detours)));
        for (Block target : detours) {
            operands.emit(new Control.Mark(operands.offset(), edges.get(target)));
            go(target, values);
        }
        die();
    }

    /** A switch goes straight to a label that takes no values, and to a mark of its own in front of any other. */
    private Label edge(Block target, Map<Block, Label> edges, List<Block> detours) {
        Label known = edges.get(target);
        if (known != null) {
            return known;
        }
        if (target.op != null && target.carried.isEmpty()) {
            target.targeted = true;
            edges.put(target, target.label);
            return target.label;
        }
        Label detour = new Label(labels++, false);
        edges.put(target, detour);
        detours.add(target);
        return detour;
    }
}
