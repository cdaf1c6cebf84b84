package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.ArtefactInput;
import org.granary.artefact.Notary;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.WasmModule;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.ValType;
import org.granary.vm.ArrayMemory;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** A module, its artefact, and engines that believe it or not. */
final class ArtefactSamples {
    static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);
    static final FuncType NONE = FuncType.taking();

    private ArtefactSamples() {
    }

    /** Imports {@code env.f}; {@code sum(n)} adds 1 to n in a loop, {@code twice} calls it twice, {@code load} reads memory. */
    static byte[] module() {
        ModuleBuilder module = new ModuleBuilder();
        module.importFunc("env", "f", module.type(ONE));
        module.memory(MemoryType.of(1, 1));
        int sum = module.func(module.type(ONE), List.of(ValType.I32), code -> {
            code.block(CoreOp.LOOP, BlockType.EMPTY);
            code.local(CoreOp.LOCAL_GET, 0);
            code.local(CoreOp.LOCAL_GET, 1);
            code.plain(CoreOp.I32_ADD);
            code.local(CoreOp.LOCAL_SET, 1);
            code.local(CoreOp.LOCAL_GET, 0);
            code.number(CoreOp.I32_CONST, 1);
            code.plain(CoreOp.I32_SUB);
            code.local(CoreOp.LOCAL_TEE, 0);
            code.branch(CoreOp.BR_IF, 0);
            code.end();
            code.local(CoreOp.LOCAL_GET, 1);
        });
        int twice = module.func(ONE, code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.function(CoreOp.CALL, sum);
            code.local(CoreOp.LOCAL_GET, 0);
            code.function(CoreOp.CALL, sum);
            code.plain(CoreOp.I32_ADD);
        });
        int load = module.func(ONE, code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.access(CoreOp.I32_LOAD, new MemArg(2, 0, 0));
            code.function(CoreOp.CALL, 0);
        });
        module.export("sum", ExternType.Kind.FUNC, sum);
        module.export("twice", ExternType.Kind.FUNC, twice);
        module.export("load", ExternType.Kind.FUNC, load);
        return module.build();
    }

    static EngineConfig.Builder config() {
        return EngineConfig.builder().interruptable(true);
    }

    /** An engine with a host key of its own. */
    static Engine withKey(Path folder) {
        return Engine.create(config().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build()).build());
    }

    /** An engine that takes anything, and marks nothing. */
    static Engine trusting() {
        return Engine.create(config().artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build()).build());
    }

    static Artefact parts(Engine engine, byte[] artefact) {
        Artefact parts = ArtefactFormat.parts(ArtefactInput.of(artefact));
        ArtefactFormat.checkCompatible(parts, HexFormat.of().parseHex(engine.compatibilityHash()));
        return parts;
    }

    /** The same artefact with other classes, whole in every other way, and sealed with an engine's own keys. */
    static byte[] with(Engine engine, Artefact original, SortedMap<String, byte[]> classes) {
        byte[] plain = ArtefactFormat.write(original.compatibility(), original.facts(), original.source(), classes, List.of());
        return ArtefactFormat.sealed(plain, new Notary(engine.config().artefacts()).seals(plain));
    }

    /**
     * The same artefact with two classes that nobody asks for, of some 900 KiB that cannot be made shorter: one stands before all others,
     * one between those for the form that a memory begins with and the further ones. So neither are among what a load keeps.
     */
    static byte[] spread(Engine engine, byte[] artefact) {
        Artefact original = parts(engine, artefact);
        SortedMap<String, byte[]> classes = original.unpacked();
        Random random = new Random(1);
        classes.put("A0$r", large(random));
        classes.put("G0$r", large(random));
        return with(engine, original, classes);
    }

    /** A class file of strings that cannot be made shorter. */
    static byte[] large(Random random) {
        ClassWriter large = new ClassWriter(0);
        large.visit(Opcodes.V17, Opcodes.ACC_FINAL, "large", null, "java/lang/Object", null);
        for (int i = 0; i < 18; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(60_000, ' ', '~').forEach(letter -> text.append((char) letter));
            large.newUTF8(text.toString());
        }
        large.visitEnd();
        return large.toByteArray();
    }

    /** Has an instance's memory settle, so that its next call needs the further form of its code. */
    static void settle(Instance instance) {
        ArrayMemory memory = (ArrayMemory) instance.memories[0];
        for (int i = 0; !memory.review(); i++) {
            assertTrue(i < 100, "it settles");
        }
        instance.module.chooseVariant(instance);
    }

    static Object call(WasmModule module, String export, Object... arguments) {
        Engine engine = module.engine();
        UnlimitedStore store = new UnlimitedStore();
        Object host = ((org.granary.vm.EngineCore) engine).hostFunction(store, type(module), (caller, values) -> values);
        Instance instance = ((Instantiable) module).instantiate(store, new Object[] {host});
        return instance.function(instance.module.export(export).orElseThrow().index()).apply(arguments)[0];
    }

    private static org.granary.type.DefType type(WasmModule module) {
        return ((org.granary.vm.EngineCore) module.engine()).types().function(ONE);
    }
}
