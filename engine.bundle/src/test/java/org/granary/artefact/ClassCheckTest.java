package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        return file(NAME, methods);
    }

    private static byte[] file(String name, Consumer<ClassWriter> methods) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, PACKAGE + "/" + name, null, "java/lang/Object", null);
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
        call(code, NAME, name);
    }

    private static void call(MethodVisitor code, String className, String name) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, PACKAGE + "/" + className, name, "()V", false);
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

    /** Forty of which each calls the next one twice, every other one in another class, run for days, and each class sees half of them. */
    @Test
    void howLongPartsOfAnotherClassTakeIsNotCertain() {
        assertFalse(passes(file(writer -> method(writer, "f1", code -> {
            checkpoint(code);
            call(code, "F1$x", "f1$p1");
        }))));
        assertFalse(passes(file(writer -> {
            method(writer, "f1", code -> {
                checkpoint(code);
                call(code, "f1$p1");
            });
            method(writer, "f1$p1", code -> call(code, "f1$p2"));
            method(writer, "f1$p2", code -> {
                checkpoint(code);
                call(code, "F1$x", "f1$p3");
            });
        })));
    }

    /** Whoever calls them may stand elsewhere, be nobody's but the source's, and have its check points in them alone. */
    @Test
    void aClassThatHoldsOnlyPartsIsNotCertain() {
        byte[] parts = file("P0x1$x", writer -> method(writer, "f0$p10", ClassCheckTest::checkpoint));
        assertFalse(ClassCheck.passes(parts, PACKAGE, "P0x1$x", true));
    }

    /** Thousands of calls of one that takes long have no check point between them. */
    @Test
    void aFunctionThatEndsWithoutACheckPointIsNotCertain() {
        for (boolean stops : new boolean[] {true, false}) {
            assertEquals(stops, passes(file(writer -> {
                method(writer, "f1", code -> {
                    checkpoint(code);
                    call(code, "f2");
                    call(code, "f2");
                });
                method(writer, "f2", code -> {
                    if (stops) {
                        checkpoint(code);
                    }
                    code.visitInsn(Opcodes.NOP);
                });
            })));
        }
    }

    /** It may be the cell of a number, which other modules have, too. */
    @Test
    void aReferenceInACellIsNotCertain() {
        assertFalse(passes(file(writer -> method(writer, "f1", code -> {
            checkpoint(code);
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitFieldInsn(Opcodes.GETFIELD, "org/granary/vm/GlobalCell", "ref", "Ljava/lang/Object;");
            code.visitInsn(Opcodes.POP);
        }))));
    }

    /** Each has a stack trace. */
    @Test
    void exceptionsThatAreMadeAndNotThrownAreNotCertain() {
        for (boolean thrown : new boolean[] {true, false}) {
            assertEquals(thrown, passes(file(writer -> method(writer, "f1", code -> {
                checkpoint(code);
                code.visitLdcInsn("UNREACHABLE");
                code.visitMethodInsn(Opcodes.INVOKESTATIC, "org/granary/vm/Traps", "named",
                        "(Ljava/lang/String;)Ljava/lang/RuntimeException;", false);
                code.visitInsn(thrown ? Opcodes.ATHROW : Opcodes.POP);
            }))));
        }
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
            for (int i = 0; i < 8_000; i++) {
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
        assertTrue(refused.getMessage().contains("method f1: its 8000 handlers cover more than "), refused.getMessage());
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

    /** A class file without methods whose constants say one name again and again, as classes or as members of that class. */
    private static byte[] repeating(String owner, String member, String type, int times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xcafe_babe);
        out.writeInt(Opcodes.V17);
        out.writeShort(10 + times);
        for (String name : new String[] {PACKAGE + "/" + NAME, "java/lang/Object", owner, member, type}) {
            out.writeByte(ClassFile.UTF8);
            out.writeUTF(name);
        }
        for (int name = 1; name <= 3; name++) {
            out.writeByte(ClassFile.CLASS);
            out.writeShort(name);
        }
        out.writeByte(ClassFile.NAME_AND_TYPE);
        out.writeShort(4);
        out.writeShort(5);
        for (int i = 0; i < times; i++) {
            out.writeByte(type.startsWith("(") ? ClassFile.METHOD : ClassFile.FIELD);
            out.writeShort(8);
            out.writeShort(9);
        }
        out.writeShort(Opcodes.ACC_FINAL | Opcodes.ACC_SUPER);
        out.writeShort(6);
        out.writeShort(7);
        out.writeLong(0);
        return bytes.toByteArray();
    }

    /** Each takes seconds, the stack or the heap when it is looked at as often, or in such a way, as it says. */
    @Test
    void longNamesAreRefusedSoon() throws IOException {
        String digits = "0".repeat(60_000);
        String letters = "I".repeat(60_000);
        for (byte[] file : new byte[][] {repeating(PACKAGE + "/F" + digits + "y$x", "f0", "I", 1),
                repeating(PACKAGE + "/F" + digits + "$x", "f0", "()V", 60_000),
                repeating("org/granary/vm/References", "isAny", "(" + letters + ")I", 1),
                repeating("org/granary/vm/Routines", "memoryFill", "(" + letters + ")I", 1),
                repeating("org/granary/vm/IntArray", "filled", "(Ljava/lang/Object;" + letters + ")V", 1),
                repeating("org/granary/shape/V$" + letters, "f0", "I", 60_000),
                repeating("org/granary/shape/T$" + letters, "leave", "()V", 60_000)}) {
            ArtefactException refused = assertTimeoutPreemptively(SOON, () -> assertThrows(ArtefactException.class, () -> passes(file)));
            assertEquals(Reason.FORBIDDEN, refused.reason());
        }
        assertTrue(passes(repeating("org/granary/shape/V$" + "I".repeat(1_000), "f999", "I", 10_000)));
    }

    @Test
    void refusalsSayTheBeginningAndTheEndOfWhatIsLong() throws IOException {
        byte[] file = repeating("java/util/Objects", "x".repeat(60_000), "()V", 1);
        String message = assertThrows(ArtefactException.class, () -> passes(file)).getMessage();
        assertTrue(message.length() < 1_100, message.length() + " letters");
        assertTrue(message.contains("do not use java/util/Objects.x") && message.endsWith("x ()V"), message);
        byte[] called = file(writer -> method(writer, "<" + "y".repeat(60_000), code -> { }));
        String named = assertThrows(ArtefactException.class, () -> passes(called)).getMessage();
        assertTrue(named.length() < 1_100, named.length() + " letters");
        assertTrue(named.endsWith("found access 0x8 and 1 attributes"), named);
    }

    @Test
    void handlersOfManyMethodsAreCountedTogether() {
        byte[] file = file(writer -> {
            for (int i = 0; i < 10; i++) {
                method(writer, "f" + i, code -> {
                    Label from = new Label();
                    Label to = new Label();
                    Label handler = new Label();
                    for (int k = 0; k < 500; k++) {
                        code.visitTryCatchBlock(from, to, handler, "org/granary/vm/ExnRef");
                    }
                    code.visitLabel(from);
                    for (int k = 0; k < 30_000; k++) {
                        code.visitInsn(Opcodes.NOP);
                    }
                    code.visitLabel(to);
                    code.visitInsn(Opcodes.RETURN);
                    code.visitLabel(handler);
                    code.visitInsn(Opcodes.POP);
                });
            }
        });
        ArtefactException refused = assertThrows(ArtefactException.class, () -> passes(file));
        assertTrue(refused.getMessage().contains("bytes of code together with those of the methods before"), refused.getMessage());
    }

    private static void sized(ClassWriter writer, String name, int length, int operands, int locals, Consumer<MethodVisitor> before) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, name, "()V", null, null);
        code.visitCode();
        before.accept(code);
        for (int i = 1; i < length; i++) {
            code.visitInsn(Opcodes.NOP);
        }
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(operands, locals);
        code.visitEnd();
    }

    private static void isTooMuch(String of, Consumer<ClassWriter> methods) {
        ArtefactException refused = assertThrows(ArtefactException.class, () -> passes(file(methods)));
        assertEquals(Reason.FORBIDDEN, refused.reason());
        assertTrue(refused.getMessage().contains(of), refused.getMessage());
    }

    /** The JVM's verifier lets nothing go before it has seen all methods: of 60,000 one of a byte each it wants 31 GB, and ends the JVM. */
    @Test
    void muchRoomOfManyMethodsIsRefused() {
        String room = "operands and locals, and locals for each of its frames";
        isTooMuch(room, writer -> {
            for (int i = 0; i < 600; i++) {
                sized(writer, "f" + i, 1, 65_535, 0, code -> { });
            }
        });
        isTooMuch(room, writer -> {
            for (int i = 0; i < 600; i++) {
                sized(writer, "f" + i, 1, 0, 65_535, code -> { });
            }
        });
        isTooMuch(room, writer -> sized(writer, "f1", 1, 0, 65_535, code -> {
            for (int i = 0; i < 600; i++) {
                code.visitFrame(i % 2 == 0 ? Opcodes.F_APPEND : Opcodes.F_CHOP, 1, new Object[] {Opcodes.INTEGER}, 0, null);
                code.visitInsn(Opcodes.NOP);
            }
        }));
    }

    /** A method of 500 bytes takes it six minutes where 32,000 handlers cover all of it and have 60,000 locals. */
    @Test
    void whatTheVerifierComparesForLongIsRefused() {
        String compared = "operands, locals and handlers times bytes of code";
        isTooMuch(compared, writer -> sized(writer, "f1", 60_000, 0, 60_000, code -> { }));
        isTooMuch(compared, writer -> sized(writer, "f1", 60_000, 60_000, 0, code -> { }));
        isTooMuch(compared, writer -> sized(writer, "f1", 60_000, 1, 0, code -> handlers(code, 6_000, 1)));
        isTooMuch(compared, writer -> sized(writer, "f1", 500, 1, 60_000, code -> handlers(code, 8, 500)));
        isTooMuch(compared, writer -> sized(writer, "f1", 500, 1, 6_000, code -> handlers(code, 1_000, 500)));
    }

    /** A class that costs too much with those before it costs nothing: the ones after it may be small. */
    @Test
    void whatClassesCostTogetherIsBounded() {
        byte[] large = file(writer -> sized(writer, "f1", 60_000, 0, 4_000, code -> { }));
        byte[] small = file(writer -> sized(writer, "f1", 100, 0, 10, code -> { }));
        ClassCheck.Known known = new ClassCheck.Known(500_000_000);
        List<ClassCheck.Passed> passed = new ArrayList<>();
        for (byte[] each : new byte[][] {large, large, large, small, large}) {
            passed.add(ClassCheck.passes(each, PACKAGE, NAME, false, known));
        }
        assertEquals(List.of(ClassCheck.Passed.CERTAIN, ClassCheck.Passed.CERTAIN, ClassCheck.Passed.COSTLY, ClassCheck.Passed.CERTAIN,
                ClassCheck.Passed.COSTLY), passed);
    }

    /** Or all of a long one would be compiled again, which nobody sees but in the time that it takes. */
    @Test
    void whatIsBoundedGrowsWithTheArtefact() {
        for (int packed : new int[] {0, 1 << 20, 1 << 21, 1 << 22, 7_000_000, Integer.MAX_VALUE}) {
            long most = LoadedClasses.mostWork(packed);
            assertTrue(most >= (1 << 30) + 1_000L * packed, packed + " bytes: " + most);
        }
    }

    private static void handlers(MethodVisitor code, int count, int covered) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        for (int i = 0; i < count; i++) {
            code.visitTryCatchBlock(from, to, handler, "org/granary/vm/ExnRef");
        }
        code.visitLabel(from);
        for (int i = 0; i < covered; i++) {
            code.visitInsn(Opcodes.NOP);
        }
        code.visitLabel(to);
        code.visitInsn(Opcodes.RETURN);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP);
    }
}
