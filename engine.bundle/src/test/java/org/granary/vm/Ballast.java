package org.granary.vm;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Fills most of a stack by few frames, for a tenth of the time that small ones take, most of which goes into leaving them: the interpreter
 * keeps room for each local of a method. No compiler may have it: that leaves out locals that nobody reads.
 */
interface Ballast {
    /** What a JVM is given so that the frames keep their size, also where it compiles. */
    List<String> OPTIONS = List.of("-XX:CompileCommand=quiet", "-XX:CompileCommand=exclude,org.granary.vm.BallastFrames::*");

    /** Eight bytes each. */
    int LOCALS = 250;

    /** Calls itself for each frame, and what is given below the last one. */
    void under(int frames, Runnable what);

    static Ballast create() {
        try {
            return (Ballast) MethodHandles.lookup().defineClass(frames()).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] frames() {
        String self = "org/granary/vm/BallastFrames";
        ClassWriter made = new ClassWriter(0);
        // of a version that needs no stack map frames
        made.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC, self, null, "java/lang/Object", new String[] {"org/granary/vm/Ballast"});
        MethodVisitor creator = made.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        creator.visitVarInsn(Opcodes.ALOAD, 0);
        creator.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        creator.visitInsn(Opcodes.RETURN);
        creator.visitMaxs(1, 1);
        MethodVisitor code = made.visitMethod(Opcodes.ACC_PUBLIC, "under", "(ILjava/lang/Runnable;)V", null, null);
        Label last = new Label();
        code.visitVarInsn(Opcodes.ILOAD, 1);
        code.visitJumpInsn(Opcodes.IFEQ, last);
        code.visitIincInsn(1, -1);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ILOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, self, "under", "(ILjava/lang/Runnable;)V", false);
        code.visitInsn(Opcodes.RETURN);
        code.visitLabel(last);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitMethodInsn(Opcodes.INVOKEINTERFACE, "java/lang/Runnable", "run", "()V", true);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(3, LOCALS);
        return made.toByteArray();
    }
}
