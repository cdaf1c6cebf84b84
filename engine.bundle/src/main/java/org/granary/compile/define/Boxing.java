package org.granary.compile.define;

import static org.objectweb.asm.Opcodes.AALOAD;
import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ANEWARRAY;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DLOAD;
import static org.objectweb.asm.Opcodes.DSTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.FLOAD;
import static org.objectweb.asm.Opcodes.FSTORE;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.LALOAD;
import static org.objectweb.asm.Opcodes.LASTORE;
import static org.objectweb.asm.Opcodes.LLOAD;
import static org.objectweb.asm.Opcodes.LSTORE;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.NEWARRAY;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.T_LONG;

import java.util.List;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the way between typed values and boxed ones: i32 Integer, i64 Long, f32 Float, f64 Double, v128 {@code long[2]}, references as
 * they are.
 */
final class Boxing {
    /** The most values that one method boxes or unboxes. */
    static final int GROUP = 100;

    private static final String OBJECT = "java/lang/Object";

    private final MethodVisitor code;

    Boxing(MethodVisitor code) {
        this.code = code;
    }

    /**
     * Pushes typed arguments, or the shape object of all, from an {@code Object[]}.
     *
     * @param shape the call's shape
     * @param array the local that holds the array
     * @param free  a local to use
     */
    void unboxArguments(CallShape shape, int array, int free) {
        unbox(shape.params(), shape.packsParams() ? shape.paramsClass() : null, array, free);
    }

    /**
     * Pushes typed results as a method returns them, from an {@code Object[]}.
     *
     * @param shape the call's shape
     * @param array the local that holds the array
     * @param free  a local to use
     */
    void unboxResults(CallShape shape, int array, int free) {
        unbox(shape.results(), shape.packsResults() ? shape.resultsClass() : null, array, free);
    }

    private void unbox(List<Kind> kinds, String packed, int array, int free) {
        if (packed != null) {
            code.visitTypeInsn(NEW, packed);
            code.visitInsn(DUP);
            code.visitMethodInsn(INVOKESPECIAL, packed, "<init>", "()V", false);
            code.visitVarInsn(ASTORE, free);
        }
        if (packed == null) {
            for (int i = 0; i < kinds.size(); i++) {
                unboxOne(kinds.get(i), array, i, false);
                if (kinds.get(i) == Kind.V128) {
                    unboxOne(Kind.V128, array, i, true);
                }
            }
            return;
        }
        if (kinds.size() > GROUP) {
            inGroups(kinds, packed, "unbox", array, free);
        } else {
            unboxFields(kinds, packed, 0, array, free);
        }
        code.visitVarInsn(ALOAD, free);
    }

    private void inGroups(List<Kind> kinds, String packed, String method, int array, int object) {
        for (int first = 0; first < kinds.size(); first += GROUP) {
            code.visitVarInsn(ALOAD, array);
            code.visitVarInsn(ALOAD, object);
            code.visitMethodInsn(INVOKESTATIC, packed, method + first, groupDescriptor(packed), false);
        }
    }

    private static String groupDescriptor(String packed) {
        return "([Ljava/lang/Object;L" + packed + ";)V";
    }

    /**
     * Writes the methods of the class of very many values that box and unbox a group of them each: one for all would be longer than the JIT
     * compiler takes.
     *
     * @param out   the class
     * @param name  its name
     * @param kinds the kinds of all its values
     */
    static void writeGroups(ClassWriter out, String name, List<Kind> kinds) {
        for (int first = 0; first < kinds.size() && kinds.size() > GROUP; first += GROUP) {
            List<Kind> group = kinds.subList(first, Math.min(kinds.size(), first + GROUP));
            for (String method : List.of("box", "unbox")) {
                MethodVisitor code = out.visitMethod(ACC_PUBLIC | ACC_STATIC, method + first, groupDescriptor(name), null, null);
                code.visitCode();
                Boxing boxing = new Boxing(code);
                if (method.equals("box")) {
                    boxing.boxFields(group, name, first, 0, 1);
                } else {
                    boxing.unboxFields(group, name, first, 0, 1);
                }
                code.visitInsn(RETURN);
                ShapeWriter.finish(code);
            }
        }
    }

    private void unboxFields(List<Kind> kinds, String packed, int first, int array, int object) {
        for (int i = 0; i < kinds.size(); i++) {
            unboxField(packed, kinds.get(i), array, object, first + i);
        }
    }

    private void unboxField(String packed, Kind kind, int array, int free, int i) {
        code.visitVarInsn(ALOAD, free);
        unboxOne(kind, array, i, false);
        code.visitFieldInsn(PUTFIELD, packed, "f" + i, CallShape.field(kind));
        if (kind == Kind.V128) {
            code.visitVarInsn(ALOAD, free);
            unboxOne(kind, array, i, true);
            code.visitFieldInsn(PUTFIELD, packed, "f" + i + "h", "J");
        }
    }

