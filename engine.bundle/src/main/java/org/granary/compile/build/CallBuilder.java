package org.granary.compile.build;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.type.DefType;
import org.granary.type.ValType;
import org.granary.validate.ValidModule;

/** Calls. A tail call of the function itself goes back to its start. Confined to one thread. */
final class CallBuilder {
    private final ValidModule module;
    private final Operands operands;
    private final BlockBuilder blocks;
    private final int caller;
    private final List<Kind> declared;

    /**
     * For one function.
     *
     * @param module   its module
     * @param operands its operands
     * @param blocks   its blocks
     * @param caller   its index
     * @param declared the kinds of its parameters and declared locals
     */
    CallBuilder(ValidModule module, Operands operands, BlockBuilder blocks, int caller, List<Kind> declared) {
        this.module = module;
        this.operands = operands;
        this.blocks = blocks;
        this.caller = caller;
        this.declared = declared;
    }

    /** {@code call} and {@code return_call}. */
    void direct(Op op, int function) {
        DefType type = module.functionType(function);
        int many = type.func().params().size();
        operands.limit(many);
        if (op == CoreOp.CALL) {
            call(type, new Callee.Direct(function, type), operands.pop(many));
        } else if (function == caller) {
            again(many);
        } else {
            tailCall(new Callee.Direct(function, type), operands.pop(many));
        }
    }

    /** {@code call_indirect} and {@code return_call_indirect}. */
    void indirect(Op op, int typeIndex, int table) {
        DefType type = module.type(typeIndex);
        int many = type.func().params().size();
        List<Operand> taken = operands.take(many + 1);
        Callee callee = new Callee.Indirect(type, table, taken.get(many).expr());
        if (op == CoreOp.CALL_INDIRECT) {
            call(type, callee, taken.subList(0, many));
        } else {
            tailCall(callee, taken.subList(0, many));
        }
    }

    /** {@code call_ref} and {@code return_call_ref}. */
    void byReference(Op op, int typeIndex) {
        DefType type = module.type(typeIndex);
        int many = type.func().params().size();
        List<Operand> taken = operands.take(many + 1);
        Callee callee = new Callee.Reference(type, taken.get(many).expr());
        if (op == CoreOp.CALL_REF) {
            call(type, callee, taken.subList(0, many));
        } else {
            tailCall(callee, taken.subList(0, many));
        }
    }

    private void call(DefType type, Callee callee, List<Operand> arguments) {
        operands.settle(Effects.ALL | Effects.TRAP);
        List<Integer> results = new ArrayList<>();
        for (ValType result : type.func().results()) {
            results.add(operands.temporary(Kind.of(result)));
        }
        operands.emit(new Stmt.Call(operands.offset(), callee, Operand.exprs(arguments), List.copyOf(results)));
        for (int result : results) {
            operands.pushLocal(result);
        }
    }

    private void tailCall(Callee callee, List<Operand> arguments) {
        operands.settle(Effects.TRAP);
        operands.emit(new Control.TailCall(operands.offset(), callee, Operand.exprs(arguments)));
        blocks.die();
    }

    /** A tail call of the function itself: new parameters, fresh locals, back to the start. */
    private void again(int many) {
        List<Expr> values = operands.settleTop(many);
        operands.settle(Effects.TRAP);
        List<Integer> params = new ArrayList<>();
        for (int param = 0; param < many; param++) {
            params.add(param);
        }
        operands.assign(params, values);
        for (int local = many; local < declared.size(); local++) {
            Kind kind = declared.get(local);
            Expr fresh = kind.isReference() ? new Expr.RefNull(kind) : new Expr.Const(kind, 0, 0);
            operands.emit(new Stmt.SetLocal(operands.offset(), local, fresh));
        }
        blocks.restart();
    }
}
