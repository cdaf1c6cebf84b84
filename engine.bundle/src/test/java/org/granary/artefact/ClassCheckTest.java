package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.Consumer;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Class files whose check could take long, deep or strange ways. What they may do is in {@code MaliciousArtefactTest}. */
class ClassCheckTest {
    private static final String PACKAGE = "org/granary/guest/m0123456789abcdef";
    private static final String NAME = "F0$x";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static byte[] file(Consumer<ClassWriter> methods) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, PACKAGE + "/" + NAME, null, "java/lang/Object", null);
        methods.accept(writer);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void method(ClassWriter writer, String name, Consumer<MethodVisitor> code) {
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, name, "()V", null, null);
        method.visitCode();
        code.accept(method);
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(1, 0);
        method.visitEnd();
    }

    private static void call(MethodVisitor code, String name) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, PACKAGE + "/" + NAME, name, "()V", false);
    }

    private static void checkpoint(MethodVisitor code) {
        code.visitInsn(Opcodes.ACONST_NULL);
        code.visitInvokeDynamicInsn("interrupt", "(Lorg/granary/vm/Instance;)V", new Handle(Opcodes.H_INVOKESTATIC,
                "org/granary/vm/Checkpoint", "interrupt", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
                        + "Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;", false));
    }

    private static boolean passes(byte[] file) {
        return ClassCheck.passes(file, PACKAGE, NAME, true);
    }

    /** Parts that call the next ones, the last of which comes to an end, or to a loop. */
    private static byte[] chain(int parts, Consumer<MethodVisitor> last) {
        return file(writer -> {
            method(writer, "f1", code -> call(code, "f1$p1"));
            for (int i = 1; i <= parts; i++) {
                int next = i + 1;
                method(writer, "f1$p" + i, next > parts ? last : code -> call(code, "f1$p" + next));
            }
        });
    }

    private static void loop(MethodVisitor code) {
        Label head = new Label();
        code.visitLabel(head);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitJumpInsn(Opcodes.IFEQ, head);
    }

    @Test
    void partsThatCallPartsAreFollowedToTheLast() {
        assertTrue(passes(chain(3, ClassCheckTest::checkpoint)));
        ArtefactException refused = assertThrows(ArtefactException.class, () -> passes(chain(3, ClassCheckTest::loop)));
        assertTrue(refused.getMessage().contains("method f1$p3: a loop without a check point"), refused.getMessage());
        // by which way a part comes to its call is not followed: its source has to tell
        assertFalse(passes(chain(3, code -> call(code, "f1"))));
    }

    @Test
    void aLongChainOfPartsTakesNoStack() {
        assertTimeoutPreemptively(SOON, () -> assertTrue(passes(chain(15_000, ClassCheckTest::checkpoint))));
    }

    @Test
    void manyHandlersOfManyInstructionsAreRefusedAtOnce() {
        byte[] file = file(writer -> method(writer, "f1", code -> {
            Label from = new Label();
            Label to = new Label();
            Label handler = new Label();
            for (int i = 0; i < 20_000; i++) {
                code.visitTryCatchBlock(from, to, handler, "org/granary/vm/ExnRef");
            }
            code.visitLabel(from);
            Label head = new Label();
            code.visitLabel(head);
            checkpoint(code);
            for (int i = 0; i < 30_000; i++) {
                code.visitInsn(Opcodes.NOP);
            }
            code.visitInsn(Opcodes.ICONST_0);
            code.visitJumpInsn(Opcodes.IFEQ, head);
            code.visitLabel(to);
            code.visitInsn(Opcodes.RETURN);
            code.visitLabel(handler);
            code.visitInsn(Opcodes.POP);
        }));
        ArtefactException refused = assertTimeoutPreemptively(SOON, () -> assertThrows(ArtefactException.class, () -> passes(file)));
        assertEquals(Reason.FORBIDDEN, refused.reason());
        assertTrue(refused.getMessage().contains("method f1: its 20000 handlers cover more than "), refused.getMessage());
    }

    @Test
    void aNameThatLooksLikeAPartIsNoneWhenALineEndFollows() {
        ArtefactException refused = assertThrows(ArtefactException.class, () -> passes(file(writer -> {
            method(writer, "f1", code -> {
                checkpoint(code);
                call(code, "f1$p1\n");
            });
            method(writer, "f1$p1\n", ClassCheckTest::checkpoint);
            method(writer, "f2$p1\n", ClassCheckTest::loop);
        })));
        assertEquals(Reason.FORBIDDEN, refused.reason());
    }

    @Test
    void aHandlerThatCoversItselfIsACircleThoughTheLoopHasACheckPoint() {
        for (boolean itself : new boolean[] {true, false}) {
            byte[] file = file(writer -> method(writer, "f1", code -> {
                Label from = new Label();
                Label to = new Label();
                Label handler = new Label();
                code.visitTryCatchBlock(from, to, handler, "org/granary/vm/ExnRef");
                code.visitLabel(from);
                checkpoint(code);
                code.visitInsn(Opcodes.ICONST_0);
                code.visitJumpInsn(Opcodes.IFEQ, from);
                if (!itself) {
                    code.visitLabel(to);
                }
                code.visitInsn(Opcodes.RETURN);
                code.visitLabel(handler);
                code.visitInsn(Opcodes.POP);
                if (itself) {
                    code.visitLabel(to);
                }
            }));
            if (itself) {
                ArtefactException refused = assertThrows(ArtefactException.class, () -> passes(file));
                assertTrue(refused.getMessage().contains("method f1: a loop without a check point"), refused.getMessage());
            } else {
                assertTrue(passes(file));
            }
        }
    }

    @Test
    void aCheckPointBehindABranchIsNotThatOfTheLoop() {
        ArtefactException refused = assertThrows(ArtefactException.class, () -> passes(file(writer -> method(writer, "f1", code -> {
            checkpoint(code);
            Label head = new Label();
            Label around = new Label();
            code.visitLabel(head);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitJumpInsn(Opcodes.IFEQ, around);
            checkpoint(code);
            code.visitLabel(around);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitJumpInsn(Opcodes.IFEQ, head);
        }))));
        assertTrue(refused.getMessage().contains("method f1: a loop without a check point"), refused.getMessage());
    }
}