    private void unboxOne(Kind kind, int array, int i, boolean high) {
        code.visitVarInsn(ALOAD, array);
        push(i);
        code.visitInsn(AALOAD);
        switch (kind) {
            case I32 -> value("java/lang/Integer", "intValue", "I");
            case I64 -> value("java/lang/Long", "longValue", "J");
            case F32 -> value("java/lang/Float", "floatValue", "F");
            case F64 -> value("java/lang/Double", "doubleValue", "D");
            case V128 -> {
                code.visitTypeInsn(CHECKCAST, "[J");
                push(high ? 1 : 0);
                code.visitInsn(LALOAD);
            }
            case FUNC -> code.visitTypeInsn(CHECKCAST, ShapeWriter.FUNC_REF);
            default -> {
                // any object will do
            }
        }
    }

    private void value(String box, String method, String type) {
        code.visitTypeInsn(CHECKCAST, box);
        code.visitMethodInsn(INVOKEVIRTUAL, box, method, "()" + type, false);
    }

    /**
     * Turns what a call left on the stack into an {@code Object[]} on the stack.
     *
     * @param shape the call's shape
     * @param free  the first of some locals to use
     */
    void boxResults(CallShape shape, int free) {
        List<Kind> kinds = shape.results();
        if (shape.packsResults()) {
            code.visitVarInsn(ASTORE, free);
            boxFields(kinds, shape.resultsClass(), free, free + 1);
            return;
        }
        if (!kinds.isEmpty()) {
            code.visitVarInsn(store(kinds.get(0)), free);
        }
        boxLocals(kinds, free);
    }

    /**
     * Pushes an {@code Object[]} of a method's typed parameters.
     *
     * @param shape the call's shape
     * @param first the local of the first parameter
     */
    void boxArguments(CallShape shape, int first) {
        if (shape.packsParams()) {
            boxFields(shape.params(), shape.paramsClass(), first, first + 1);
        } else {
            boxLocals(shape.params(), first);
        }
    }

    private void boxLocals(List<Kind> kinds, int first) {
        array(kinds.size());
        int local = first;
        for (int i = 0; i < kinds.size(); i++) {
            Kind kind = kinds.get(i);
            code.visitInsn(DUP);
            push(i);
            if (kind == Kind.V128) {
                int low = local;
                pair(() -> code.visitVarInsn(LLOAD, low), () -> code.visitVarInsn(LLOAD, low + 2));
            } else {
                code.visitVarInsn(load(kind), local);
                box(kind);
            }
            code.visitInsn(AASTORE);
            local += kind.slots();
        }
    }

    private void boxFields(List<Kind> kinds, String packed, int object, int array) {
        array(kinds.size());
        code.visitVarInsn(ASTORE, array);
        if (kinds.size() > GROUP) {
            inGroups(kinds, packed, "box", array, object);
        } else {
            boxFields(kinds, packed, 0, array, object);
        }
        code.visitVarInsn(ALOAD, array);
    }

    private void boxFields(List<Kind> kinds, String packed, int first, int array, int object) {
        for (int i = 0; i < kinds.size(); i++) {
            Kind kind = kinds.get(i);
            String field = "f" + (first + i);
            code.visitVarInsn(ALOAD, array);
            push(first + i);
            if (kind == Kind.V128) {
                pair(() -> field(packed, object, field, "J"), () -> field(packed, object, field + "h", "J"));
            } else {
                field(packed, object, field, CallShape.field(kind));
                box(kind);
            }
            code.visitInsn(AASTORE);
        }
    }

    private void field(String packed, int local, String name, String type) {
        code.visitVarInsn(ALOAD, local);
        code.visitFieldInsn(GETFIELD, packed, name, type);
    }

    private void array(int length) {
        push(length);
        code.visitTypeInsn(ANEWARRAY, OBJECT);
    }

    private void pair(Runnable low, Runnable high) {
        push(2);
        code.visitIntInsn(NEWARRAY, T_LONG);
        code.visitInsn(DUP);
        push(0);
        low.run();
        code.visitInsn(LASTORE);
        code.visitInsn(DUP);
        push(1);
        high.run();
        code.visitInsn(LASTORE);
    }

    private void box(Kind kind) {
        switch (kind) {
            case I32 -> code.visitMethodInsn(INVOKESTATIC, "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;", false);
            case I64 -> code.visitMethodInsn(INVOKESTATIC, "java/lang/Long", "valueOf", "(J)Ljava/lang/Long;", false);
            case F32 -> code.visitMethodInsn(INVOKESTATIC, "java/lang/Float", "valueOf", "(F)Ljava/lang/Float;", false);
            case F64 -> code.visitMethodInsn(INVOKESTATIC, "java/lang/Double", "valueOf", "(D)Ljava/lang/Double;", false);
            default -> {
                // a reference is its own box
            }
        }
    }

    private void push(int value) {
        if (value <= 5) {
            code.visitInsn(org.objectweb.asm.Opcodes.ICONST_0 + value);
        } else {
            code.visitIntInsn(value <= 127 ? org.objectweb.asm.Opcodes.BIPUSH : org.objectweb.asm.Opcodes.SIPUSH, value);
        }
    }

    static int load(Kind kind) {
        return switch (kind) {
            case I32 -> ILOAD;
            case I64, V128 -> LLOAD;
            case F32 -> FLOAD;
            case F64 -> DLOAD;
            default -> ALOAD;
        };
    }

    private static int store(Kind kind) {
        return switch (kind) {
            case I32 -> ISTORE;
            case I64, V128 -> LSTORE;
            case F32 -> FSTORE;
            case F64 -> DSTORE;
            default -> ASTORE;
        };
    }
}
