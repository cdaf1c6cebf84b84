package org.granary.compile.emit;

import org.objectweb.asm.Opcodes;

/**
 * What plain JVM instructions do to the operand stack: letters of the values taken, a colon, letters of the values left; {@code A} is a
 * reference.
 */
final class StackEffects {
    private static final String[] TABLE = new String[256];

    static {
        set("II:I", Opcodes.IADD, Opcodes.ISUB, Opcodes.IMUL, Opcodes.IDIV, Opcodes.IREM, Opcodes.IAND, Opcodes.IOR, Opcodes.IXOR,
                Opcodes.ISHL, Opcodes.ISHR, Opcodes.IUSHR);
        set("JJ:J", Opcodes.LADD, Opcodes.LSUB, Opcodes.LMUL, Opcodes.LDIV, Opcodes.LREM, Opcodes.LAND, Opcodes.LOR, Opcodes.LXOR);
        set("JI:J", Opcodes.LSHL, Opcodes.LSHR, Opcodes.LUSHR);
        set("FF:F", Opcodes.FADD, Opcodes.FSUB, Opcodes.FMUL, Opcodes.FDIV);
        set("DD:D", Opcodes.DADD, Opcodes.DSUB, Opcodes.DMUL, Opcodes.DDIV);
        set("I:I", Opcodes.I2B, Opcodes.I2S, Opcodes.I2C, Opcodes.INEG);
        set("I:J", Opcodes.I2L);
        set("I:F", Opcodes.I2F);
        set("I:D", Opcodes.I2D);
        set("J:I", Opcodes.L2I);
        set("J:F", Opcodes.L2F);
        set("J:D", Opcodes.L2D);
        set("F:I", Opcodes.F2I);
        set("F:J", Opcodes.F2L);
        set("F:D", Opcodes.F2D);
        set("D:I", Opcodes.D2I);
        set("D:J", Opcodes.D2L);
        set("D:F", Opcodes.D2F);
        set("JJ:I", Opcodes.LCMP);
        set("FF:I", Opcodes.FCMPL, Opcodes.FCMPG);
        set("DD:I", Opcodes.DCMPL, Opcodes.DCMPG);
        set("AI:I", Opcodes.BALOAD, Opcodes.IALOAD);
        set("AI:J", Opcodes.LALOAD);
        set("AI:F", Opcodes.FALOAD);
        set("AI:D", Opcodes.DALOAD);
        set("AII:", Opcodes.IASTORE);
        set("AIF:", Opcodes.FASTORE);
        set("AID:", Opcodes.DASTORE);
        set("AI:A", Opcodes.AALOAD);
        set("AII:", Opcodes.BASTORE);
        set("AIJ:", Opcodes.LASTORE);
        set("AIA:", Opcodes.AASTORE);
        set("A:I", Opcodes.ARRAYLENGTH);
        set("I:", Opcodes.IRETURN);
        set("J:", Opcodes.LRETURN);
        set("F:", Opcodes.FRETURN);
        set("D:", Opcodes.DRETURN);
        set("A:", Opcodes.ARETURN, Opcodes.ATHROW);
        set(":", Opcodes.RETURN);
    }

    private StackEffects() {
    }

    private static void set(String effect, int... opcodes) {
        for (int opcode : opcodes) {
            TABLE[opcode] = effect;
        }
    }

    /**
     * The effect of an instruction.
     *
     * @param opcode the opcode
     * @return letters
     */
    static String of(int opcode) {
        if (TABLE[opcode] == null) {
            throw new IllegalArgumentException("opcode " + opcode);
        }
        return TABLE[opcode];
    }

    /**
     * Whether an instruction may throw.
     *
     * @param opcode the opcode
     * @return true for division and array access
     */
    static boolean raises(int opcode) {
        return opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD || opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE
                || opcode == Opcodes.IDIV || opcode == Opcodes.LDIV
                || opcode == Opcodes.IREM || opcode == Opcodes.LREM;
    }
}
