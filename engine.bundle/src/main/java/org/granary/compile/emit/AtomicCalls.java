package org.granary.compile.emit;

import java.util.List;
import java.util.Locale;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.op.AtomicOp;
import org.granary.type.ValType;
import org.objectweb.asm.Opcodes;

/**
 * Atomic instructions: each calls the routine of its action with the effective address, its operands as 64 bits, the instance, the memory's
 * index and the width; a result comes as 64 bits.
 */
final class AtomicCalls {
    private AtomicCalls() {
    }

    static void write(Stmt.Routine s, AtomicOp op, Expressions to, Slots slots) {
        Code code = to.code();
        if (op.action() == AtomicOp.Action.FENCE) {
            code.invokeStatic(Linked.ATOMICS, methodName(op), desc(op));
            return;
        }
        List<Expr> arguments = s.arguments();
        RoutineAccess.effective(arguments.get(0), ((Expr.Const) arguments.get(1)).bits(), to);
        for (Expr argument : arguments.subList(2, arguments.size())) {
            to.emit(argument);
            if (argument.kind() == Kind.I32) {
                to.widen();
            }
        }
        slots.instance();
        code.constant(s.first());
        code.constant(op.accessBytes());
        code.invokeStatic(Linked.ATOMICS, methodName(op), desc(op));
        List<ValType> results = op.signature().get().results();
        if (!results.isEmpty()) {
            if (results.get(0) == ValType.I32) {
                code.insn(Opcodes.L2I);
            }
            slots.write(s.result());
        }
        if (op.action() == AtomicOp.Action.WAIT) {
            // whoever was asked meanwhile whether to go on may have grown another memory
            slots.refresh();
        }
    }

    static String methodName(AtomicOp op) {
        return op.action().name().toLowerCase(Locale.ROOT);
    }

    static String desc(AtomicOp op) {
        if (op.action() == AtomicOp.Action.FENCE) {
            return "()V";
        }
        return "(" + "J".repeat(op.signature().get().params().size()) + Linked.desc(Linked.INSTANCE) + "II)"
                + (op.signature().get().results().isEmpty() ? "V" : "J");
    }
}
