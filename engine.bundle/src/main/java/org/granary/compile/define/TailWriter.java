package org.granary.compile.define;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;

import java.util.ArrayList;
import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes a tail call: the callee and its typed arguments as fields, and {@code step}, which runs the callee's body up to its own next
 * tail call. The constructor takes the callee first, then the arguments as the call does.
 */
final class TailWriter {
    private final ClassWriter out;
    private final String name;
    private final String above;
    private final CallShape shape;
    private final List<String> fields = new ArrayList<>();

    TailWriter(ClassWriter out, String name, String above, CallShape shape) {
        this.out = out;
        this.name = name;
        this.above = above;
        this.shape = shape;
        fields.add("L" + ShapeWriter.FUNC_REF + ";");
        if (shape.packsParams()) {
            fields.add("L" + shape.paramsClass() + ";");
        } else {
            for (Kind kind : shape.params()) {
                fields.add(CallShape.field(kind));
                if (kind == Kind.V128) {
                    fields.add("J");
                }
            }
        }
    }

    void write() {
        for (int i = 0; i < fields.size(); i++) {
            out.visitField(ACC_PRIVATE | ACC_FINAL, "a" + i, fields.get(i), null, null).visitEnd();
        }
        constructor();
        leave();
        step();
    }

    /**
     * {@code static void leave(arguments, FuncRef callee, VmStore store)}: makes the call and leaves it with the store. At the site of a
     * tail call the arguments are on the stack already.
     */
    private void leave() {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC | ACC_STATIC, "leave", leaveDescriptor(shape), null, null);
        code.visitCode();
        int slots = shape.packsParams() ? 1 : Kind.slots(shape.params());
        code.visitVarInsn(ALOAD, slots + 1);
        code.visitTypeInsn(NEW, name);
        code.visitInsn(DUP);
        code.visitVarInsn(ALOAD, slots);
        int local = 0;
        for (String field : fields.subList(1, fields.size())) {
            Type type = Type.getType(field);
            code.visitVarInsn(type.getOpcode(org.objectweb.asm.Opcodes.ILOAD), local);
            local += type.getSize();
        }
        code.visitMethodInsn(INVOKESPECIAL, name, "<init>", "(" + String.join("", fields) + ")V", false);
        code.visitMethodInsn(INVOKEVIRTUAL, "org/granary/vm/VmStore", "leave", "(L" + ShapeWriter.TAIL_CALL + ";)V", false);
        code.visitInsn(RETURN);
        ShapeWriter.finish(code);
    }

    private static String leaveDescriptor(CallShape shape) {
        return new CallShape(shape.params(), List.of()).descriptor("L" + ShapeWriter.FUNC_REF + ";Lorg/granary/vm/VmStore;");
    }

    private void constructor() {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, "<init>", "(" + String.join("", fields) + ")V", null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        code.visitMethodInsn(INVOKESPECIAL, above, "<init>", "()V", false);
        int local = 1;
        for (int i = 0; i < fields.size(); i++) {
            Type type = Type.getType(fields.get(i));
            code.visitVarInsn(ALOAD, 0);
            code.visitVarInsn(type.getOpcode(org.objectweb.asm.Opcodes.ILOAD), local);
            code.visitFieldInsn(PUTFIELD, name, "a" + i, fields.get(i));
            local += type.getSize();
        }
        code.visitInsn(RETURN);
        ShapeWriter.finish(code);
    }

    private void step() {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, "step", "()" + shape.result(), null, null);
        code.visitCode();
        for (int i = 0; i < fields.size(); i++) {
            code.visitVarInsn(ALOAD, 0);
            code.visitFieldInsn(GETFIELD, name, "a" + i, fields.get(i));
            if (i == 0) {
                code.visitTypeInsn(CHECKCAST, shape.callInterface());
            }
        }
        code.visitMethodInsn(INVOKEINTERFACE, shape.callInterface(), "tail", shape.descriptor(""), true);
        code.visitInsn(Type.getType(shape.result()).getOpcode(org.objectweb.asm.Opcodes.IRETURN));
        ShapeWriter.finish(code);
    }
}
