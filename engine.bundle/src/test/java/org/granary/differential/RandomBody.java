package org.granary.differential;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.granary.bytes.ByteWriter;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * A function's random body. Keeps the types of the operands that its instructions leave, so that each instruction either takes what lies
 * there or is given operands of its own. After an instruction that does not return, the rest of the block is unreachable and still valid.
 */
final class RandomBody {
    private static final int MOST_LABELS = 6;

    final Surroundings surroundings;
    final int function;
    final Random random;
    private final long seed;
    OpWriter out;
    private final List<ValType> locals = new ArrayList<>();
    private final int params;
    /** Locals that nobody else sets. */
    private final BitSet taken = new BitSet();
    /** Locals that nobody else reads. */
    private final BitSet hidden = new BitSet();
    private final List<ValType> operands = new ArrayList<>();
    private final List<List<ValType>> labels = new ArrayList<>();
    /** For each label the exceptions that a {@code rethrow} can name. */
    private final BitSet handlers = new BitSet();
    private int base;
    private boolean dead;
    private int budget;
    private final List<Family> families;
    private final Numbers numbers;
    private final References references;

    /** A kind of instructions. */
    interface Family {
        /** Writes one. */
        void write();
    }

    RandomBody(Surroundings surroundings, int function, long seed) {
        this.surroundings = surroundings;
        this.function = function;
        this.seed = seed;
        this.random = new Random(seed);
        this.params = type().params().size();
        locals.addAll(type().params());
        List<ValType> types = surroundings.types();
        for (ValType type : types) {
            if (!(type instanceof RefType) || chance(35)) {
                locals.add(type);
            }
        }
        for (ValType type : List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128)) {
            locals.add(type);
        }
        budget = 15 + random.nextInt(chance(4) ? 600 : 120);
        numbers = new Numbers(this);
        Memories memories = new Memories(this);
        references = new References(this);
        Control control = new Control(this);
        Calls calls = new Calls(this);
        families = List.of(numbers, numbers, numbers, numbers, memories, memories, references, references, this::variables, this::variables,
                control, control, calls);
    }

    FuncType type() {
        return surroundings.signature(function);
    }

    /** A local that only one piece of code sets, and others read or not. */
    int ownLocal(ValType type, boolean readable) {
        locals.add(type);
        taken.set(locals.size() - 1);
        hidden.set(locals.size() - 1, !readable);
        return locals.size() - 1;
    }

    /** The declared locals; those that the body asks for are among them because the body is written twice. */
    List<ValType> declared() {
        RandomBody rehearsal = new RandomBody(surroundings, function, seed);
        rehearsal.write(new OpWriter(new ByteWriter()));
        return rehearsal.locals.subList(params, rehearsal.locals.size());
    }

    void write(OpWriter writer) {
        out = writer;
        labels.add(type().results());
        burn();
        fill();
        run();
        finish(type().results());
    }

    /** Most references are something from the start. */
    private void fill() {
        for (int local = 0; local < locals.size(); local++) {
            if (locals.get(local) instanceof RefType ref && chance(local < params ? 70 : 95)) {
                references.leaf(ref);
                out.local(CoreOp.LOCAL_SET, local);
            }
        }
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Whether something is done here that may well trap; in tame modules hardly ever. */
    boolean slips(int percent) {
        return chance(percent) && (surroundings.wild || chance(5));
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Takes a unit of fuel, or ends the function, in wild modules all of the call. */
    void burn() {
        out.global(CoreOp.GLOBAL_GET, 0);
        out.plain(CoreOp.I32_EQZ);
        out.block(CoreOp.IF, BlockType.EMPTY);
        if (surroundings.wild) {
            out.plain(CoreOp.UNREACHABLE);
        } else {
            type().results().forEach(this::leaf);
            popped(type().results().size());
            out.plain(CoreOp.RETURN);
        }
        out.end();
        out.global(CoreOp.GLOBAL_GET, 0);
        out.number(CoreOp.I32_CONST, 1);
        out.plain(CoreOp.I32_SUB);
        out.global(CoreOp.GLOBAL_SET, 0);
    }

    /** Writes some instructions. */
    void run() {
        int many = 1 + random.nextInt(labels.size() == 1 ? 40 : 8);
        int after = 0;
        while (many-- > 0 && budget > 0 && after < 3) {
            budget--;
            one(families).write();
            after += dead ? 1 : 0;
        }
    }

    boolean spent() {
        return budget <= 0;
    }

    // ---- operands

    void pushed(ValType type) {
        operands.add(type);
    }

    void pushed(List<ValType> types) {
        operands.addAll(types);
    }

    void popped(int count) {
        for (int i = 0; i < count; i++) {
            operands.remove(operands.size() - 1);
        }
    }

    private int height() {
        return operands.size() - base;
    }

    ValType top() {
        return height() == 0 ? null : operands.get(operands.size() - 1);
    }

    /** Sees to it that operands of these types lie on top, and takes them. */
    void take(List<ValType> types) {
        int there = chance(30) ? 0 : Math.min(types.size(), height());
        while (there > 0 && !operands.subList(operands.size() - there, operands.size()).equals(types.subList(0, there))) {
            there--;
        }
        for (ValType type : types.subList(there, types.size())) {
            push(type, 2);
        }
        popped(types.size());
    }

    /** Pushes a value of a type. */
    void push(ValType type, int depth) {
        int choice = random.nextInt(10);
        boolean done = choice < 5 ? get(type) : choice < 6 ? global(type) : choice < 9 && depth > 0 && !spent() && expression(type, depth);
        if (!done) {
            leaf(type);
        }
    }

    private boolean expression(ValType type, int depth) {
        budget--;
        return type instanceof RefType ref ? references.produce(ref, depth - 1) : numbers.produce(type, depth - 1);
    }

    private void leaf(ValType type) {
        if (type instanceof RefType ref) {
            references.leaf(ref);
        } else {
            Constants.write(out, type, random);
        }
        pushed(type);
    }

    private boolean get(ValType type) {
        int local = local(type, true);
        if (local < 0) {
            return false;
        }
        out.local(CoreOp.LOCAL_GET, local);
        pushed(type);
        return true;
    }

    private boolean global(ValType type) {
        int from = 1 + random.nextInt(surroundings.globals.size());
        for (int i = from; i < surroundings.globals.size(); i++) {
            if (surroundings.globals.get(i).equals(type)) {
                out.global(CoreOp.GLOBAL_GET, i);
                pushed(type);
                return true;
            }
        }
        return false;
    }

    /** A local of a type, or -1. */
    private int local(ValType type, boolean read) {
        int from = random.nextInt(locals.size());
        for (int i = 0; i < locals.size(); i++) {
            int local = (from + i) % locals.size();
            if (locals.get(local).equals(type) && !(read ? hidden : taken).get(local)) {
                return local;
            }
        }
        return -1;
    }

    /** Sets locals and globals, drops and selects. */
    private void variables() {
        ValType top = top();
        if (top == null) {
            push(surroundings.any(random), 2);
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> drop();
            case 1 -> select(top);
            case 2 -> setGlobal();
            case 3 -> stash();
            default -> {
                int local = local(top, false);
                if (local >= 0) {
                    out.local(CoreOp.LOCAL_TEE, local);
                }
            }
        }
    }

    private void setGlobal() {
        int global = 1 + random.nextInt(surroundings.globals.size() - 1);
        take(List.of(surroundings.globals.get(global)));
        out.global(CoreOp.GLOBAL_SET, global);
    }

    private void select(ValType type) {
        push(type, 1);
        push(ValType.I32, 1);
        popped(3);
        if (type instanceof RefType || chance(20)) {
            out.types(CoreOp.SELECT_T, List.of(type));
        } else {
            out.plain(CoreOp.SELECT);
        }
        pushed(type);
    }

    private void drop() {
        out.plain(CoreOp.DROP);
        popped(1);
    }

    /** Puts the top operand into a local when there is one. */
    private void stash() {
        int local = local(top(), false);
        if (local >= 0 && !chance(20)) {
            out.local(CoreOp.LOCAL_SET, local);
            popped(1);
        } else {
            drop();
        }
    }

    // ---- blocks

    boolean mayOpen() {
        return labels.size() < MOST_LABELS && !spent();
    }

    int labels() {
        return labels.size();
    }

    List<ValType> label(int label) {
        return labels.get(labels.size() - 1 - label);
    }

    boolean isHandler(int label) {
        return handlers.get(labels.size() - 1 - label);
    }

    /** What follows in this block cannot be reached. */
    void die() {
        dead = true;
        while (height() > 0) {
            popped(1);
        }
    }

    /**
     * Opens a block whose first instruction has been written and whose parameters have been taken.
     *
     * @param label what its label carries
     * @param start what lies on the stack at its start
     * @param body  writes its content
     * @param end   what it leaves
     */
    void inside(List<ValType> label, List<ValType> start, Runnable body, List<ValType> end) {
        int outer = base;
        boolean outerDead = dead;
        dead = false;
        base = operands.size();
        labels.add(label);
        pushed(start);
        body.run();
        finish(end);
        handlers.clear(labels.size() - 1);
        labels.remove(labels.size() - 1);
        popped(height());
        base = outer;
        dead = outerDead;
    }

    /** From here on the innermost block handles an exception, which has left these values. */
    void handling(List<ValType> values) {
        popped(height());
        dead = false;
        handlers.set(labels.size() - 1);
        pushed(values);
    }

    /** Leaves exactly these operands in the block, or nothing where that cannot be reached. */
    void finish(List<ValType> types) {
        boolean fits = operands.subList(base, operands.size()).equals(types);
        if (fits && !chance(30)) {
            return;
        }
        while (height() > 0) {
            stash();
        }
        if (!dead || chance(30)) {
            types.forEach(type -> push(type, 1));
        }
    }
}
