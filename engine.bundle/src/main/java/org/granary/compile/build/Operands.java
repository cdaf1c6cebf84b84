package org.granary.compile.build;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Positions;
import org.granary.compile.ir.Stmt;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;

/**
 * The operand stack while a function is being built: trees that wait for the statement that uses them. What may not wait past a statement
 * is put in a temporary before it, the deepest first, so the order of effects and of traps stays the program's. Confined to one thread.
 *
 * <p>A temporary gets its value once on every way to its uses, so an operand that names one can wait for ever and is never spilled again.
 */
final class Operands {
    /** So many operands wait at most: whoever looks for those that may not wait any longer looks at all of them. */
    private static final int MOST_WAITING = 1_000;

    /**
     * So many temporaries any function may have beside its own locals, and one more for every byte of its body: who uses a value takes a
     * byte at least for that. Two bytes call a function with a thousand results, each of which is kept: 7 KB of code kept a compiler
     * thread busy for seconds.
     */
    private static final int FREE_TEMPORARIES = 20_000;
    /** The same of statements, of which a branch with a thousand values takes a thousand. */
    private static final int FREE_STATEMENTS = 100_000;
    private static final int STATEMENTS_A_BYTE = 8;

    private final List<Kind> locals;
    private final int changeable;
    private final int mostLocals;
    private final int mostStatements;
    private int statements;
    private final List<Operand> stack = new ArrayList<>();
    private final int[] readers;
    private int impure;
    /** All operands below this height are settled. */
    private int settled;
    private List<Stmt> out = new ArrayList<>();
    private int offset;
    private final Positions positions = new Positions();

    /**
     * An empty stack.
     *
     * @param locals    the kinds of parameters and declared locals; temporaries are added
     * @param bodyBytes how long the body is
     */
    Operands(List<Kind> locals, int bodyBytes) {
        this.locals = locals;
        this.mostLocals = locals.size() + FREE_TEMPORARIES + bodyBytes;
        this.mostStatements = FREE_STATEMENTS + bodyBytes * STATEMENTS_A_BYTE;
        this.changeable = locals.size();
        this.readers = new int[changeable];
    }

    void at(int bodyOffset) {
        offset = bodyOffset;
    }

    int offset() {
        return offset;
    }

    /** Where the trees stand that may trap. */
    Positions positions() {
        return positions;
    }

    List<Stmt> out() {
        return out;
    }

    /** Statements go to another list from now on. */
    void into(List<Stmt> list) {
        out = list;
    }

    void emit(Stmt statement) {
        statements += 1 + (statement instanceof Control.Return leaving ? leaving.values().size()
                : statement instanceof Stmt.Call call ? call.arguments().size() : 0);
        if (statements > mostStatements) {
            throw tooMany("statements of a function, one for each value that a call, block or branch moves", mostStatements);
        }
        out.add(statement);
    }

    private static LimitException tooMany(String what, int most) {
        return new LimitException(Refusal.of(Failure.TOO_LARGE).detail(what)
                .expected("at most " + most + " in a function of its size", "more"));
    }

    int height() {
        return stack.size();
    }

    int temporary(Kind kind) {
        if (locals.size() >= mostLocals) {
            throw tooMany("locals, and values that calls and blocks leave, of a function", mostLocals);
        }
        locals.add(kind);
        return locals.size() - 1;
    }

    Expr get(int local) {
        return new Expr.LocalGet(local, locals.get(local));
    }

    void pushLocal(int local) {
        Expr get = get(local);
        push(local < changeable ? new Operand(get, 1, 0, List.of(local)) : Operand.leaf(get));
    }

    void push(Operand operand) {
        if (settled == stack.size() && operand.settled()) {
            settled++;
        }
        stack.add(operand);
        count(operand, 1);
    }

    /** Between two instructions: lets no more operands wait than can be looked at again and again. */
    void bound() {
        if (stack.size() - settled > MOST_WAITING) {
            settleAll();
        }
    }

    private void count(Operand operand, int by) {
        if (operand.effects() != 0) {
            impure += by;
        }
        for (int local : operand.reads()) {
            readers[local] += by;
        }
    }

    Operand pop() {
        Operand top = stack.remove(stack.size() - 1);
        settled = Math.min(settled, stack.size());
        count(top, -1);
        return top;
    }

    /** The operand on top, or null when the stack has none above the given height. */
    Operand top(int above) {
        return stack.size() > above ? stack.get(stack.size() - 1) : null;
    }

    Kind topKind() {
        return stack.get(stack.size() - 1).expr().kind();
    }

    /** Takes several operands off, the deepest first. */
    List<Operand> pop(int many) {
        List<Operand> taken = new ArrayList<>(stack.subList(stack.size() - many, stack.size()));
        for (int i = 0; i < many; i++) {
            pop();
        }
        return taken;
    }

    void cut(int height) {
        while (stack.size() > height) {
            pop();
        }
    }

    /**
     * Makes the top operands one tree.
     *
     * @param many    how many
     * @param effects the effects of the tree's root
     * @param root    makes the root from the operands
     */
    void combine(int many, int effects, Function<List<Expr>, Expr> root) {
        List<Operand> taken = take(many);
        combine(taken, effects, root.apply(Operand.exprs(taken)));
    }

