package org.granary.compile.emit;

import org.objectweb.asm.Opcodes;

/**
 * Counts what the calls of a function hold on the heap while they wait. Locals of cut functions, and values that travel in objects, take no
 * room on the JVM's stack, so that it does not end recursion early: 1,600 calls of 50,000 locals each would hold 640 MB.
 *
 * <p>The sum is told on every way out. Taking off is written out and calls nothing: in the handler of a stack overflow there is no room
 * for calls.
 */
final class Holding {
    /** What holds less is not counted: the JVM's stack ends before it adds up. */
    private static final int LEAST = 1_024;
    private static final String ANY = "java/lang/Throwable";

    private final Code code;
    private final Slots slots;
    private final int bytes;

    /**
     * For a method.
     *
     * @param bytes what a call of it holds
     */
    Holding(Code code, Slots slots, int bytes) {
        this.code = code;
        this.slots = slots;
        this.bytes = bytes < LEAST ? 0 : bytes;
    }

    private void store() {
        slots.instance();
        code.field(Opcodes.GETFIELD, Linked.INSTANCE, "store", Linked.desc(Linked.STORE));
    }

    /** The call begins; from here on exceptions are handled. */
    void begin() {
        if (bytes > 0) {
            store();
            code.constant(bytes);
            code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "hold", "(I)V");
            code.protectFromHere();
        }
    }

    /** Before a return, whose value may be on the stack. */
    void end() {
        if (bytes > 0) {
            store();
            code.insn(Opcodes.DUP);
            code.field(Opcodes.GETFIELD, Linked.STORE, "held", "I");
            code.constant(bytes);
            code.insn(Opcodes.ISUB);
            code.field(Opcodes.PUTFIELD, Linked.STORE, "held", "I");
        }
    }

    /** Behind everything else, the method's other handler too: whatever leaves the method is told. */
    void handle() {
        if (bytes > 0) {
            code.handleAll(ANY, slots.atEntry());
            // there always is one; a stranger who writes the same without one would give the call another end than it has
            Spot without = new Spot();
            slots.instance();
            code.jump(Opcodes.IFNULL, without);
            end();
            code.placeInHandler(without, slots.atEntry());
            code.insn(Opcodes.ATHROW);
        }
    }
}
