package org.granary.compile.emit;

import org.granary.compile.ir.CallShape;
import org.objectweb.asm.Opcodes;

/** The loop that makes the calls which bodies left behind. Stateless. */
final class Trampoline {
    private Trampoline() {
    }

    /**
     * Goes on until a body returned in the ordinary way, then returns its result, which is on the stack at first.
     *
     * @param code  the method
     * @param slots its locals
     * @param shape the function's shape
     */
    static void run(Code code, Slots slots, CallShape shape) {
        String result = shape.result();
        boolean gives = !result.equals("V");
        int value = gives ? slots.anonymous(result) : -1;
        String tail = Linked.desc(Linked.TAIL_CALL);
        if (gives) {
            code.store(result, value);
        }
        Spot head = new Spot();
        Spot end = new Spot();
        code.placeHead(head);
        slots.instance();
        code.field(Opcodes.GETFIELD, Linked.INSTANCE, "store", Linked.desc(Linked.STORE));
        code.invoke(Opcodes.INVOKEVIRTUAL, Linked.STORE, "takePending", "()" + tail);
        code.insn(Opcodes.DUP);
        code.jump(Opcodes.IFNULL, end);
        String step = CallShape.PACKAGE + "S$" + CallShape.text(shape.results());
        code.cast(step);
        code.invoke(Opcodes.INVOKEVIRTUAL, step, "step", "()" + result);
        if (gives) {
            code.store(result, value);
        }
        code.jump(Opcodes.GOTO, head);
        code.assume(tail);
        code.place(end);
        code.insn(Opcodes.POP);
        if (gives) {
            code.load(result, value);
        }
        Calls.giveBack(code, result);
    }
}
