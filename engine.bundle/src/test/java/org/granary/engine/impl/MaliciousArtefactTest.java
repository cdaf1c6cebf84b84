package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.granary.artefact.Artefact;
import org.granary.artefact.LoadedClasses;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.GlobalType;
import org.granary.type.ValType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Artefacts that are whole, with the right digests, and hold code that no compiler of ours has written. Each is refused both ways: as a
 * stranger's that an engine was told to take, before anything can run; and as one that this host has sealed, before the class is defined.
 */
class MaliciousArtefactTest {
    private static final byte[] MODULE = ArtefactSamples.module();
    private static final String VM = "org/granary/vm/";
    private static final String SUM = "f1";

    @TempDir
    Path folder;

    private static TreeMap<String, byte[]> changed(Artefact artefact, Consumer<ClassNode> change) {
        TreeMap<String, byte[]> classes = new TreeMap<>(artefact.unpacked());
        ClassNode node = new ClassNode();
        new ClassReader(classes.get("F0$x")).accept(node, 0);
        change.accept(node);
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        classes.put("F0$x", writer.toByteArray());
        return classes;
    }

    private static MethodNode sum(ClassNode node) {
        return node.methods.stream().filter(method -> method.name.equals(SUM)).findFirst().orElseThrow();
    }

    /** Puts code before the first instruction of a function; it leaves the stack as it was. */
    private static Consumer<ClassNode> inserted(Consumer<MethodVisitor> code) {
        return node -> {
            MethodNode scratch = new MethodNode();
            code.accept(scratch);
            MethodNode sum = sum(node);
            sum.instructions.insert(scratch.instructions);
            sum.maxStack += 10;
        };
    }

    /** The instance is the function's last parameter. */
    private static void instance(MethodVisitor code) {
        code.visitVarInsn(Opcodes.ALOAD, 1);
    }

