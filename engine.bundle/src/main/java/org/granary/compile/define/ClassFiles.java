package org.granary.compile.define;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What all generated class files of a module have in common. */
final class ClassFiles {
    private ClassFiles() {
    }

    /** Begins a class; it is the caller who writes frames and sizes. */
    static ClassWriter begin(int access, String name, String above, String... interfaces) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, access | Opcodes.ACC_SUPER, name, null, above, interfaces);
        writer.visitSource("wasm", null);
        return writer;
    }

    /** A constructor that hands its parameters on. */
    static void constructor(ClassWriter writer, String above, String... parameters) {
        String desc = "(" + String.join("", parameters) + ")V";
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", desc, null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        int slot = 1;
        for (String parameter : parameters) {
            code.visitVarInsn(org.objectweb.asm.Type.getType(parameter).getOpcode(Opcodes.ILOAD), slot++);
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, above, "<init>", desc, false);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(slot, slot);
        code.visitEnd();
    }

    static byte[] finish(ClassWriter writer) {
        writer.visitEnd();
        return writer.toByteArray();
    }
}
