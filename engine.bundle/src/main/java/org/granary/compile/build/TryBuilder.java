package org.granary.compile.build;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.op.CatchClause;

/**
 * Blocks that handle exceptions while a function is being built. {@code try_table} becomes a {@code try} statement whose handlers go
 * straight to the labels of its clauses. {@code try} becomes one whose handlers stand behind it;
 * {@code delegate} catches everything and throws it once more at the end of the body of the block that is to handle it, past the handlers
 * in between. Confined to one thread.
 */
final class TryBuilder {
    private final BlockBuilder blocks;
    private final Operands operands;
    /** Exceptions that {@code delegate} hands to the function's caller. */
    private final List<Guard.Thrown> toCaller = new ArrayList<>();

    TryBuilder(BlockBuilder blocks, Operands operands) {
        this.blocks = blocks;
        this.operands = operands;
    }

    /** The clauses of the {@code try_table} that has just been opened. */
    void clauses(List<CatchClause> clauses, IntFunction<List<Kind>> tagKinds) {
        Guard guard = blocks.target(0).guard;
        Set<Integer> before = new HashSet<>();
        for (CatchClause clause : clauses) {
            if (before.contains(CatchClause.ALL) || !before.add(clause.tag())) {
                // an earlier one takes all of its exceptions
                continue;
            }
            Block target = blocks.target(clause.label() + 1);
            List<Integer> taken = target.carried;
            Label label = target.label;
            if (target.op == null) {
                List<Kind> kinds = new ArrayList<>(clause.tag() == CatchClause.ALL ? List.of() : tagKinds.apply(clause.tag()));
                if (clause.reference()) {
                    kinds.add(Kind.EXN);
                }
                // labels decide what is taken, so one way out serves all such clauses
                if (guard.leaving == null) {
                    guard.leaving = new Guard.Leaving(blocks.label(), blocks.temporaries(kinds));
                }
                taken = guard.leaving.values();
                label = guard.leaving.label();
            }
            target.targeted = true;
            int values = clause.reference() ? taken.size() - 1 : taken.size();
            guard.handlers.add(new Handler(clause.tag(), taken.subList(0, values), clause.reference() ? taken.get(values) : -1, label));
        }
    }

    /** The end of a block that is a {@code try} or {@code try_table}; its results are in their locals. */
    void end(Block block, boolean falls) {
        Guard guard = block.guard;
        if (!guard.protecting) {
            return;
        }
        endBody(block, falls);
        if (guard.leaving == null) {
            return;
        }
        if (falls) {
            leap(block);
        }
        operands.emit(new Control.Mark(operands.offset(), guard.leaving.label()));
        operands.emit(new Control.Return(operands.offset(), guard.leaving.values().stream().map(operands::get).toList()));
    }

    private void endBody(Block block, boolean falls) {
        Guard guard = block.guard;
        guard.protecting = false;
        if (!guard.again.isEmpty() && falls) {
            leap(block);
        }
        throwAgain(guard.again);
        List<Stmt> body = operands.out();
        blocks.surface(block);
        if (guard.handlers.isEmpty() && guard.caught < 0) {
            block.outer.addAll(body);
        } else {
            operands.emit(new Control.Try(block.offset, body, guard.handlers));
        }
    }

    /** Goes to the end of a block, past what stands there for others. */
    private void leap(Block block) {
        block.targeted = true;
        operands.emit(new Control.Branch(operands.offset(), block.label));
    }

    private void throwAgain(List<Guard.Thrown> exceptions) {
        for (Guard.Thrown thrown : exceptions) {
            operands.emit(new Control.Mark(operands.offset(), thrown.label()));
            operands.emit(new Control.ThrowRef(operands.offset(), operands.get(thrown.local())));
        }
    }

    /** {@code catch} and {@code catch_all}. */
    void handler(int tag, List<Kind> kinds) {
        Block block = blocks.target(0);
        if (!block.entered) {
            return;
        }
        Guard guard = block.guard;
        boolean falls = blocks.live();
        blocks.fallOut(block);
        if (falls) {
            leap(block);
        }
        if (guard.protecting) {
            guard.caught = operands.temporary(Kind.EXN);
            endBody(block, false);
        }
        Label label = blocks.label();
        List<Integer> values = blocks.temporaries(kinds);
        guard.handlers.add(new Handler(tag, values, guard.caught, label));
        operands.cut(block.height);
        operands.emit(new Control.Mark(operands.offset(), label));
        blocks.revive();
        values.forEach(operands::pushLocal);
    }

    /** {@code rethrow}. */
    void again(int label) {
        Expr caught = operands.get(blocks.target(label).guard.caught);
        operands.settle(Effects.TRAP);
        operands.emit(new Control.ThrowRef(operands.offset(), caught));
        blocks.die();
    }

    /** {@code delegate}, which ends a {@code try}. */
    void delegate(int label) {
        Block block = blocks.pop();
        if (!block.entered) {
            return;
        }
        boolean falls = blocks.live();
        blocks.fallOut(block);
        Block handles = blocks.protecting(label);
        if (handles != blocks.protecting(0)) {
            Guard.Thrown thrown = new Guard.Thrown(blocks.label(), operands.temporary(Kind.EXN));
            block.guard.handlers.add(new Handler(CatchClause.ALL, List.of(), thrown.local(), thrown.label()));
            (handles == null ? toCaller : handles.guard.again).add(thrown);
        }
        endBody(block, falls);
        blocks.close(block, falls);
    }

    /** The end of the function. */
    void finish() {
        throwAgain(toCaller);
    }
}