    private static Map<String, Consumer<ClassNode>> code() {
        Map<String, Consumer<ClassNode>> cases = new LinkedHashMap<>();
        cases.put("Runtime.exec", inserted(code -> {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Runtime", "getRuntime", "()Ljava/lang/Runtime;", false);
            code.visitLdcInsn("true");
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Runtime", "exec", "(Ljava/lang/String;)Ljava/lang/Process;", false);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a file", inserted(code -> {
            code.visitTypeInsn(Opcodes.NEW, "java/io/FileOutputStream");
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn("written");
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/io/FileOutputStream", "<init>", "(Ljava/lang/String;)V", false);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("reflection", inserted(code -> {
            code.visitLdcInsn("java.lang.System");
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Class", "forName", "(Ljava/lang/String;)Ljava/lang/Class;", false);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("the class of an object", inserted(code -> {
            instance(code);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Object", "getClass", "()Ljava/lang/Class;", false);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("the end of the process", inserted(code -> {
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/System", "exit", "(I)V", false);
        }));
        cases.put("a function of another module", inserted(code -> {
            code.visitInsn(Opcodes.ICONST_0);
            instance(code);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "org/granary/guest/m0123456789abcdef/F0$x", "f0",
                    "(ILorg/granary/guest/m0123456789abcdef/Instance;)I", false);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("the instance behind an imported function", inserted(code -> {
            instance(code);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Instance", "function", "(I)L" + VM + "FuncRef;", false);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "FuncRef", "instance", "L" + VM + "Instance;");
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("all memories of an instance", inserted(code -> {
            instance(code);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "memories", "[L" + VM + "LinearMemory;");
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("an instance out of any object", inserted(code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitTypeInsn(Opcodes.CHECKCAST, VM + "Instance");
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a package-private member", inserted(code -> {
            code.visitFieldInsn(Opcodes.GETSTATIC, VM + "CheckpointSite", "NOTHING", "Ljava/lang/invoke/MethodHandle;");
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a stop taken away", inserted(code -> {
            instance(code);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "VmStore", "takeStop", "()Lorg/granary/engine/TrapCode;", false);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("another array as memory", inserted(code -> {
            instance(code);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "array0", "L" + VM + "ArrayMemory;");
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitFieldInsn(Opcodes.PUTFIELD, VM + "ArrayMemory", "bytes", "[B");
        }));
        cases.put("a static field written", inserted(code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitFieldInsn(Opcodes.PUTSTATIC, VM + "Views", "INTS", "Ljava/lang/invoke/VarHandle;");
        }));
        cases.put("a monitor", inserted(code -> {
            instance(code);
            code.visitInsn(Opcodes.MONITORENTER);
        }));
        cases.put("memory outside of all limits", inserted(code -> {
            code.visitLdcInsn(1 << 30);
            code.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_BYTE);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("an array of arrays", inserted(code -> {
            code.visitLdcInsn(1 << 15);
            code.visitLdcInsn(1 << 15);
            code.visitMultiANewArrayInsn("[[I", 2);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("an exception of its own", inserted(code -> {
            code.visitTypeInsn(Opcodes.NEW, "java/lang/OutOfMemoryError");
            code.visitInsn(Opcodes.DUP);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/OutOfMemoryError", "<init>", "()V", false);
            code.visitInsn(Opcodes.ATHROW);
        }));
        return cases;
    }

    private static Map<String, Consumer<ClassNode>> constants() {
        Map<String, Consumer<ClassNode>> cases = new LinkedHashMap<>();
        Handle invoke = new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/ConstantBootstraps", "invoke",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;Ljava/lang/invoke/MethodHandle;"
                        + "[Ljava/lang/Object;)Ljava/lang/Object;", false);
        Handle exit = new Handle(Opcodes.H_INVOKESTATIC, "java/lang/System", "exit", "(I)V", false);
        Handle types = new Handle(Opcodes.H_INVOKESTATIC, VM + "Constants", "type",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Lorg/granary/type/DefType;", false);
        Handle checkpoint = new Handle(Opcodes.H_INVOKESTATIC, VM + "Checkpoint", "interrupt",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;",
                false);
        cases.put("a forged invokedynamic", inserted(code -> {
            code.visitInvokeDynamicInsn("exit", "()V", new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/LambdaMetafactory",
                    "metafactory", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                            + "Ljava/lang/invoke/MethodType;"
                            + "Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;", false),
                    Type.getMethodType("()V"), exit, Type.getMethodType("()V"));
        }));
        cases.put("a check point with arguments", inserted(code -> {
            instance(code);
            code.visitInvokeDynamicInsn("x", "(L" + VM + "Instance;)V", checkpoint, 1);
        }));
        cases.put("a check point of another type", inserted(code -> code.visitInvokeDynamicInsn("x", "()V", checkpoint)));
        cases.put("a ConstantDynamic", inserted(code -> {
            code.visitLdcInsn(new ConstantDynamic("x", "Ljava/lang/Object;", invoke, exit, 0));
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a type constant that names something else", inserted(code -> {
            code.visitLdcInsn(new ConstantDynamic("x", "Lorg/granary/type/DefType;", types, "0"));
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a type constant of another type", inserted(code -> {
            code.visitLdcInsn(new ConstantDynamic("x", "Ljava/lang/Object;", types, 0));
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a nested ConstantDynamic", inserted(code -> {
            ConstantDynamic deep = new ConstantDynamic("x", "I", invoke, exit, 0);
            for (int i = 0; i < 1_000; i++) {
                deep = new ConstantDynamic("x" + i, "I", invoke, exit, deep);
            }
            code.visitLdcInsn(deep);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a method handle constant", inserted(code -> {
            code.visitLdcInsn(exit);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a method handle of what is allowed", inserted(code -> {
            code.visitLdcInsn(checkpoint);
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a method type constant", inserted(code -> {
            code.visitLdcInsn(Type.getMethodType("()V"));
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a class constant", inserted(code -> {
            code.visitLdcInsn(Type.getObjectType(VM + "Instance"));
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("an array type of 200 dimensions", inserted(code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitTypeInsn(Opcodes.CHECKCAST, "[".repeat(200) + "Ljava/lang/String;");
            code.visitInsn(Opcodes.POP);
        }));
        return cases;
    }

    private static Map<String, Consumer<ClassNode>> structure() {
        Map<String, Consumer<ClassNode>> cases = new LinkedHashMap<>();
        cases.put("a static initialiser", node -> {
            MethodVisitor code = node.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
            code.visitInsn(Opcodes.RETURN);
            code.visitMaxs(0, 0);
        });
        cases.put("a constructor", node -> {
            MethodVisitor code = node.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
            code.visitInsn(Opcodes.RETURN);
            code.visitMaxs(0, 1);
        });
        cases.put("a finaliser", node -> {
            MethodVisitor code = node.visitMethod(Opcodes.ACC_PROTECTED, "finalize", "()V", null, null);
            code.visitInsn(Opcodes.RETURN);
            code.visitMaxs(0, 1);
        });
        cases.put("a native method", node -> node.visitMethod(Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, "n", "()V", null, null));
        cases.put("a synchronized function", node -> sum(node).access |= Opcodes.ACC_SYNCHRONIZED);
        cases.put("a public function", node -> sum(node).access |= Opcodes.ACC_PUBLIC);
        cases.put("a field", node -> node.fields.add(new FieldNode(Opcodes.ACC_STATIC, "kept", "Ljava/lang/Object;", null, null)));
        cases.put("an interface", node -> node.interfaces.add("java/lang/Runnable"));
        cases.put("another superclass", node -> node.superName = VM + "Instance");
        cases.put("a public class", node -> node.access |= Opcodes.ACC_PUBLIC);
        cases.put("another name", node -> node.name = "org/granary/vm/F0$x");
        cases.put("another version", node -> node.version = Opcodes.V11);
        cases.put("an attribute of its own", node -> node.signature = "Ljava/lang/Object;");
        cases.put("an annotation", node -> node.visitAnnotation("Ljava/lang/Deprecated;", true));
        cases.put("a nest host", node -> node.nestHostClass = VM + "Instance");
        cases.put("an inner class", node -> node.visitInnerClass(VM + "Instance$X", VM + "Instance", "X", 0));
        return cases;
    }

    private static Map<String, Consumer<ClassNode>> metering() {
        Map<String, Consumer<ClassNode>> cases = new LinkedHashMap<>();
        cases.put("a loop without its check point", node -> without(sum(node), false));
        cases.put("an entry without its check point", node -> {
            MethodNode twice = node.methods.stream().filter(method -> method.name.equals("f2")).findFirst().orElseThrow();
            without(twice, true);
        });
        cases.put("a loop of one instruction", inserted(code -> {
            Label head = new Label();
            code.visitLabel(head);
            code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            code.visitJumpInsn(Opcodes.GOTO, head);
        }));
        cases.put("a handler that goes on", node -> {
            MethodNode sum = sum(node);
            Label from = new Label();
            Label to = new Label();
            Label handler = new Label();
            MethodNode scratch = new MethodNode();
            scratch.visitLabel(from);
            scratch.visitVarInsn(Opcodes.ALOAD, 1);
            scratch.visitInsn(Opcodes.POP);
            scratch.visitLabel(to);
            scratch.visitJumpInsn(Opcodes.GOTO, handler);
            scratch.visitLabel(handler);
            sum.instructions.insert(scratch.instructions);
            sum.visitTryCatchBlock(from, to, handler, "java/lang/RuntimeException");
        });
        cases.put("a handler that goes on where fuel would be told of", MaliciousArtefactTest::swallowed);
        cases.put("a tail call without a check point", inserted(code -> {
            instance(code);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Instance", "function", "(I)L" + VM + "FuncRef;", false);
            instance(code);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
            String type = "(L" + VM + "FuncRef;L" + VM + "VmStore;)V";
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "org/granary/shape/T$$", "leave", type, false);
        }));
        cases.put("a handler for everything", caught(null));
        cases.put("a handler for errors", caught("java/lang/Throwable"));
        return cases;
    }

    /** A part has no check point at its entry. */
    private static Map<String, Consumer<ClassNode>> parts() {
        Map<String, Consumer<ClassNode>> cases = new LinkedHashMap<>();
        cases.put("parts that call parts twice, and those again", node -> {
            chain(node, SUM, 60);
            inserted(code -> callPart(code, node, SUM + "$p1")).accept(node);
        });
        cases.put("a part that calls itself twice", node -> {
            part(node, SUM + "$p1", SUM + "$p1");
            entered(node, SUM + "$p1");
        });
        cases.put("a part that calls the one before twice", node -> {
            part(node, SUM + "$p1", SUM + "$p2");
            part(node, SUM + "$p2", SUM + "$p1");
            entered(node, SUM + "$p1");
        });
        cases.put("a part that calls one of the same number", node -> {
            part(node, SUM + "$p1", SUM + "$p1b5");
            part(node, SUM + "$p1b5", SUM + "$p1");
            entered(node, SUM + "$p1");
        });
        cases.put("a part that calls another function's", node -> {
            part(node, SUM + "$p1", "f2$p2");
            part(node, "f2$p2", SUM + "$p3");
            part(node, SUM + "$p3", "f2$p2");
            entered(node, SUM + "$p1");
        });
        cases.put("parts of nobody", node -> {
            chain(node, "y", 25);
            entered(node, "y$p1");
        });
        cases.put("what is called like a stub's part", node -> {
            String stubs = node.name.replace("F0$x", "Stubs$x");
            part(node, SUM + "$p1", SUM + "$p2");
            MethodNode last = new MethodNode(Opcodes.ACC_STATIC, SUM + "$p2", partType(node), null, null);
            last.visitVarInsn(Opcodes.ILOAD, 0);
            instance(last);
            last.visitMethodInsn(Opcodes.INVOKESTATIC, stubs, "call$I$p1", partType(node), false);
            last.visitInsn(Opcodes.RETURN);
            last.visitMaxs(2, 2);
            node.methods.add(last);
            entered(node, SUM + "$p1");
        });
        return cases;
    }

    private static String partType(ClassNode node) {
        return "(IL" + node.name.replace("F0$x", "Instance") + ";)V";
    }

    private static void callPart(MethodVisitor code, ClassNode node, String part) {
        code.visitVarInsn(Opcodes.ILOAD, 0);
        instance(code);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, node.name, part, partType(node), false);
    }

    /** A part that calls another one twice, with one less, until nothing is left: a hundred would take longer than anybody lives. */
    private static void part(ClassNode node, String name, String called) {
        MethodVisitor code = node.visitMethod(Opcodes.ACC_STATIC, name, partType(node), null, null);
        Label end = new Label();
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitJumpInsn(Opcodes.IFEQ, end);
        for (int i = 0; i < 2; i++) {
            code.visitVarInsn(Opcodes.ILOAD, 0);
            code.visitInsn(Opcodes.ICONST_1);
            code.visitInsn(Opcodes.ISUB);
            instance(code);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, node.name, called, partType(node), false);
        }
        code.visitLabel(end);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(3, 2);
    }

    /** Parts of which each calls the next one twice, but for the last. */
    private static void chain(ClassNode node, String function, int parts) {
        for (int part = 1; part < parts; part++) {
            part(node, function + "$p" + part, function + "$p" + (part + 1));
        }
        MethodVisitor last = node.visitMethod(Opcodes.ACC_STATIC, function + "$p" + parts, partType(node), null, null);
        last.visitInsn(Opcodes.RETURN);
        last.visitMaxs(0, 2);
    }

    /** Has a function call a part once it has passed the check point of its entry. */
    private static void entered(ClassNode node, String part) {
        MethodNode scratch = new MethodNode();
        callPart(scratch, node, part);
        MethodNode sum = sum(node);
        AbstractInsnNode entry = Arrays.stream(sum.instructions.toArray()).filter(InvokeDynamicInsnNode.class::isInstance)
                .findFirst().orElseThrow();
        sum.instructions.insert(entry, scratch.instructions);
        sum.maxStack += 10;
    }

    /** Jumps away between the call that makes a trap and the one that tells the store what was spent, which is never reached. */
    private static void swallowed(ClassNode node) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        Label on = new Label();
        Label rest = new Label();
        String exception = "java/lang/RuntimeException";
        MethodNode scratch = new MethodNode();
        scratch.visitLabel(from);
        instance(scratch);
        scratch.visitInsn(Opcodes.POP);
        scratch.visitLabel(to);
        scratch.visitJumpInsn(Opcodes.GOTO, rest);
        scratch.visitLabel(handler);
        scratch.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {exception});
        scratch.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "Traps", "guest", "(L" + exception + ";)L" + exception + ";", false);
        scratch.visitJumpInsn(Opcodes.GOTO, on);
        scratch.visitFrame(Opcodes.F_FULL, 2, new Object[] {Opcodes.INTEGER, node.name.replace("F0$x", "Instance")}, 3,
                new Object[] {exception, VM + "VmStore", Opcodes.LONG});
        scratch.visitInsn(Opcodes.NOP);
        scratch.visitInsn(Opcodes.NOP);
        scratch.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "VmStore", "settle", "(J)V", false);
        scratch.visitInsn(Opcodes.ATHROW);
        scratch.visitLabel(on);
        scratch.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {exception});
        scratch.visitInsn(Opcodes.POP);
        scratch.visitLabel(rest);
        scratch.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        MethodNode sum = sum(node);
        sum.instructions.insert(scratch.instructions);
        sum.maxStack += 10;
        sum.visitTryCatchBlock(from, to, handler, exception);
    }

    private static Consumer<ClassNode> caught(String type) {
        return node -> node.methods.forEach(method -> method.tryCatchBlocks.forEach(block -> block.type = type));
    }

    /** Takes check points away, with the instance that each one takes. */
    private static void without(MethodNode method, boolean first) {
        InsnList code = method.instructions;
        boolean skip = !first;
        for (AbstractInsnNode node : code.toArray()) {
            if (node instanceof InvokeDynamicInsnNode) {
                if (!skip) {
                    code.remove(node.getPrevious());
                    code.remove(node);
                }
                // the first one is the entry's
                skip = false;
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyOneIsRefused() {
        Map<String, Consumer<ClassNode>> all = new LinkedHashMap<>(code());
        all.putAll(constants());
        all.putAll(structure());
        all.putAll(metering());
        all.putAll(parts());
        return all.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> refused(entry.getValue())));
    }

    private void refused(Consumer<ClassNode> change) {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] strange = ArtefactSamples.with(trusting, genuine, changed(genuine, change));
        assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> trusting.deserialize(strange)).reason());
        Engine own = ArtefactSamples.withKey(folder);
        WasmModule sealed = own.deserialize(ArtefactSamples.with(own, genuine, changed(genuine, change)));
        assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> ArtefactSamples.call(sealed, "sum", 10)).reason());
    }

    @Test
    void whatChangesNothingIsTaken() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] same = ArtefactSamples.with(trusting, genuine, changed(genuine, inserted(code -> code.visitInsn(Opcodes.NOP))));
        assertEquals(55, ArtefactSamples.call(trusting.deserialize(same), "sum", 10));
    }

