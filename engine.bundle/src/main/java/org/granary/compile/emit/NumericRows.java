package org.granary.compile.emit;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.granary.op.CoreOp;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.vm.References;
import org.granary.vm.op.Conversions;
import org.granary.vm.op.Floats;
import org.granary.vm.op.Integers;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Binds the numeric rows of the opcode table: each is one JVM instruction, one emitter (comparisons, see {@link Conditions}), or one
 * static method of {@code vm.op} named like the row. Immutable.
 */
public final class NumericRows {
    /**
     * A row bound to a method.
     *
     * @param owner the internal name of the class
     * @param name  the method's name
     * @param desc  its descriptor
     */
    public record Routine(String owner, String name, String desc) {
    }

    private static final Map<Op, Integer> INSTRUCTIONS = new HashMap<>();

    static {
        integers();
        floats();
        conversions();
    }

    /** By name; looked through when a function first needs one. */
    private static final class Methods {
        static final Map<String, Routine> ALL = new HashMap<>();

        static {
            for (Class<?> owner : List.of(Integers.class, Floats.class, Conversions.class, References.class)) {
                for (Method method : owner.getDeclaredMethods()) {
                    ALL.put(method.getName(), new Routine(Type.getInternalName(owner), method.getName(), Type.getMethodDescriptor(method)));
                }
            }
        }
    }

    private NumericRows() {
    }

    private static void integers() {
        bind(Opcodes.IADD, CoreOp.I32_ADD);
        bind(Opcodes.ISUB, CoreOp.I32_SUB);
        bind(Opcodes.IMUL, CoreOp.I32_MUL);
        bind(Opcodes.IREM, CoreOp.I32_REM_S);
        bind(Opcodes.IAND, CoreOp.I32_AND);
        bind(Opcodes.IOR, CoreOp.I32_OR);
        bind(Opcodes.IXOR, CoreOp.I32_XOR);
        bind(Opcodes.ISHL, CoreOp.I32_SHL);
        bind(Opcodes.ISHR, CoreOp.I32_SHR_S);
        bind(Opcodes.IUSHR, CoreOp.I32_SHR_U);
        bind(Opcodes.LADD, CoreOp.I64_ADD);
        bind(Opcodes.LSUB, CoreOp.I64_SUB);
        bind(Opcodes.LMUL, CoreOp.I64_MUL);
        bind(Opcodes.LREM, CoreOp.I64_REM_S);
        bind(Opcodes.LAND, CoreOp.I64_AND);
        bind(Opcodes.LOR, CoreOp.I64_OR);
        bind(Opcodes.LXOR, CoreOp.I64_XOR);
        bind(Opcodes.LSHL, CoreOp.I64_SHL);
        bind(Opcodes.LSHR, CoreOp.I64_SHR_S);
        bind(Opcodes.LUSHR, CoreOp.I64_SHR_U);
        bind(Opcodes.I2B, CoreOp.I32_EXTEND8_S);
        bind(Opcodes.I2S, CoreOp.I32_EXTEND16_S);
    }

    private static void floats() {
        bind(Opcodes.FADD, CoreOp.F32_ADD);
        bind(Opcodes.FSUB, CoreOp.F32_SUB);
        bind(Opcodes.FMUL, CoreOp.F32_MUL);
        bind(Opcodes.FDIV, CoreOp.F32_DIV);
        bind(Opcodes.DADD, CoreOp.F64_ADD);
        bind(Opcodes.DSUB, CoreOp.F64_SUB);
        bind(Opcodes.DMUL, CoreOp.F64_MUL);
        bind(Opcodes.DDIV, CoreOp.F64_DIV);
    }

    private static void conversions() {
        bind(Opcodes.L2I, CoreOp.I32_WRAP_I64);
        bind(Opcodes.I2L, CoreOp.I64_EXTEND_I32_S);
        bind(Opcodes.I2F, CoreOp.F32_CONVERT_I32_S);
        bind(Opcodes.L2F, CoreOp.F32_CONVERT_I64_S);
        bind(Opcodes.I2D, CoreOp.F64_CONVERT_I32_S);
        bind(Opcodes.L2D, CoreOp.F64_CONVERT_I64_S);
        bind(Opcodes.D2F, CoreOp.F32_DEMOTE_F64);
        bind(Opcodes.F2D, CoreOp.F64_PROMOTE_F32);
        bind(Opcodes.F2I, MiscOp.I32_TRUNC_SAT_F32_S);
        bind(Opcodes.D2I, MiscOp.I32_TRUNC_SAT_F64_S);
        bind(Opcodes.F2L, MiscOp.I64_TRUNC_SAT_F32_S);
        bind(Opcodes.D2L, MiscOp.I64_TRUNC_SAT_F64_S);
    }

    private static void bind(int opcode, Op op) {
        INSTRUCTIONS.put(op, opcode);
    }

    /**
     * The one instruction of a row.
     *
     * @param op the row
     * @return the JVM opcode, or -1
     */
    public static int instruction(Op op) {
        return INSTRUCTIONS.getOrDefault(op, -1);
    }

    /**
     * The method of a row.
     *
     * @param op the row
     * @return the method, or null
     */
    public static Routine routine(Op op) {
        return INSTRUCTIONS.containsKey(op) ? null : Methods.ALL.get(op.text().replace('.', '_'));
    }
}
