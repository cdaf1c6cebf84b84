package org.granary.compile.emit;

import java.util.Map;
import org.granary.op.CoreOp;
import org.granary.op.MiscOp;
import org.granary.op.Op;

/** Instructions that a static routine of the runtime carries out: operands, the instance, then the index immediates. Immutable. */
enum Routine {
    MEMORY_GROW(CoreOp.MEMORY_GROW, "I", 1, "I"),
    MEMORY_FILL(MiscOp.MEMORY_FILL, "III", 1, "V"),
    MEMORY_COPY(MiscOp.MEMORY_COPY, "III", 2, "V"),
    MEMORY_INIT(MiscOp.MEMORY_INIT, "III", 2, "V"),
    DATA_DROP(MiscOp.DATA_DROP, "", 1, "V"),
    TABLE_GROW(MiscOp.TABLE_GROW, "Ljava/lang/Object;I", 1, "I"),
    TABLE_FILL(MiscOp.TABLE_FILL, "ILjava/lang/Object;I", 1, "V"),
    TABLE_COPY(MiscOp.TABLE_COPY, "III", 2, "V"),
    TABLE_INIT(MiscOp.TABLE_INIT, "III", 2, "V"),
    ELEM_DROP(MiscOp.ELEM_DROP, "", 1, "V");

    private static final Map<Op, Routine> BY_OP = java.util.Arrays.stream(values())
            .collect(java.util.stream.Collectors.toMap(routine -> routine.op, routine -> routine));

    private final Op op;
    private final String operands;
    private final int indices;
    private final String result;

    Routine(Op op, String operands, int indices, String result) {
        this.op = op;
        this.operands = operands;
        this.indices = indices;
        this.result = result;
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
        return !result.equals("V");
    }

    /** The method: the text name in camel case. */
    String methodName() {
        int dot = op.text().indexOf('.');
        return op.text().substring(0, dot) + Character.toUpperCase(op.text().charAt(dot + 1)) + op.text().substring(dot + 2);
    }

    String desc() {
        return "(" + operands + Linked.desc(Linked.INSTANCE) + "I".repeat(indices) + ")" + result;
    }
}
