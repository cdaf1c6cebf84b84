package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.granary.compile.emit.FunctionWriter;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;

/** Looks at written class files: each well-formed, no method longer than the JIT compiler takes. */
final class ClassSizes {
    private ClassSizes() {
    }

    static void check(Map<String, byte[]> classes) {
        classes.forEach((name, bytes) -> {
            new ClassReader(bytes).accept(new CheckClassAdapter(new ClassWriter(0), false), 0);
            assertTrue(longest(bytes) <= FunctionWriter.LONGEST_METHOD, () -> name + " has a method of " + longest(bytes) + " bytes");
        });
    }

    /** The size of the longest method, found by writing it once more. */
    static int longest(byte[] bytes) {
        int[] longest = {0};
        ClassWriter copy = new ClassWriter(0);
        new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9, copy) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                    @Override
                    public void visitMaxs(int stack, int locals) {
                        Label end = new Label();
                        super.visitLabel(end);
                        longest[0] = Math.max(longest[0], end.getOffset());
                        super.visitMaxs(stack, locals);
                    }
                };
            }
        }, 0);
        return longest[0];
    }
}
