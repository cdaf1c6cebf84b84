package org.granary.compile.emit;

import java.util.List;
import org.granary.compile.build.Pace;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.Toll;
import org.objectweb.asm.Opcodes;

/**
 * Writes what a method does for fuel and epochs.
 *
 * <p>Fuel: what has been spent since the store was last told stands in a local, and is told before calls and returns; loops only compare.
 * An exception on its way out tells as well, so a count is right after a trap. Nothing is owed during a call, so an exception out of a
 * callee tells nothing twice.
 *
 * <p>Epochs: function entries look, and heads of loops that call something or run in strips. Other loops look once in {@link #ROUNDS}
 * rounds, which a counter tells or, where no loop is in them, a local of theirs ({@link Pace}): a look each round keeps the JIT compiler
 * from moving anything out of the loop. A local that begins anew each time its loop is entered may never tell; loops around it count. It
 * stands on the way back to the head and not on the way in: most loops are short, and who comes in has looked or counted already. Of
 * functions that call nothing but themselves only time lets the epoch pass: their loops count, too.
 */
final class Meter {
    private static final int ROUNDS = 500;
    /** A round with a loop in it counts as so many: that may be a strip, which itself counts nothing. */
    private static final int OUTER_ROUNDS = 25;
    /** The same where a local of the loop's tells the rounds. */
    private static final int PACED_ROUNDS = 512;
    private static final String STORE = Linked.desc(Linked.STORE);

    private final Code code;
    private final ModuleLayout layout;
    private final Slots slots;
    private final boolean alone;
    private int spent = -1;
    private int rounds = -1;
    /** Whether something may have been spent that the store has not been told. */
    private boolean owes;
    /** Whether the loop whose check point comes next calls something. */
    private boolean calling;
    /** The rounds of others that one of its rounds counts as. */
    private int weight = 1;
    /** Whether one of its rounds is a strip. */
    private boolean strip;
    /** Whether its head has looked at the epoch, so that its check point need not. */
    private boolean looked;
    /** Whether nothing has been called since the last look at the epoch. */
    private boolean fresh;

    /**
     * For one method.
     *
     * @param alone whether its function calls nothing but itself
     */
    Meter(Code code, ModuleLayout layout, Slots slots, boolean alone) {
        this.code = code;
        this.layout = layout;
        this.slots = slots;
        this.alone = alone;
    }

    /** Makes the locals; all parameters have been named. */
    void enter() {
        if (layout.metered()) {
            code.constant(0L);
            spent = slots.everywhere("J");
            slots.spentIn(spent);
        }
        if (layout.epochs()) {
            code.constant(ROUNDS);
            rounds = slots.everywhere("I");
        }
        if (layout.metered() || layout.epochs()) {
            code.protectFromHere();
        }
    }

    boolean alone() {
        return alone;
    }

    boolean owes() {
        return owes;
    }

    void owes(boolean now) {
        owes = now;
    }

    /** Control comes from several places. */
    void meet() {
        owes = true;
        fresh = false;
    }

    boolean fresh() {
        return fresh;
    }

    void fresh(boolean now) {
        fresh = now;
    }

    /** Something is called: while it runs, the epoch may pass by this thread's own doing. */
    void calls() {
        fresh = false;
    }

    /** A loop begins; its body starts with a check point. */
    void head(Control.Loop loop) {
        owes = true;
        calling = layout.epochs() && calls(loop.body());
        strip = strips(loop.body());
        weight = layout.epochs() && loops(loop.body()) ? OUTER_ROUNDS : 1;
    }

    /**
     * Places a loop's head, and the look at the epoch on the way to it where that is possible.
     *
     * @param loop the loop, of which {@link #head} has been told
     * @param head its head's spot
     */
    void place(Control.Loop loop, Spot head) {
        if (!layout.epochs() || !(loop.body().get(0) instanceof Toll.Checkpoint first)) {
            code.placeHead(head);
            return;
        }
        // of a function that goes on at its own start the loop's head is the entry
        boolean passes = first.offset() > 0 && (!calling || fresh);
        Spot inside = new Spot();
        if (passes) {
            code.jump(Opcodes.GOTO, inside);
        }
        code.placeHead(head);
        // a strip is long enough by itself; a counter beside it would take a register
        look(loop);
        code.place(inside);
        looked = true;
    }

