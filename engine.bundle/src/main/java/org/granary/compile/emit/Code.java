package org.granary.compile.emit;

import org.granary.compile.ir.Kind;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * One JVM method being written, instruction by instruction: keeps the types on the operand stack, so that the frame at any spot and the
 * greatest depth are known without a second analysis. Confined to one thread.
 */
public final class Code extends Paths {
    private boolean raises;
    /** The descriptor of the last call, null before the first, how many arguments it has, and what it returns. */
    private String called;
    private int arguments;
    private String returned;

    /**
     * Begins a method.
     *
     * @param writer the class
     * @param access JVM access flags
     * @param name   the method's name
     * @param desc   its descriptor
     */
    public Code(ClassWriter writer, int access, String name, String desc) {
        super(writer, access, name, desc);
    }

    /**
     * Whether an exception of the JVM or of a routine may come from an instruction so far.
     *
     * @return false when everything in the method is arithmetic that cannot fail, and calls of methods that care for themselves
     */
    public boolean raises() {
        return raises;
    }

    void mayRaise() {
        raises = true;
    }

    /**
     * An instruction without operands.
     *
     * @param opcode of arithmetic, conversion, comparison, array access, return, throw or {@code pop}, {@code dup}, {@code swap} and their
     *             kin
     */
    public void insn(int opcode) {
        flush();
        switch (opcode) {
            case Opcodes.DUP -> stack.push(stack.top());
            case Opcodes.DUP2 -> stack.dup2();
            case Opcodes.DUP_X1, Opcodes.DUP_X2, Opcodes.DUP2_X1, Opcodes.DUP2_X2 -> stack.under();
            case Opcodes.SWAP -> stack.swap();
            case Opcodes.POP -> stack.pop();
            case Opcodes.POP2 -> stack.pop2();
            default -> stack.apply(StackEffects.of(opcode));
        }
        raises |= StackEffects.raises(opcode);
        mv.visitInsn(opcode);
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN || opcode == Opcodes.ATHROW) {
            dead();
        }
    }

    /**
     * An int constant by its shortest instruction.
     *
     * @param value the value
     */
    public void constant(int value) {
        flush();
        stack.push(Opcodes.INTEGER);
        if (value >= -1 && value <= 5) {
            mv.visitInsn(Opcodes.ICONST_0 + value);
        } else if (value == (byte) value) {
            mv.visitIntInsn(Opcodes.BIPUSH, value);
        } else if (value == (short) value) {
            mv.visitIntInsn(Opcodes.SIPUSH, value);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    /**
     * A long constant by its shortest instruction.
     *
     * @param value the value
     */
    public void constant(long value) {
        if (value == (short) value && value != 0 && value != 1) {
            constant((int) value);
            insn(Opcodes.I2L);
            return;
        }
        flush();
        stack.push(Opcodes.LONG);
        if (value == 0 || value == 1) {
            mv.visitInsn(Opcodes.LCONST_0 + (int) value);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    /**
     * A float constant, every bit kept.
     *
     * @param bits the bits
     */
    public void floatBits(int bits) {
        float value = Float.intBitsToFloat(bits);
        if (value != value) {
            constant(bits);
            invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            return;
        }
        flush();
        stack.push(Opcodes.FLOAT);
        if (bits == 0 || value == 1 || value == 2) {
            mv.visitInsn(Opcodes.FCONST_0 + (int) value);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    /**
     * A double constant, every bit kept.
     *
     * @param bits the bits
     */
    public void doubleBits(long bits) {
        double value = Double.longBitsToDouble(bits);
        if (value != value) {
            constant(bits);
            invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
            return;
        }
        flush();
        stack.push(Opcodes.DOUBLE);
        if (bits == 0 || value == 1) {
            mv.visitInsn(Opcodes.DCONST_0 + (int) value);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    /** A string constant, at most 65,535 bytes in modified UTF-8. */
    public void constant(String text) {
        flush();
        stack.push("java/lang/String");
        mv.visitLdcInsn(text);
    }

    /**
     * The null reference.
     *
     * @param desc the descriptor of the type that it is taken for where paths meet
     */
    public void constantNull(String desc) {
        flush();
        stack.push(Frames.type(desc));
        mv.visitInsn(Opcodes.ACONST_NULL);
    }

    /**
     * A constant that a bootstrap method makes when it is first needed.
     *
     * @param type      the descriptor of the constant's type
     * @param owner     the internal name of the bootstrap's class
     * @param method    the bootstrap's name; it takes look-up, name, class and the arguments
     * @param arguments ints
     */
    public void dynamicConstant(String type, String owner, String method, Object... arguments) {
        flush();
        stack.push(Frames.type(type));
        StringBuilder desc = new StringBuilder("(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;");
        for (Object argument : arguments) {
            desc.append(argument instanceof Integer ? "I" : "Ljava/lang/String;");
        }
        Handle bootstrap = new Handle(Opcodes.H_INVOKESTATIC, owner, method, desc.append(')').append(type).toString(), false);
        mv.visitLdcInsn(new ConstantDynamic("constant", type, bootstrap, arguments));
    }

    /**
     * A call site that a bootstrap method links.
     *
     * @param desc   the descriptor of the call
     * @param owner  the internal name of the bootstrap's class
     * @param method the bootstrap's name; it takes look-up, name and method type
     */
    public void dynamicCall(String desc, String owner, String method) {
        flush();
        arguments(desc);
        result();
        mv.visitInvokeDynamicInsn("checkpoint", desc, new Handle(Opcodes.H_INVOKESTATIC, owner, method,
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;",
                        false));
    }

    /**
     * Reads a local.
     *
     * @param type the descriptor's letter or the internal name of a class
     * @param slot the slot
     */
    public void load(String type, int slot) {
        flush();
        stack.push(Frames.type(type));
        mv.visitVarInsn(Type.getType(type).getOpcode(Opcodes.ILOAD), slot);
    }

    /**
     * Writes a local.
     *
     * @param type the descriptor's letter or the descriptor of a class
     * @param slot the slot
     */
    public void store(String type, int slot) {
        flush();
        stack.pop();
        Type jvm = Type.getType(type);
        reserve(slot + jvm.getSize());
        mv.visitVarInsn(jvm.getOpcode(Opcodes.ISTORE), slot);
    }

    /**
     * Reads an element of an array.
     *
     * @param element the descriptor of its type
     */
    public void arrayLoad(String element) {
        insn(Type.getType(element).getOpcode(Opcodes.IALOAD));
        stack.pop();
        stack.push(Frames.type(element));
    }

    /**
     * Writes an element of an array.
     *
     * @param element the descriptor of its type
     */
    public void arrayStore(String element) {
        insn(Type.getType(element).getOpcode(Opcodes.IASTORE));
    }

    /** Adds a 16-bit number to an int local. */
    public void increment(int slot, int by) {
        flush();
        mv.visitIincInsn(slot, by);
    }

    /**
     * A field access.
     *
     * @param opcode {@code getfield}, {@code putfield}, {@code getstatic} or {@code putstatic}
     * @param owner  the internal name of the class
     * @param name   the field's name
     * @param desc   its descriptor
     */
    public void field(int opcode, String owner, String name, String desc) {
        flush();
        if (opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC) {
            stack.pop();
        }
        if (opcode == Opcodes.GETFIELD || opcode == Opcodes.PUTFIELD) {
            stack.pop();
        }
        if (opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC) {
            stack.push(Frames.type(desc));
        }
        mv.visitFieldInsn(opcode, owner, name, desc);
    }

    /**
     * Makes an object by its constructor without arguments.
     *
     * @param type the internal name of the class
     */
    public void make(String type) {
        begin(type);
        invoke(Opcodes.INVOKESPECIAL, type, "<init>", "()V");
    }

    /**
     * Makes an object by a constructor whose arguments the caller pushes between.
     *
     * @param type      the internal name of the class
     * @param desc      the constructor's descriptor
     * @param arguments pushes the arguments; places no spot
     */
    public void make(String type, String desc, Runnable arguments) {
        begin(type);
        arguments.run();
        invoke(Opcodes.INVOKESPECIAL, type, "<init>", desc);
    }

    private void begin(String type) {
        flush();
        stack.push(type);
        stack.push(type);
        mv.visitTypeInsn(Opcodes.NEW, type);
        mv.visitInsn(Opcodes.DUP);
    }

    /** A cast to the class of an internal name. */
    public void cast(String type) {
        flush();
        stack.pop();
        stack.push(type);
        mv.visitTypeInsn(Opcodes.CHECKCAST, type);
    }

    /**
     * Makes an array of references.
     *
     * @param element the internal name of the element class; the length is on the stack
     */
    public void makeArray(String element) {
        flush();
        stack.pop();
        stack.push("[L" + element + ";");
        mv.visitTypeInsn(Opcodes.ANEWARRAY, element);
    }

    /**
     * A static call.
     *
     * @param owner the internal name of the class
     * @param name  the method's name
     * @param desc  its descriptor
     */
    public void invokeStatic(String owner, String name, String desc) {
        invoke(Opcodes.INVOKESTATIC, owner, name, desc);
    }

    /**
     * A call.
     *
     * @param opcode the kind of call; {@code invokeinterface} means an interface's method
     * @param owner  the internal name of the class
     * @param name   the method's name
     * @param desc   its descriptor
     */
    public void invoke(int opcode, String owner, String name, String desc) {
        flush();
        arguments(desc);
        if (opcode != Opcodes.INVOKESTATIC) {
            stack.pop();
        }
        result();
        raises |= opcode != Opcodes.INVOKESTATIC || owner.startsWith("java/util/") || owner.startsWith("org/granary/vm/");
        mv.visitMethodInsn(opcode, owner, name, desc, opcode == Opcodes.INVOKEINTERFACE);
    }

    private void arguments(String desc) {
        // who chooses among functions calls all of them by one descriptor, of up to 255 types
        if (!desc.equals(called)) {
            called = desc;
            arguments = Type.getArgumentTypes(desc).length;
            returned = desc.substring(desc.indexOf(')') + 1);
        }
        for (int i = arguments; i > 0; i--) {
            stack.pop();
        }
    }

    /** Of a call whose arguments have been taken. */
    private void result() {
        if (!returned.equals("V")) {
            stack.push(Frames.type(returned));
        }
    }

    /** Drops the value of a kind on top. */
    public void drop(Kind kind) {
        if (kind == Kind.V128) {
            insn(Opcodes.POP2);
        }
        insn(kind.slots() == 1 ? Opcodes.POP : Opcodes.POP2);
    }
}