    /** Takes the top operands, for a tree or a statement. */
    List<Operand> take(int many) {
        limit(many);
        return pop(many);
    }

    /**
     * Pushes a tree. What is met in every function comes this way, without a lambda, for linking one takes longer than all else that such
     * an instruction needs.
     *
     * @param taken   its operands
     * @param effects the effects of its root
     * @param tree    made of the operands
     */
    void combine(List<Operand> taken, int effects, Expr tree) {
        int nodes = 1;
        int all = effects;
        List<Integer> reads = new ArrayList<>();
        for (Operand operand : taken) {
            nodes += operand.nodes();
            all |= operand.effects();
            reads.addAll(operand.reads());
        }
        if ((effects & Effects.TRAP) != 0) {
            positions.put(tree, offset);
        }
        push(new Operand(tree, nodes, all, reads));
    }

    /** Puts operands in temporaries when the statement or tree that takes the top ones would be too large. */
    void limit(int many) {
        int nodes = 1;
        for (int i = stack.size() - many; i < stack.size(); i++) {
            nodes += stack.get(i).nodes();
        }
        if (nodes > Math.max(IrFunction.MAX_NODES, many + 1)) {
            spillFrom(stack.size() - many);
        }
    }

    /** Puts the operands from a height on in temporaries, and below it what may not wait for their traps. */
    private void spillFrom(int height) {
        settleBelow(height, Effects.TRAP);
        for (int i = height; i < stack.size(); i++) {
            spill(i);
        }
    }

    private void spill(int index) {
        Operand operand = stack.get(index);
        if (operand.settled()) {
            return;
        }
        int local = temporary(operand.expr().kind());
        emit(new Stmt.SetLocal(offset, local, operand.expr()));
        count(operand, -1);
        stack.set(index, Operand.leaf(get(local)));
    }

    /** Makes the top operands locals or constants, so that each can be named several times in one statement. */
    void leaves(int many) {
        for (int i = stack.size() - many; i < stack.size(); i++) {
            if (stack.get(i).nodes() > 1) {
                settleAt(i);
            }
        }
    }

    /** Makes the operand on top a constant or temporary. */
    void settleLast() {
        settleAt(stack.size() - 1);
    }

    private void settleAt(int index) {
        if ((stack.get(index).effects() & Effects.TRAP) != 0) {
            settleBelow(index, Effects.TRAP);
        }
        spill(index);
    }

    /** Before a statement that has these effects: whatever depends on them stops waiting. The statement's own operands have been taken. */
    void settle(int effects) {
        settleBelow(stack.size(), effects);
    }

    private void settleBelow(int height, int effects) {
        if (impure == 0) {
            return;
        }
        for (int i = settled; i < height; i++) {
            if ((stack.get(i).effects() & effects) != 0) {
                spill(i);
            }
        }
    }

    /** Before a local gets a new value: what reads it stops waiting, and what traps before that does. */
    void settleReaders(int local, boolean valueTraps) {
        if (valueTraps) {
            settle(Effects.TRAP);
        }
        if (readers[local] == 0) {
            return;
        }
        for (int i = settled; i < stack.size(); i++) {
            if (stack.get(i).reads().contains(local)) {
                settleAt(i);
            }
        }
    }

    /** Before control divides or nests: only constants and temporaries go on waiting. */
    void settleAll() {
        settleTo(stack.size());
    }

    private void settleTo(int height) {
        for (int i = settled; i < height; i++) {
            spill(i);
        }
        settled = Math.max(settled, height);
    }

    /** Before an if: all but the condition on top stop waiting; it stands after them in the program. */
    void settleBelowTop() {
        settleTo(stack.size() - 1);
    }

    /** The top operands, which have been settled, without taking them off. */
    List<Operand> copyTop(int many) {
        return List.copyOf(stack.subList(stack.size() - many, stack.size()));
    }

    /** Makes the top operands constants or temporaries, so that they can be used twice; returns them without taking them off. */
    List<Expr> settleTop(int many) {
        spillFrom(stack.size() - many);
        return Operand.exprs(stack.subList(stack.size() - many, stack.size()));
    }

    /**
     * Assigns values to locals as if all at once.
     *
     * @param targets the locals
     * @param values  one for each
     */
    void assign(List<Integer> targets, List<Expr> values) {
        BitSet written = new BitSet();
        List<Expr> safe = new ArrayList<>(values);
        for (int i = 0; i < safe.size(); i++) {
            written.set(targets.get(i));
        }
        for (int i = 1; i < safe.size(); i++) {
            if (safe.get(i) instanceof Expr.LocalGet get && written.get(get.local()) && get.local() != targets.get(i)) {
                int local = temporary(get.kind());
                emit(new Stmt.SetLocal(offset, local, get));
                safe.set(i, get(local));
            }
        }
        for (int i = 0; i < safe.size(); i++) {
            if (!(safe.get(i) instanceof Expr.LocalGet get && get.local() == targets.get(i))) {
                emit(new Stmt.SetLocal(offset, targets.get(i), safe.get(i)));
            }
        }
    }
}
