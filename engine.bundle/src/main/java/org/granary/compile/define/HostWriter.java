package org.granary.compile.define;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.F_SAME;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.IFNE;
import static org.objectweb.asm.Opcodes.IFNULL;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.L2I;
import static org.objectweb.asm.Opcodes.LCONST_0;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.POP2;
import static org.objectweb.asm.Opcodes.RETURN;

import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.vm.HostFuncRef;
import org.granary.vm.HostIntegers;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes host adapters: a function value whose typed call runs the host by an interface of integers or by a handle, where the host has
 * given one that takes the arguments as they are; else it boxes them, runs the host and unboxes the results.
 */
final class HostWriter {
    private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";
    private static final String INTEGERS = "org/granary/vm/HostIntegers";
    private static final String INSTANCE = "Lorg/granary/vm/Instance;";
    private static final String HOST = "org/granary/vm/HostFuncRef";
    private static final String CONSTRUCTOR =
            "(Lorg/granary/vm/VmStore;Lorg/granary/type/DefType;Lorg/granary/vm/HostTarget;Lorg/granary/vm/Instance;)V";

    private final ClassWriter out;
    private final String name;
    private final CallShape shape;

    private HostWriter(ClassWriter out, String name, CallShape shape) {
        this.out = out;
        this.name = name;
        this.shape = shape;
    }

    static void write(ShapeWriter into, CallShape shape) {
        ClassWriter out = into.begin(ACC_PUBLIC | ACC_FINAL | ACC_SUPER, HOST, shape.callInterface());
        HostWriter writer = new HostWriter(out, into.name(), shape);
        writer.constructor();
        writer.call("call");
        writer.call("tail");
        writer.bind();
    }

    private void constructor() {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, "<init>", CONSTRUCTOR, null, null);
        code.visitCode();
        for (int i = 0; i <= 4; i++) {
            code.visitVarInsn(ALOAD, i);
        }
        code.visitMethodInsn(INVOKESPECIAL, HOST, "<init>", CONSTRUCTOR, false);
        code.visitInsn(RETURN);
        ShapeWriter.finish(code);
    }

    private void call(String method) {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, method, shape.descriptor(""), null, null);
        code.visitCode();
        if (isTyped()) {
            Label boxed = new Label();
            field(code, "boxed", "Z");
            code.visitJumpInsn(IFNE, boxed);
            if (isIntegers()) {
                integersCall(code);
            }
            typedCall(code, boxed);
            code.visitLabel(boxed);
            code.visitFrame(F_SAME, 0, null, 0, null);
        }
        code.visitVarInsn(ALOAD, 0);
        Boxing boxing = new Boxing(code);
        boxing.boxArguments(shape, 1);
        code.visitMethodInsn(INVOKEVIRTUAL, name, "run", "([Ljava/lang/Object;)[Ljava/lang/Object;", false);
        int free = 1 + (shape.packsParams() ? 1 : Kind.slots(shape.params()));
        code.visitVarInsn(ASTORE, free);
        boxing.unboxResults(shape, free, free + 1);
        code.visitInsn(Type.getType(shape.result()).getOpcode(org.objectweb.asm.Opcodes.IRETURN));
        ShapeWriter.finish(code);
    }

    /** Whether {@link org.granary.vm.HostTarget#typed} may have an answer. */
    private boolean isTyped() {
        return Kind.slots(shape.params()) <= HostFuncRef.MOST_TYPED_SLOTS && shape.results().size() <= 1
                && areNumbers(shape.params()) && areNumbers(shape.results());
    }

    private static boolean areNumbers(List<Kind> kinds) {
        for (Kind kind : kinds) {
            if (kind.ordinal() > Kind.F64.ordinal()) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@link org.granary.vm.HostTarget#integers} may have an answer. */
    private boolean isIntegers() {
        return shape.params().size() <= HostIntegers.MOST && shape.results().size() <= 1
                && areIntegers(shape.params()) && areIntegers(shape.results());
    }

    private static boolean areIntegers(List<Kind> kinds) {
        for (Kind kind : kinds) {
            if (kind != Kind.I32 && kind != Kind.I64) {
                return false;
            }
        }
        return true;
    }

    private void integersCall(MethodVisitor code) {
        Label other = new Label();
        field(code, "integers", "L" + INTEGERS + ";");
        code.visitJumpInsn(IFNULL, other);
        field(code, "integers", "L" + INTEGERS + ";");
        field(code, "caller", INSTANCE);
        int local = 1;
        for (Kind kind : shape.params()) {
            code.visitVarInsn(Boxing.load(kind), local);
            local += kind.slots();
            if (kind == Kind.I32) {
                code.visitInsn(I2L);
            }
        }
        for (int i = shape.params().size(); i < HostIntegers.MOST; i++) {
            code.visitInsn(LCONST_0);
        }
        code.visitMethodInsn(INVOKEINTERFACE, INTEGERS, "call", "(" + INSTANCE + "J".repeat(HostIntegers.MOST) + ")J", true);
        if (!shape.results().equals(List.of(Kind.I64))) {
            code.visitInsn(shape.results().isEmpty() ? POP2 : L2I);
        }
        code.visitInsn(Type.getType(shape.result()).getOpcode(org.objectweb.asm.Opcodes.IRETURN));
        code.visitLabel(other);
        code.visitFrame(F_SAME, 0, null, 0, null);
    }

    private void typedCall(MethodVisitor code, Label boxed) {
        field(code, "typed", HANDLE);
        code.visitJumpInsn(IFNULL, boxed);
        field(code, "typed", HANDLE);
        field(code, "caller", INSTANCE);
        int local = 1;
        for (Kind kind : shape.params()) {
            code.visitVarInsn(Boxing.load(kind), local);
            local += kind.slots();
        }
        code.visitMethodInsn(INVOKEVIRTUAL, "java/lang/invoke/MethodHandle", "invokeExact",
                "(" + INSTANCE + shape.descriptor("").substring(1), false);
        code.visitInsn(Type.getType(shape.result()).getOpcode(org.objectweb.asm.Opcodes.IRETURN));
    }

    private void bind() {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, "boundTo", "(Lorg/granary/vm/Instance;)Lorg/granary/vm/FuncRef;", null, null);
        code.visitCode();
        code.visitTypeInsn(NEW, name);
        code.visitInsn(DUP);
        field(code, "store", "Lorg/granary/vm/VmStore;");
        field(code, "type", "Lorg/granary/type/DefType;");
        field(code, "target", "Lorg/granary/vm/HostTarget;");
        code.visitVarInsn(ALOAD, 1);
        code.visitMethodInsn(INVOKESPECIAL, name, "<init>", CONSTRUCTOR, false);
        code.visitInsn(ARETURN);
        ShapeWriter.finish(code);
    }

    private void field(MethodVisitor code, String field, String type) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, name, field, type);
    }
}