    @Test
    void whatTheJvmDoesNotVerifyIsRefusedBeforeItRuns() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] confused = ArtefactSamples.with(trusting, genuine, changed(genuine, inserted(code -> {
            code.visitVarInsn(Opcodes.ILOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
            code.visitInsn(Opcodes.POP);
        })));
        ArtefactException refused = assertThrows(ArtefactException.class, () -> trusting.deserialize(confused));
        assertSame(Reason.FORBIDDEN, refused.reason());
        assertTrue(refused.getMessage().contains("the JVM does not verify"), refused.getMessage());
    }

    @Test
    void otherClassesThanThoseOfFunctionsAreRefused() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        for (String name : new String[] {"Instance", "Code$x", "Stubs$x", "Ref$I$I", "X", "F$x", "F0"}) {
            TreeMap<String, byte[]> classes = new TreeMap<>(genuine.unpacked());
            classes.put(name, classes.get("F0$x"));
            byte[] more = ArtefactSamples.with(trusting, genuine, classes);
            assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> trusting.deserialize(more), name).reason());
        }
    }

    @Test
    void brokenClassFilesAreRefused() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] file = genuine.unpacked().get("F0$x");
        for (int i = 0; i < file.length; i++) {
            byte[] cut = Arrays.copyOf(file, i);
            assertSame(Reason.FORBIDDEN, assertThrows(ArtefactException.class, () -> trusting.deserialize(replaced(trusting, genuine, cut)))
                    .reason(), "cut to " + i);
        }
    }

    /** A changed class is refused in our words, or does what some module could do; it never ends in another exception. */
    @Test
    void randomlyChangedClassFilesAreRefusedInOurWordsOrHarmless() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] file = genuine.unpacked().get("F0$x");
        int refused = 0;
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            byte[] changed = file.clone();
            changed[random.nextInt(file.length)] = (byte) random.nextInt(256);
            try {
                trusting.deserialize(replaced(trusting, genuine, changed));
            } catch (ArtefactException e) {
                refused++;
            }
        }
        assertTrue(refused > 1_500, "only " + refused + " of 3000 were refused");
    }

    private static byte[] replaced(Engine engine, Artefact genuine, byte[] file) {
        TreeMap<String, byte[]> classes = new TreeMap<>(genuine.unpacked());
        classes.put("F0$x", file);
        return ArtefactSamples.with(engine, genuine, classes);
    }

    @Test
    void hugeNumbersAllocateNothing() {
        Engine trusting = ArtefactSamples.trusting();
        byte[] artefact = trusting.precompileModule(MODULE);
        int body = 112;
        int facts = ByteBuffer.wrap(artefact).getInt(body);
        int source = body + 4 + facts;
        int table = source + 8 + ByteBuffer.wrap(artefact).getInt(source);
        int count = table + 4;
        int name = count + 8;
        for (int at : new int[] {12, body, source, source + 4, table, count, count + 4, name, name + 6, name + 10, name + 14}) {
            for (int huge : new int[] {Integer.MAX_VALUE, -1, 0x7fff_0000}) {
                byte[] changed = ByteBuffer.wrap(artefact.clone()).putInt(at, huge).array();
                assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class, () -> trusting.deserialize(changed)).reason());
            }
        }
    }

    @Test
    void namesLeadNowhere() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        for (String name : new String[] {"../F0$x", "F0$x\0", "", "a.b", "x".repeat(65), "\u00e9"}) {
            TreeMap<String, byte[]> classes = new TreeMap<>();
            classes.put(name, new byte[0]);
            byte[] named = ArtefactSamples.with(trusting, genuine, classes);
            assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class, () -> trusting.deserialize(named)).reason());
        }
    }

    @Test
    void aModuleWhoseTypesSayMoreThanTheJvmsMustBeWhatItsSourceCompilesTo() {
        Engine trusting = ArtefactSamples.trusting();
        ModuleBuilder importer = new ModuleBuilder();
        importer.importGlobal("env", "constant", new GlobalType(ValType.I32, false));
        importer.export("f", ExternType.Kind.FUNC, importer.func(ArtefactSamples.NONE, code -> { }));
        byte[] module = importer.build();
        byte[] artefact = trusting.precompileModule(module);
        assertFalse(trusting.deserialize(artefact).exports().isEmpty());
        Artefact genuine = ArtefactSamples.parts(trusting, artefact);
        TreeMap<String, byte[]> classes = new TreeMap<>(genuine.unpacked());
        String name = classes.firstKey();
        ClassNode node = new ClassNode();
        new ClassReader(classes.get(name)).accept(node, 0);
        node.methods.get(0).instructions.insert(new InsnNode(Opcodes.NOP));
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        classes.put(name, writer.toByteArray());
        byte[] changed = ArtefactSamples.with(trusting, genuine, classes);
        assertSame(Reason.NOT_ITS_SOURCE, assertThrows(ArtefactException.class, () -> trusting.deserialize(changed)).reason());
    }

    /** The frames of cut functions are no part of what a store limits. */
    @Test
    void codeThatMakesObjectsMustBeWhatItsSourceCompilesTo() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] large = ArtefactSamples.with(trusting, genuine, changed(genuine, inserted(code -> {
            code.visitTypeInsn(Opcodes.NEW, VM + "ArrayFrame");
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(1 << 28);
            for (int i = 0; i < 5; i++) {
                code.visitInsn(Opcodes.ICONST_0);
            }
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, VM + "ArrayFrame", "<init>", "(IIIIII)V", false);
            code.visitInsn(Opcodes.POP);
        })));
        assertSame(Reason.NOT_ITS_SOURCE, assertThrows(ArtefactException.class, () -> trusting.deserialize(large)).reason());
    }

    /**
     * The array of an instance's functions is read where there are many imports; what the host asks for by name is in it, too: another
     * function there would be called with what that one takes.
     */
    @Test
    void anInstanceGetsNoOtherFunctions() {
        refused(inserted(code -> {
            functions(code);
            code.visitInsn(Opcodes.ICONST_1);
            instance(code);
            code.visitInsn(Opcodes.ICONST_2);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Instance", "function", "(I)L" + VM + "FuncRef;", false);
            code.visitInsn(Opcodes.AASTORE);
        }));
        refused(inserted(code -> {
            functions(code);
            code.visitInsn(Opcodes.DUP);
            code.visitInsn(Opcodes.ICONST_1);
            code.visitInsn(Opcodes.AALOAD);
            code.visitInsn(Opcodes.POP2);
        }));
    }

    private static void functions(MethodVisitor code) {
        instance(code);
        code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "functions", "[L" + VM + "FuncRef;");
    }

    /** Each is a class like any other, and costs a tenth of a second: an hour for an artefact of some megabytes. */
    @Test
    void smallClassesThatRepeatALargeOneAreCountedWithIt() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        TreeMap<String, byte[]> classes = new TreeMap<>();
        classes.put("F0$a", new byte[15 << 20]);
        for (char variant = 'b'; variant <= 'z'; variant++) {
            classes.put("F0$" + variant, new byte[100]);
        }
        byte[] bomb = ArtefactSamples.with(trusting, genuine, classes);
        assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class, () -> trusting.deserialize(bomb)).reason());
    }

    private static byte[] costly(String name) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "f1", "()V", null, null);
        code.visitCode();
        for (int i = 0; i < 60_000; i++) {
            code.visitInsn(Opcodes.NOP);
        }
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 4_400);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** Each takes the JVM's verifier up to half a second: thousands of them fit into some hundred kilobytes. */
    @Test
    void whatManyClassesTakeTheVerifierIsBounded() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        TreeMap<String, byte[]> classes = new TreeMap<>(genuine.unpacked());
        String own = new ClassReader(classes.get("F0$x")).getClassName();
        String packageName = own.substring(0, own.lastIndexOf('/') + 1);
        for (int i = 1; i <= 8; i++) {
            classes.put("F" + i + "$x", costly(packageName + "F" + i + "$x"));
        }
        byte[] many = ArtefactSamples.with(trusting, genuine, classes);
        assertSame(Reason.NOT_ITS_SOURCE, assertThrows(ArtefactException.class, () -> trusting.deserialize(many)).reason());
        LoadedClasses sealed = new LoadedClasses(ArtefactSamples.parts(trusting, many), true);
        List<Integer> found = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            if (sealed.find(packageName + "F" + i + "$x") != null) {
                found.add(i);
            }
        }
        assertEquals(List.of(1, 2, 3, 4), found, "as if the artefact did not have the others");
        assertNotNull(sealed.find(own));
    }

    /** A body stops its guest by itself, where it is a body. */
    @Test
    void whatIsCalledLikeTheBodyOfATailCallMustBeWhatItsSourceCompilesTo() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] endless = ArtefactSamples.with(trusting, genuine, changed(genuine, node -> {
            MethodVisitor body = node.visitMethod(Opcodes.ACC_STATIC, SUM + "$t", "()V", null, null);
            body.visitInsn(Opcodes.RETURN);
            body.visitMaxs(0, 0);
            inserted(code -> {
                Label head = new Label();
                code.visitLabel(head);
                code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
                code.visitMethodInsn(Opcodes.INVOKESTATIC, node.name, SUM + "$t", "()V", false);
                code.visitVarInsn(Opcodes.ILOAD, 0);
                code.visitJumpInsn(Opcodes.IFNE, head);
            }).accept(node);
        }));
        assertSame(Reason.NOT_ITS_SOURCE, assertThrows(ArtefactException.class, () -> trusting.deserialize(endless)).reason());
    }

    @Test
    void whatIsSaidOfTheBodiesMustBeTrue() {
        Engine trusting = ArtefactSamples.trusting();
        Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(MODULE));
        byte[] lie = genuine.facts().clone();
        lie[0] = 1;
        Artefact lying = new Artefact(genuine.front(), lie, genuine.first(), genuine.rest(), genuine.table(), genuine.classes(),
                genuine.seals());
        assertSame(Reason.NOT_ITS_SOURCE, assertThrows(ArtefactException.class,
                () -> trusting.deserialize(ArtefactSamples.with(trusting, lying, lying.unpacked()))).reason());
        byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
        Engine own = ArtefactSamples.withKey(folder);
        Artefact mad = new Artefact(genuine.front(), nonsense, genuine.first(), genuine.rest(), genuine.table(), genuine.classes(),
                genuine.seals());
        assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class,
                () -> own.deserialize(ArtefactSamples.with(own, mad, mad.unpacked()))).reason());
    }
}