    private static boolean loops(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Control.Loop) {
                return true;
            }
            for (List<Stmt> inner : statement.bodies()) {
                if (loops(inner)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a loop goes round once for many rounds of one in it that has no check point, not even in a part. */
    private static boolean strips(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Control.Loop loop && !(loop.body().get(0) instanceof Toll.Checkpoint) && !isCut(loop.body())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCut(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Stmt.CallPart) {
                return true;
            }
        }
        return false;
    }

    private boolean calls(List<Stmt> body) {
        for (Stmt statement : body) {
            if (statement instanceof Stmt.Call && !alone || statement instanceof Stmt.CallPart || statement instanceof Stmt.Routine) {
                return true;
            }
            for (List<Stmt> inner : statement.bodies()) {
                if (calls(inner)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void store() {
        slots.instance();
        code.field(Opcodes.GETFIELD, Linked.INSTANCE, "store", STORE);
    }

    /** Adds to what is owed. */
    void charge(long units) {
        if (units == 0) {
            return;
        }
        code.load("J", spent);
        code.constant(units);
        code.insn(Opcodes.LADD);
        code.store("J", spent);
        owes = true;
    }

    /** Tells the store, which ends the guest when its fuel has been used up. */
    void pay() {
        if (spent < 0 || !owes) {
            return;
        }
        store();
        code.load("J", spent);
        code.constant(0L);
        code.store("J", spent);
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "spend", "(J)V");
        owes = false;
    }

    /**
     * Tells the store at the border of a piece. Whether fuel has been used up is found out where a function that is whole finds it out, so
     * the next {@link #pay} asks, whatever it has to tell.
     */
    void tell() {
        if (spent >= 0) {
            if (owes) {
                store();
                code.load("J", spent);
                code.constant(0L);
                code.store("J", spent);
                code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "settle", "(J)V");
            }
            owes = true;
        }
    }

    /** Tells the store only when its fuel does not suffice. Between strips it is they who ask. */
    void payWhenShort() {
        if (spent < 0 || !owes || strip) {
            return;
        }
        Spot enough = new Spot();
        store();
        code.load("J", spent);
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "exceeds", "(J)Z");
        code.jump(Opcodes.IFEQ, enough);
        pay();
        code.place(enough);
        owes = true;
    }

    /** Pays for elements that a bulk instruction has gone through, and looks for a stop; their number is an i32. */
    void spend(Runnable count, int width) {
        if (spent < 0 && !layout.checkpoints()) {
            return;
        }
        store();
        count.run();
        code.constant(width);
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "spendElements", "(II)V");
    }

    /**
     * Looks at the epoch at a check point, unless the loop's head has done so.
     *
     * @param entry   whether this is the function's entry
     * @param glances whether a look at the entry may be taken once for many
     */
    void checkpoint(boolean entry, boolean glances) {
        if (rounds >= 0 && !looked) {
            // a loop's check point that stands in a part of its own: each round enters the part, where a counter begins anew
            epoch(entry && glances ? "glanceAtEpoch" : "lookAtEpoch");
        }
        looked = false;
    }

    /** Whoever came here has looked at the epoch, and nothing has been called since. */
    void looked() {
        fresh = true;
        looked = false;
    }

    private void look(Control.Loop loop) {
        boolean start = loop.body().get(0).offset() == 0;
        if (calling || strip || start) {
            // a watch takes a register, which the rounds of a strip would miss; calls keep nothing in registers anyway
            epoch(calling && !start ? "watchEpoch" : "lookAtEpoch");
            return;
        }
        Spot later = new Spot();
        // loops in loops that are all left before their locals tell would multiply: the loops around the innermost ones share a counter
        Pace pace = weight == 1 ? Pace.of(loop) : null;
        int mask = pace == null ? 0 : pace.mask(PACED_ROUNDS);
        if (mask != 0) {
            slots.read(pace.local());
            code.constant(mask);
            code.insn(Opcodes.IAND);
            code.jump(Opcodes.IFNE, later);
        } else {
            code.increment(rounds, -weight);
            code.load("I", rounds);
            code.jump(Opcodes.IFGE, later);
            code.constant(ROUNDS);
            code.store("I", rounds);
        }
        boolean before = fresh;
        epoch("lookAtEpoch");
        fresh = before;
        code.place(later);
    }

    /** Where somebody was asked whether to go on, memories are looked for again: they may have been grown. */
    private void epoch(String method) {
        store();
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, method, "()Z");
        fresh = true;
        if (!slots.holdsMovable()) {
            code.insn(Opcodes.POP);
            return;
        }
        Spot unasked = new Spot();
        code.jump(Opcodes.IFEQ, unasked);
        slots.refresh();
        code.place(unasked);
    }

    /** In the method's handler: an exception leaves, and what is owed is told; the exception stays on the stack. */
    void settle() {
        if (spent < 0) {
            return;
        }
        // as in what Holding takes off
        Spot without = new Spot();
        slots.instance();
        code.jump(Opcodes.IFNULL, without);
        store();
        code.load("J", spent);
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "settle", "(J)V");
        code.placeInHandler(without, slots.atEntry());
    }
}
