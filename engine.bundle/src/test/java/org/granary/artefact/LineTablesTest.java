package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class LineTablesTest {
    /** Two methods of a hundred lines each, constants of all lengths. */
    private static byte[] file() {
        ClassWriter out = new ClassWriter(0);
        out.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, "F0$x", null, "java/lang/Object", null);
        for (String name : new String[] {"a", "b"}) {
            MethodVisitor code = out.visitMethod(Opcodes.ACC_STATIC, name, "()V", null, null);
            code.visitCode();
            for (int i = 0; i < 100; i++) {
                Label label = new Label();
                code.visitLabel(label);
                code.visitLineNumber(7 + 300 * i, label);
                code.visitLdcInsn(i % 2 == 0 ? (Object) (long) i : Integer.valueOf(i << 20));
                code.visitInsn(i % 2 == 0 ? Opcodes.POP2 : Opcodes.POP);
            }
            code.visitInsn(Opcodes.RETURN);
            code.visitMaxs(2, 0);
            code.visitEnd();
        }
        out.visitEnd();
        return out.toByteArray();
    }

    @Test
    void tablesComeBackAndArePackedToLess() {
        byte[] file = file();
        byte[] reduced = file.clone();
        LineTables.reduce(reduced);
        assertFalse(Arrays.equals(file, reduced));
        byte[] nothing = {};
        byte[] packed = PackedClass.pack(file, null, nothing);
        Artefact.Place place = new Artefact.Place(packed, 0, packed.length, 0);
        assertArrayEquals(file, new PackedClass("F0$x", place, file.length, null, nothing).file());
        LineTables.restore(reduced);
        assertArrayEquals(file, reduced);
    }

    @Test
    void aFileThatIsCutOffOrChangedComesBackToo() {
        byte[] file = file();
        Random random = new Random(4);
        for (int length = 0; length < file.length; length++) {
            comesBack(Arrays.copyOf(file, length));
            byte[] changed = file.clone();
            changed[length] = (byte) random.nextInt();
            comesBack(changed);
        }
    }

    private static void comesBack(byte[] file) {
        byte[] changed = file.clone();
        LineTables.reduce(changed);
        LineTables.restore(changed);
        assertArrayEquals(file, changed);
    }
}
