package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.IntBinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.ArtefactInput;
import org.granary.artefact.Notary;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Code that this host has sealed, and that the JVM does not verify, or cannot link. */
class UnverifiedCodeTest {
    @TempDir
    private Path folder;

    /** Takes the first parameter, a number, for an object. */
    private static byte[] confused(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String desc, String signature, String[] exceptions) {
                MethodVisitor code = super.visitMethod(access, name, desc, signature, exceptions);
                return !desc.startsWith("(II") ? code : new MethodVisitor(Opcodes.ASM9, code) {
                    @Override
                    public void visitCode() {
                        super.visitCode();
                        visitVarInsn(Opcodes.ILOAD, 0);
                        visitFieldInsn(Opcodes.GETFIELD, "org/granary/vm/Instance", "store", "Lorg/granary/vm/VmStore;");
                        visitInsn(Opcodes.POP);
                    }
                };
            }
        }, 0);
        return writer.toByteArray();
    }

    /** Puts code before all that the functions do. */
    private static Consumer<ClassNode> before(Consumer<MethodVisitor> code) {
        return node -> node.methods.forEach(method -> {
            MethodNode scratch = new MethodNode();
            code.accept(scratch);
            method.instructions.insert(scratch.instructions);
            method.maxStack += 4;
        });
    }

    /** What is in no list of names, since it is nowhere. */
    private static Map<String, Consumer<ClassNode>> strange() {
        Map<String, Consumer<ClassNode>> cases = new LinkedHashMap<>();
        cases.put("no function at all", node -> node.methods.clear());
        cases.put("functions of another type", node -> node.methods.forEach(method -> method.desc = method.desc.replace("(II", "(IIJ")));
        cases.put("a field that there is not", node -> before(code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitFieldInsn(Opcodes.GETFIELD, node.name.substring(0, node.name.lastIndexOf('/')) + "/Instance", "l9",
                    "Lorg/granary/vm/LargeMemory;");
            code.visitInsn(Opcodes.POP);
        }).accept(node));
        cases.put("a class of more values than there can be", before(code -> {
            code.visitLdcInsn("any object");
            code.visitTypeInsn(Opcodes.CHECKCAST, "org/granary/shape/V$" + "99999I".repeat(10_000));
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a type that there is not", before(code -> {
            code.visitLdcInsn(new ConstantDynamic("t", "Lorg/granary/type/DefType;", new Handle(Opcodes.H_INVOKESTATIC,
                    "org/granary/vm/Constants", "type", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)"
                            + "Lorg/granary/type/DefType;", false), 99_999));
            code.visitInsn(Opcodes.POP);
        }));
        cases.put("a call of what is no function", before(code -> {
            code.visitLdcInsn("any object");
            code.visitMethodInsn(Opcodes.INVOKEINTERFACE, "org/granary/shape/C$$", "call", "()V", true);
        }));
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> whatRefersToNothingEndsWithARefusalOfOurOwn() {
        return strange().entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
            ArtefactTrust trust = ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build();
            try (Engine engine = Engine.create(EngineConfig.builder().artefacts(trust).build()); Store<Void> store = Store.create(engine)) {
                Instance instance = Instance.create(store, engine.deserialize(sealed(engine, trust, file -> StrangeCode.changed(file,
                        entry.getValue()))), List.of());
                Func add = instance.func("add");
                IntBinaryOperator typed = instance.typed("add", IntBinaryOperator.class);
                for (Executable call : List.<Executable>of(() -> add.call(1, 2), () -> typed.applyAsInt(1, 2), () -> add.call(1, 2))) {
                    assertSame(ArtefactException.Reason.FORBIDDEN, assertThrows(ArtefactException.class, call).reason());
                }
            }
        }));
    }

    private static byte[] sealed(Engine engine, ArtefactTrust trust, UnaryOperator<byte[]> change) {
        Artefact genuine = ArtefactFormat.parts(ArtefactInput.of(engine.precompileModule(Modules.arithmetic())));
        SortedMap<String, byte[]> classes = genuine.unpacked();
        classes.replaceAll((name, file) -> change.apply(file));
        byte[] plain = ArtefactFormat.write(genuine.compatibility(), genuine.facts(), genuine.source(), classes, List.of());
        return ArtefactFormat.sealed(plain, new Notary(trust).seals(plain));
    }

    @Test
    void theCallEndsWithARefusalOfOurOwn() {
        ArtefactTrust trust = ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build();
        try (Engine engine = Engine.create(EngineConfig.builder().interruptable(true).artefacts(trust).build()); Store<Void> store =
                Store.create(engine)) {
            Instance instance = Instance.create(store, engine.deserialize(sealed(engine, trust, UnverifiedCodeTest::confused)), List.of());
            Func add = instance.func("add");
            IntBinaryOperator typed = instance.typed("add", IntBinaryOperator.class);
            for (ArtefactException refused : List.of(assertThrows(ArtefactException.class, () -> add.call(1, 2)),
                    assertThrows(ArtefactException.class, () -> typed.applyAsInt(1, 2)))) {
                assertSame(ArtefactException.Reason.FORBIDDEN, refused.reason());
                assertTrue(refused.getMessage().startsWith("artefact refused: the JVM does not verify its code: "), refused.getMessage());
                assertEquals(1, refused.getMessage().lines().count());
                assertInstanceOf(VerifyError.class, refused.getCause());
            }
            assertEquals(2, store.snapshot().counters().failures());
        }
    }
}
