package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntBinaryOperator;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.Notary;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Code that this host has sealed, and that the JVM does not verify. */
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

    @Test
    void theCallEndsWithARefusalOfOurOwn() {
        ArtefactTrust trust = ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build();
        try (Engine engine = Engine.create(EngineConfig.builder().interruptable(true).artefacts(trust).build()); Store<Void> store =
                Store.create(engine)) {
            Artefact genuine =
                    ArtefactFormat.read(engine.precompileModule(Modules.arithmetic()), HexFormat.of().parseHex(engine.compatibilityHash()));
            SortedMap<String, byte[]> classes = genuine.unpacked();
            classes.replaceAll((name, file) -> confused(file));
            byte[] plain = ArtefactFormat.write(genuine.compatibility(), genuine.facts(), genuine.source(), classes);
            byte[] sealed = ArtefactFormat.sealed(plain, new Notary(trust).seals(ArtefactFormat.digest(plain)));
            Instance instance = Instance.create(store, engine.deserialize(sealed), List.of());
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
