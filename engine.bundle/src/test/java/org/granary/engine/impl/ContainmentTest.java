package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.TreeMap;
import java.util.function.Consumer;
import org.granary.artefact.Artefact;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.Engine;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Code of unknown origin that only uses what compiled code uses, too, and would do with it to another instance what its module could not.
 * Each has to be what its source compiles to.
 */
class ContainmentTest {
    private static final String VM = "org/granary/vm/";

    private static byte[] with(Consumer<MethodVisitor> code, byte[] classFile, String function) {
        ClassNode node = new ClassNode();
        new ClassReader(classFile).accept(node, 0);
        for (MethodNode method : node.methods) {
            if (method.name.equals(function)) {
                MethodNode scratch = new MethodNode();
                code.accept(scratch);
                AbstractInsnNode first = method.instructions.getFirst();
                for (AbstractInsnNode at : method.instructions) {
                    first = at instanceof InvokeDynamicInsnNode ? at : first;
                }
                // behind the check point of the entry, if there is one
                method.instructions.insert(first, scratch.instructions);
                method.maxStack += 10;
            }
        }
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }

    private static void refused(byte[] module, String function, Consumer<MethodVisitor> code) {
        refused(Reason.NOT_ITS_SOURCE, module, function, code);
    }

    private static void refused(Reason reason, byte[] module, String function, Consumer<MethodVisitor> code) {
        try (Engine trusting = ArtefactSamples.trusting()) {
            Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(module));
            TreeMap<String, byte[]> classes = new TreeMap<>(genuine.unpacked());
            classes.replaceAll((name, file) -> with(code, file, function));
            byte[] strange = ArtefactSamples.with(trusting, genuine, classes);
            assertSame(reason, assertThrows(ArtefactException.class, () -> trusting.deserialize(strange)).reason());
        }
    }

    /** A function of another module's, taken as a parameter, could be called with a string for a structure: nobody looks at its type. */
    @Test
    void functionsOfOthersAreCalledOnlyAsTheSourceCallsThem() {
        ModuleBuilder module = new ModuleBuilder();
        module.export("take", ExternType.Kind.FUNC, module.func(FuncType.taking(RefType.FUNCREF).returning(ValType.I32),
                code -> code.number(CoreOp.I32_CONST, 1)));
        refused(module.build(), "f0", code -> {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitLdcInsn("no structure");
            code.visitMethodInsn(Opcodes.INVOKEINTERFACE, "org/granary/shape/C$L$", "call", "(Ljava/lang/Object;)V", true);
        });
    }

    /** The next function of anybody's that makes tail calls for its body would make this one. */
    @Test
    void noTailCallIsLeftForOthersToMake() {
        refused(ArtefactSamples.module(), "f2", code -> {
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, VM + "Instance", "function", "(I)L" + VM + "FuncRef;", false);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "org/granary/shape/T$$", "leave", "(L" + VM + "FuncRef;L" + VM + "VmStore;)V",
                    false);
        });
    }

    /** What an exception carries is for those who know its tag. */
    @Test
    void valuesOfOthersExceptionsAreNotSeen() {
        refused(ArtefactSamples.module(), "f2", code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "ExnRef", "values", "(Ljava/lang/Object;)Ljava/lang/Object;", false);
            code.visitInsn(Opcodes.POP);
        });
    }

    @Test
    void valuesThatOthersHavePackedAreNotChanged() {
        refused(ArtefactSamples.module(), "f2", code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitTypeInsn(Opcodes.CHECKCAST, "org/granary/shape/V$I");
            code.visitInsn(Opcodes.ICONST_1);
            code.visitFieldInsn(Opcodes.PUTFIELD, "org/granary/shape/V$I", "f0", "I");
        });
    }

    @Test
    void structuresOfOthersAreNotLookedInto() {
        refused(ArtefactSamples.module(), "f2", code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitTypeInsn(Opcodes.CHECKCAST, "org/granary/shape/G$I");
            code.visitFieldInsn(Opcodes.GETFIELD, "org/granary/shape/G$I", "f0", "I");
            code.visitInsn(Opcodes.POP);
        });
    }

    /** A gigabyte less than nothing, and other instances of the store make that much more than its budget has. */
    @Test
    void nothingIsToldOfObjectsThatThereAreNot() {
        refused(Reason.FORBIDDEN, ArtefactSamples.module(), "f2", code -> {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitFieldInsn(Opcodes.GETFIELD, VM + "Instance", "store", "L" + VM + "VmStore;");
            code.visitLdcInsn(-(1 << 30));
            code.visitMethodInsn(Opcodes.INVOKESTATIC, VM + "GcObject", "made", "(Ljava/lang/Object;L" + VM + "VmStore;I)V", false);
        });
    }

    @Test
    void aChangeThatChangesNothingIsTaken() {
        try (Engine trusting = ArtefactSamples.trusting()) {
            Artefact genuine = ArtefactSamples.parts(trusting, trusting.precompileModule(ArtefactSamples.module()));
            TreeMap<String, byte[]> classes = new TreeMap<>(genuine.unpacked());
            classes.replaceAll((name, file) -> with(code -> code.visitInsn(Opcodes.NOP), file, "f2"));
            byte[] same = ArtefactSamples.with(trusting, genuine, classes);
            assertEquals(110, ArtefactSamples.call(trusting.deserialize(same), "twice", 10));
        }
    }
}
