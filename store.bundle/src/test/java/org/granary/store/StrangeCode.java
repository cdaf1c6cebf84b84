package org.granary.store;

import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.ArtefactInput;
import org.granary.artefact.Notary;
import org.granary.engine.Engine;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Artefacts with other code than their source compiles to. */
final class StrangeCode {
    private StrangeCode() {
    }

    static Artefact parts(Engine engine, byte[] module) {
        return ArtefactFormat.parts(ArtefactInput.of(engine.precompileModule(module)));
    }

    /** The same artefact with other classes, sealed with an engine's own key if it has one. */
    static byte[] with(Engine engine, Artefact genuine, SortedMap<String, byte[]> classes) {
        byte[] plain = ArtefactFormat.write(genuine.compatibility(), genuine.facts(), genuine.source(), classes, List.of());
        return ArtefactFormat.sealed(plain, new Notary(engine.config().artefacts()).seals(plain));
    }

    static byte[] changed(Engine engine, byte[] module, Consumer<ClassNode> change) {
        Artefact genuine = parts(engine, module);
        SortedMap<String, byte[]> classes = genuine.unpacked();
        classes.replaceAll((name, file) -> changed(file, change));
        return with(engine, genuine, classes);
    }

    static byte[] changed(byte[] classFile, Consumer<ClassNode> change) {
        ClassNode node = new ClassNode();
        new ClassReader(classFile).accept(node, 0);
        change.accept(node);
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }

    /** Code at the beginning of a function, behind the check point of its entry if there is one; it leaves the stack as it was. */
    static Consumer<ClassNode> in(String function, Consumer<MethodVisitor> code) {
        return node -> node.methods.stream().filter(method -> method.name.equals(function)).forEach(method -> {
            MethodNode scratch = new MethodNode();
            code.accept(scratch);
            AbstractInsnNode behind = null;
            for (AbstractInsnNode at : method.instructions) {
                behind = behind == null && at instanceof InvokeDynamicInsnNode ? at : behind;
            }
            if (behind == null) {
                method.instructions.insert(scratch.instructions);
            } else {
                method.instructions.insert(behind, scratch.instructions);
            }
            method.maxStack += 10;
        });
    }
}
