package org.granary.compile.define;

import static org.objectweb.asm.Opcodes.ACC_ABSTRACT;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_INTERFACE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.StructShape;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the class behind a shape name: values ({@code V$}), structures ({@code G$}), call interfaces ({@code C$}), host adapters ({@code
 * H$}), tail calls ({@code S$} by result, {@code T$} by descriptor). None has a branch, so none needs stack-map frames.
 */
final class ShapeWriter {
    static final String OBJECT = "java/lang/Object";
    static final String FUNC_REF = "org/granary/vm/FuncRef";
    static final String STRUCT = "org/granary/vm/GcStruct";
    static final String TAIL_CALL = "org/granary/vm/TailCall";
    private static final String TYPE = "Lorg/granary/type/DefType;";
    private static final String STORE = "Lorg/granary/vm/VmStore;";

    /** More than any type has above it. */
    private static final int MOST_LEVELS = 64;

    private final String name;
    private final ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private ShapeWriter(String name) {
        this.name = name;
    }

    /**
     * Writes a class.
     *
     * @param name the internal name, all of it in {@link CallShape#PACKAGE}
     * @return the class file, the same bytes for the same name; null when the name says nothing
     */
    static byte[] write(String name) {
        if (name.startsWith(StructShape.PREFIX)) {
            return structure(name);
        }
        String[] parts = name.substring(CallShape.PACKAGE.length()).split("\\$", -1);
        ShapeWriter writer = new ShapeWriter(name);
        try {
            switch (parts[0] + parts.length) {
                case "V2" -> writer.values(CallShape.parse(parts[1]));
                case "S2" -> writer.tailResult(new CallShape(List.of(), CallShape.parse(parts[1])));
                case "C3" -> writer.callInterface(shape(parts));
                case "H3" -> HostWriter.write(writer, shape(parts));
                case "T3" -> writer.tailCall(shape(parts));
                default -> {
                    return null;
                }
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        writer.out.visitEnd();
        return writer.out.toByteArray();
    }

    /** The last segment's fields stand in this class, those of the segments before it in the classes above. */
    private static byte[] structure(String name) {
        try {
            String segments = name.substring(StructShape.PREFIX.length());
            int last = segments.lastIndexOf('$');
            if (segments.chars().filter(letter -> letter == '$').count() >= MOST_LEVELS) {
                return null;
            }
            List<Kind> above = CallShape.parse(segments.substring(0, Math.max(0, last)).replace("$", ""));
            ShapeWriter writer = new ShapeWriter(name);
            List<Kind> own = CallShape.parse(segments.substring(last + 1));
            writer.structure(last < 0 ? STRUCT : StructShape.PREFIX + segments.substring(0, last), above.size(), own);
            writer.counted(StructShape.bytes(above) + StructShape.bytes(own));
            writer.out.visitEnd();
            return writer.out.toByteArray();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void structure(String above, int first, List<Kind> kinds) {
        begin(ACC_PUBLIC | ACC_SUPER, above);
        fields(first, kinds);
        constructor(above, 1, "(" + TYPE + ")V");
        constructor(above, 2, "(" + TYPE + "L" + OBJECT + ";)V");
    }

    /** Hands its parameters to the class above. */
    private void constructor(String above, int params, String desc) {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, "<init>", desc, null, null);
        code.visitCode();
        for (int i = 0; i <= params; i++) {
            code.visitVarInsn(ALOAD, i);
        }
        code.visitMethodInsn(INVOKESPECIAL, above, "<init>", desc, false);
        code.visitInsn(RETURN);
        finish(code);
    }

    /**
     * How guests' code makes one: there is no other way for it, so that each is counted, whoever wrote the code. It is counted first:
     * between its making and the setting of its fields that costs more.
     */
    private void counted(int bytes) {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC | ACC_STATIC, "make", "(" + TYPE + STORE + ")L" + name + ";", null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 1);
        code.visitLdcInsn(bytes);
        code.visitMethodInsn(INVOKESTATIC, name, "room", "(" + STORE + "I)L" + OBJECT + ";", false);
        code.visitVarInsn(ASTORE, 1);
        code.visitTypeInsn(NEW, name);
        code.visitInsn(DUP);
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ALOAD, 1);
        code.visitMethodInsn(INVOKESPECIAL, name, "<init>", "(" + TYPE + "L" + OBJECT + ";)V", false);
        code.visitInsn(ARETURN);
        finish(code);
    }

    private static CallShape shape(String[] parts) {
        return new CallShape(CallShape.parse(parts[1]), CallShape.parse(parts[2]));
    }

    ClassWriter begin(int access, String superName, String... interfaces) {
        out.visit(V17, access, name, null, superName, interfaces);
        return out;
    }

    String name() {
        return name;
    }

    private void values(List<Kind> kinds) {
        begin(ACC_PUBLIC | ACC_FINAL | ACC_SUPER, OBJECT);
        fields(0, kinds);
        emptyConstructor(OBJECT);
        Boxing.writeGroups(out, name, kinds);
    }

    private void fields(int first, List<Kind> kinds) {
        for (int i = 0; i < kinds.size(); i++) {
            String name = "f" + (first + i);
            out.visitField(ACC_PUBLIC, name, CallShape.field(kinds.get(i)), null, null).visitEnd();
            if (kinds.get(i) == Kind.V128) {
                out.visitField(ACC_PUBLIC, name + "h", "J", null, null).visitEnd();
            }
        }
    }

    private void emptyConstructor(String superName) {
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        code.visitMethodInsn(INVOKESPECIAL, superName, "<init>", "()V", false);
        code.visitInsn(RETURN);
        finish(code);
    }

    static void finish(MethodVisitor code) {
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void callInterface(CallShape shape) {
        begin(ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT, OBJECT, "org/granary/vm/Untyped");
        out.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "call", shape.descriptor(""), null, null).visitEnd();
        out.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "tail", shape.descriptor(""), null, null).visitEnd();
        MethodVisitor code = out.visitMethod(ACC_PUBLIC, "apply", "([Ljava/lang/Object;)[Ljava/lang/Object;", null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        Boxing boxing = new Boxing(code);
        boxing.unboxArguments(shape, 1, 2);
        code.visitMethodInsn(org.objectweb.asm.Opcodes.INVOKEINTERFACE, name, "call", shape.descriptor(""), true);
        boxing.boxResults(shape, 2);
        code.visitInsn(ARETURN);
        finish(code);
    }

    private void tailResult(CallShape shape) {
        begin(ACC_PUBLIC | ACC_ABSTRACT | ACC_SUPER, TAIL_CALL);
        emptyConstructor(TAIL_CALL);
        out.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "step", shape.descriptor(""), null, null).visitEnd();
    }

    private void tailCall(CallShape shape) {
        String above = CallShape.PACKAGE + "S$" + CallShape.text(shape.results());
        begin(ACC_PUBLIC | ACC_FINAL | ACC_SUPER, above);
        new TailWriter(out, name, above, shape).write();
    }
}
