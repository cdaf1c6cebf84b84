package org.granary.compile.emit;

import java.util.List;
import java.util.Map;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.op.NanResults;
import org.granary.op.Op;
import org.granary.op.SimdOp;
import org.granary.vm.op.simd.SimdForm;
import org.granary.vm.op.simd.SimdMethod;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Writes the instructions on vectors: calls of their methods, or JVM instructions on the halves where there is one. */
final class VectorEmitter {
    /** Instructions whose halves are one JVM instruction on longs each: the JIT compiler's budget for inlining is not spent on them. */
    private static final Map<Op, Integer> INSTRUCTIONS = Map.of(
            SimdOp.V128_AND, Opcodes.LAND, SimdOp.V128_OR, Opcodes.LOR, SimdOp.V128_XOR, Opcodes.LXOR,
            SimdOp.I64X2_ADD, Opcodes.LADD, SimdOp.I64X2_SUB, Opcodes.LSUB, SimdOp.I64X2_MUL, Opcodes.LMUL);

    private final Code code;
    private final Expressions expressions;
    private final boolean canonicalNans;

    VectorEmitter(Code code, Expressions expressions, boolean canonicalNans) {
        this.code = code;
        this.expressions = expressions;
        this.canonicalNans = canonicalNans;
    }

    /**
     * Writes an instruction on vectors.
     *
     * @param e  the expression
     * @param op its row
     */
    void apply(Expr.Apply e, SimdOp op) {
        SimdMethod method = SimdMethod.of(op);
        switch (method.form()) {
            case HALVES -> halves(e, method);
            case PAIR -> {
                expressions.emit(e.operands());
                call(e.op(), method, "_lo");
                expressions.emit(e.operands());
                call(e.op(), method, "_hi");
            }
            case SCALAR -> scalar(e, method);
            default -> throw new IllegalArgumentException(op + " has been lowered before");
        }
    }

    private void halves(Expr.Apply e, SimdMethod method) {
        if (e.operands().stream().noneMatch(operand -> operand.kind() == Kind.V128)) {
            expressions.emit(e.operands());
            call(e.op(), method, "");
            code.insn(Opcodes.DUP2);
            return;
        }
        for (boolean high : new boolean[] {false, true}) {
            for (Expr operand : e.operands()) {
                if (operand.kind() == Kind.V128) {
                    expressions.half(operand, high);
                } else {
                    expressions.emit(operand);
                }
            }
            call(e.op(), method, "");
        }
    }

    /** A lane of 64 or 32 bits is taken out of its half right here. */
    private void scalar(Expr.Apply e, SimdMethod method) {
        List<Expr> operands = e.operands();
        if (method.row().lanes() == 0 || method.row().lanes() > 4) {
            expressions.emit(operands);
            call(e.op(), method, "");
            return;
        }
        int lane = (int) ((Expr.Const) operands.get(1)).bits();
        expressions.half(operands.get(0), lane >= method.row().lanes() / 2);
        if (method.row().lanes() == 4) {
            if (lane % 2 == 1) {
                code.constant(32);
                code.insn(Opcodes.LUSHR);
            }
            code.insn(Opcodes.L2I);
        }
        switch (e.kind()) {
            case F32 -> code.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            case F64 -> code.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            default -> {
                // the bits are the value
            }
        }
    }

    private void call(Op op, SimdMethod method, String suffix) {
        Integer instruction = method.form() == SimdForm.HALVES ? INSTRUCTIONS.get(op) : null;
        if (instruction != null) {
            code.insn(instruction);
        } else {
            code.invokeStatic(Type.getInternalName(method.owner()), method.name() + suffix, method.descriptor());
        }
        if (canonicalNans && NanResults.possible(op)) {
            code.invokeStatic(Linked.CANONICAL_NANS, op.text().substring(0, "f32x4".length()), "(J)J");
        }
    }
}
