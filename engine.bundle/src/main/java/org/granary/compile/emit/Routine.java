package org.granary.compile.emit;

import java.util.HashMap;
import java.util.Map;
import org.granary.op.CoreOp;
import org.granary.op.MiscOp;
import org.granary.op.Op;

/**
 * Instructions that a static routine of the runtime carries out: operands, the instance, then the index immediates. Where a memory or
 * table that takes part has 64-bit addresses, the wide form is called: its addresses are 64 bits wide, narrower ones are widened before
 * the call. Immutable.
 */
enum Routine {
    MEMORY_GROW(CoreOp.MEMORY_GROW, "I", "J", 1, true),
    MEMORY_FILL(MiscOp.MEMORY_FILL, "III", "JIJ", 1, false),
    MEMORY_COPY(MiscOp.MEMORY_COPY, "III", "JJJ", 2, false),
    MEMORY_INIT(MiscOp.MEMORY_INIT, "III", "JII", 2, false),
    DATA_DROP(MiscOp.DATA_DROP, "", "", 1, false),
    TABLE_GROW(MiscOp.TABLE_GROW, "AI", "AJ", 1, true),
    TABLE_FILL(MiscOp.TABLE_FILL, "IAI", "JAJ", 1, false),
    TABLE_COPY(MiscOp.TABLE_COPY, "III", "JJJ", 2, false),
    TABLE_INIT(MiscOp.TABLE_INIT, "III", "JII", 2, false),
    ELEM_DROP(MiscOp.ELEM_DROP, "", "", 1, false);

    private static final Map<Op, Routine> BY_OP = new HashMap<>();

    static {
        for (Routine routine : values()) {
            BY_OP.put(routine.op, routine);
        }
    }

    private final Op op;
    /** A letter for each operand, {@code A} for a reference. */
    private final String narrow;
    private final String wide;
    private final int indices;
    private final boolean gives;

    Routine(Op op, String narrow, String wide, int indices, boolean gives) {
        this.op = op;
        this.narrow = narrow;
        this.wide = wide;
        this.indices = indices;
        this.gives = gives;
    }

    static Routine of(Op op) {
        Routine routine = BY_OP.get(op);
        if (routine == null) {
            throw new IllegalArgumentException("no routine is bound to " + op);
        }
        return routine;
    }

    static boolean bound(Op op) {
        return BY_OP.containsKey(op);
    }

    int indices() {
        return indices;
    }

    boolean gives() {
        return gives;
    }

    /** The method: the text name in camel case. */
    String methodName() {
        int dot = op.text().indexOf('.');
        return op.text().substring(0, dot) + Character.toUpperCase(op.text().charAt(dot + 1)) + op.text().substring(dot + 2);
    }

    /** Whether the wide form takes an operand as 64 bits. */
    boolean widens(int operand) {
        return wide.charAt(operand) == 'J';
    }

    String desc(boolean wideForm) {
        String operands = (wideForm ? wide : narrow).replace("A", "Ljava/lang/Object;");
        return "(" + operands + Linked.desc(Linked.INSTANCE) + "I".repeat(indices) + ")" + (gives ? wideForm ? "J" : "I" : "V");
    }
}
