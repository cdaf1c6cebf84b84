package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.Notary;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Precompiled;
import org.granary.engine.WasmModule;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.validate.BodyFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Artefacts: what they are, who believes them, and how they are refused. */
class ArtefactTest {
    private static final byte[] MODULE = ArtefactSamples.module();

    @TempDir
    Path folder;

    private static Reason reason(Engine engine, byte[] artefact) {
        return assertThrows(ArtefactException.class, () -> engine.deserialize(artefact)).reason();
    }

    @Test
    void aModuleLoadsFromItsArtefactAndRunsAsBefore() throws Exception {
        Engine engine = ArtefactSamples.withKey(folder);
        byte[] artefact = engine.precompileModule(MODULE);
        Path file = Files.write(folder.resolve("module.granary"), artefact);
        for (WasmModule module : new WasmModule[] {engine.compile(MODULE), engine.deserialize(artefact), engine.deserialize(file)}) {
            assertEquals(55, ArtefactSamples.call(module, "sum", 10));
            assertEquals(110, ArtefactSamples.call(module, "twice", 10));
            assertEquals(0, ArtefactSamples.call(module, "load", 4));
            assertEquals(engine.compile(MODULE).sha256(), module.sha256());
            assertEquals(engine.compile(MODULE).exports(), module.exports());
            assertArrayEquals(artefact, module.serialize());
        }
    }

    @Test
    void anotherEngineOfTheSameUserLoadsIt() {
        byte[] artefact = ArtefactSamples.withKey(folder).precompileModule(MODULE);
        assertEquals(55, ArtefactSamples.call(ArtefactSamples.withKey(folder).deserialize(artefact), "sum", 10));
    }

    /** Letters beyond 16 bits stand in class files in a form of the JVM's own. */
    @Test
    void functionsWhoseNamesDifferBeyondSixteenBitsAreTold() {
        ModuleBuilder builder = new ModuleBuilder();
        List<String> names = List.of("\ud83d\ude00", "\ud83d\ude01", "\ud83d\ude01a", "\u00e9", "\u20ac");
        Map<Integer, String> functions = new TreeMap<>();
        builder.importFunc("env", "f", builder.type(ArtefactSamples.ONE));
        for (String name : names) {
            int function = builder.func(ArtefactSamples.ONE, code -> code.number(CoreOp.I32_CONST, functions.size()));
            builder.export(name, ExternType.Kind.FUNC, function);
            functions.put(function, name);
        }
        byte[] module = builder.names("seen", functions).build();
        for (Engine engine : List.of(ArtefactSamples.withKey(folder), ArtefactSamples.trusting())) {
            WasmModule loaded = engine.deserialize(engine.precompileModule(module));
            for (int i = 0; i < names.size(); i++) {
                assertEquals(i, ArtefactSamples.call(loaded, names.get(i), 7));
            }
        }
    }

    @Test
    void whatAnArtefactIsIsSeenFromItsHeader() throws Exception {
        byte[] artefact = ArtefactSamples.withKey(folder).precompileModule(MODULE);
        assertEquals(Optional.of(Precompiled.MODULE), Engine.detectPrecompiled(artefact));
        assertEquals(Optional.of(Precompiled.MODULE), Engine.detectPrecompiled(Arrays.copyOf(artefact, 9)));
        byte[] component = artefact.clone();
        component[8] = 1;
        assertEquals(Optional.of(Precompiled.COMPONENT), Engine.detectPrecompiled(component));
        assertSame(Reason.NOT_AN_ARTEFACT, reason(ArtefactSamples.withKey(folder), component));
        component[8] = 2;
        byte[] text = "(module)".getBytes(StandardCharsets.UTF_8);
        for (byte[] other : new byte[][] {{}, {0}, MODULE, component, Arrays.copyOf(artefact, 8), text}) {
            assertEquals(Optional.empty(), Engine.detectPrecompiled(other));
            assertEquals(Optional.empty(), Engine.detectPrecompiled(Files.write(folder.resolve("other"), other)));
        }
        assertEquals(Optional.of(Precompiled.MODULE), Engine.detectPrecompiled(Files.write(folder.resolve("other"), artefact)));
        assertThrows(UncheckedIOException.class, () -> Engine.detectPrecompiled(folder.resolve("none")));
        assertEquals("bytes", assertThrows(NullPointerException.class, () -> Engine.detectPrecompiled((byte[]) null)).getMessage());
        assertEquals("file", assertThrows(NullPointerException.class, () -> Engine.detectPrecompiled((Path) null)).getMessage());
        assertThrows(UncheckedIOException.class, () -> Engine.create().deserialize(folder.resolve("none")));
    }

    @Test
    void everyFlippedByteIsRefused() throws Exception {
        Engine engine = ArtefactSamples.withKey(folder);
        byte[] artefact = engine.precompileModule(MODULE);
        for (int i = 0; i < artefact.length; i++) {
            byte[] flipped = artefact.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertThrows(ArtefactException.class, () -> engine.deserialize(flipped), "offset " + i);
            Path file = Files.write(folder.resolve("flipped"), flipped);
            assertThrows(ArtefactException.class, () -> engine.deserialize(file), "offset " + i);
        }
    }

    @Test
    void everyCutAndEveryAdditionIsRefused() {
        Engine engine = ArtefactSamples.withKey(folder);
        byte[] artefact = engine.precompileModule(MODULE);
        for (int i = 0; i < artefact.length; i++) {
            Reason reason = reason(engine, Arrays.copyOf(artefact, i));
            assertSame(i < 8 ? Reason.NOT_AN_ARTEFACT : Reason.STRUCTURE, reason, "cut to " + i);
        }
        assertSame(Reason.STRUCTURE, reason(engine, Arrays.copyOf(artefact, artefact.length + 1)));
    }

    @Test
    void foreignAndOldOnesAreRefusedWithTheReason() {
        byte[] artefact = ArtefactSamples.withKey(folder).precompileModule(MODULE);
        Engine other = Engine.create(EngineConfig.builder().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key"))
                .build()).build());
        ArtefactException foreign = assertThrows(ArtefactException.class, () -> other.deserialize(artefact));
        assertSame(Reason.INCOMPATIBLE, foreign.reason());
        assertTrue(foreign.getMessage().contains(other.compatibilityHash()), foreign.getMessage());
        byte[] old = artefact.clone();
        old[9]--;
        assertSame(Reason.VERSION, reason(ArtefactSamples.withKey(folder), old));
        ArtefactException module = assertThrows(ArtefactException.class, () -> other.deserialize(MODULE));
        assertSame(Reason.NOT_AN_ARTEFACT, module.reason());
        assertTrue(module.getMessage().endsWith("which is a module that is not precompiled; compile it"), module.getMessage());
    }

    @Test
    void aComponentIsToldAsOne() {
        Engine engine = ArtefactSamples.withKey(folder);
        byte[] component = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
        ArtefactException refused = assertThrows(ArtefactException.class, () -> engine.deserialize(component));
        assertSame(Reason.NOT_AN_ARTEFACT, refused.reason());
        assertTrue(refused.getMessage().endsWith("found 00 61 73 6d 0d 00 01 00, which is a component; only core modules are run"),
                refused.getMessage());
        assertEquals(Optional.empty(), Engine.detectPrecompiled(component));
    }

    @Test
    void textIsToldAsText() throws Exception {
        Engine engine = ArtefactSamples.withKey(folder);
        for (String text : List.of("(module)", " \n\t;; a comment\r\n(module)", "\ufeff(module)")) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Path file = Files.write(folder.resolve("text.wat"), bytes);
            for (Executable load : List.<Executable>of(() -> engine.deserialize(bytes), () -> engine.deserialize(file))) {
                ArtefactException refused = assertThrows(ArtefactException.class, load);
                assertSame(Reason.NOT_AN_ARTEFACT, refused.reason());
                assertTrue(refused.getMessage().endsWith("which is WebAssembly text; compile it"), refused.getMessage());
            }
        }
        for (byte[] none : new byte[][] {{}, {' '}, "text".getBytes(StandardCharsets.UTF_8)}) {
            String message = assertThrows(ArtefactException.class, () -> engine.deserialize(none)).getMessage();
            assertFalse(message.contains("compile"), message);
            assertEquals(none.length == 0, message.endsWith("found nothing"), message);
        }
    }

    @Test
    void anotherHostsArtefactNeedsASignature() throws Exception {
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Engine maker = Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("a.key"))
                .signingKey(key).build()).build());
        byte[] artefact = maker.precompileModule(MODULE);
        Engine stranger = Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("b.key"))
                .build()).build());
        ArtefactException untrusted = assertThrows(ArtefactException.class, () -> stranger.deserialize(artefact));
        assertSame(Reason.UNTRUSTED, untrusted.reason());
        assertTrue(untrusted.getMessage().contains("the signature of a key that is not trusted"), untrusted.getMessage());
        Engine friend = Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().noHostKey().trustedKey(key.getPublic())
                .build()).build());
        assertEquals(55, ArtefactSamples.call(friend.deserialize(artefact), "sum", 10));
        Path useless = Files.write(folder.resolve("useless.key"), new byte[1]);
        Engine careless = Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(useless)
                .trustedKey(key.getPublic()).build()).build());
        assertEquals(55, ArtefactSamples.call(careless.deserialize(artefact), "sum", 10));
        Artefact parts = ArtefactSamples.parts(friend, artefact);
        byte[] forged = ArtefactFormat.sealed(ArtefactFormat.write(parts.compatibility(), parts.facts(), parts.source(), new TreeMap<>(),
                List.of()),
                parts.seals());
        assertSame(Reason.UNTRUSTED, reason(friend, forged));
        assertSame(Reason.UNTRUSTED, reason(maker, forged));
    }

    @Test
    void aHostKeyOfNoUseKeepsNobodyFromWhatIsTakenWithoutProof() throws Exception {
        byte[] foreign = Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("a.key"))
                .build()).build()).precompileModule(MODULE);
        Path broken = folder.resolve("b.key");
        Files.write(broken, new byte[1]);
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rw-------"));
        Engine strict = Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(broken).build()).build());
        String told = assertThrows(IllegalStateException.class, () -> strict.deserialize(foreign)).getMessage();
        assertTrue(told.contains("expected 32 bytes, found 1"), told);
        Engine trusting = Engine.create(ArtefactSamples.config().artefacts(ArtefactTrust.builder().hostKeyFile(broken).trustUnsigned(true)
                .build()).build());
        assertEquals(55, ArtefactSamples.call(trusting.deserialize(foreign), "sum", 10));
    }

    /** What a seal's owner has written is believed, but nothing is looked for where it cannot be. */
    @Test
    void factsOfFunctionsThatAreNotThereAreForNothing() {
        Engine engine = ArtefactSamples.withKey(folder);
        Artefact parts = ArtefactSamples.parts(engine, engine.precompileModule(MODULE));
        BitSet far = new BitSet();
        far.set(1_000);
        byte[] plain = ArtefactFormat.write(parts.compatibility(), new BodyFacts(false, far, far).bytes(), parts.source(), parts.unpacked(),
                List.of());
        byte[] sealed = ArtefactFormat.sealed(plain, new Notary(engine.config().artefacts()).seals(plain));
        assertEquals(55, ArtefactSamples.call(engine.deserialize(sealed), "sum", 10));
    }

    @Test
    void unsignedOnesAreTakenWhenToldSoOrWithTheirSource() {
        Engine trusting = ArtefactSamples.trusting();
        byte[] artefact = trusting.precompileModule(MODULE);
        Engine strict = ArtefactSamples.withKey(folder);
        ArtefactException untrusted = assertThrows(ArtefactException.class, () -> strict.deserialize(artefact));
        assertSame(Reason.UNTRUSTED, untrusted.reason());
        assertTrue(untrusted.getMessage().contains("found nothing"), untrusted.getMessage());
        assertEquals(55, ArtefactSamples.call(trusting.deserialize(artefact), "sum", 10));
        assertEquals(55, ArtefactSamples.call(strict.deserialize(artefact, MODULE), "sum", 10));
        byte[] other = MODULE.clone();
        // the loop's step becomes 2
        for (int i = 0; i < other.length - 2; i++) {
            if (other[i] == 0x41 && other[i + 1] == 1 && other[i + 2] == 0x6b) {
                other[i + 1] = 2;
            }
        }
        assertFalse(Arrays.equals(other, MODULE));
        assertSame(Reason.NOT_ITS_SOURCE, assertThrows(ArtefactException.class, () -> strict.deserialize(artefact, other)).reason());
        Artefact original = ArtefactSamples.parts(trusting, artefact);
        Artefact swapped = ArtefactSamples.parts(trusting, trusting.precompileModule(other));
        byte[] mixed = ArtefactSamples.with(trusting, original, renamed(original, swapped));
        assertSame(Reason.NOT_ITS_SOURCE, assertThrows(ArtefactException.class, () -> strict.deserialize(mixed, MODULE)).reason());
    }

    /** The classes of another module would have another package: what is left of them is a change in one constant. */
    private static TreeMap<String, byte[]> renamed(Artefact original, Artefact other) {
        String from = "m" + java.util.HexFormat.of().formatHex(other.sourceSha256()).substring(0, 16);
        String to = "m" + java.util.HexFormat.of().formatHex(original.sourceSha256()).substring(0, 16);
        TreeMap<String, byte[]> classes = new TreeMap<>();
        other.unpacked().forEach((name, file) -> classes.put(name, new String(file, StandardCharsets.ISO_8859_1).replace(from, to)
                .getBytes(StandardCharsets.ISO_8859_1)));
        return classes;
    }

    @Test
    void compatibilityIsTheSettingsThatChangeCode() {
        String plain = Engine.create().compatibilityHash();
        assertTrue(plain.matches("[0-9a-f]{64}"));
        assertEquals(plain, Engine.create(EngineConfig.builder().cacheDirectory(folder).build()).compatibilityHash());
        assertNotEquals(plain, Engine.create(EngineConfig.builder().interruptable(true).build()).compatibilityHash());
        assertNotEquals(plain, Engine.create(EngineConfig.builder().interpreter(true).build()).compatibilityHash());
    }

    @Test
    void meteredAndDeterministicCodeIsTakenWhenItIsItsSources() {
        ArtefactTrust trust = ArtefactTrust.builder().noHostKey().trustUnsigned(true).build();
        for (EngineConfig.Builder settings : List.of(EngineConfig.builder().consumeFuel(true),
                EngineConfig.builder().epochInterruption(true),
                ArtefactSamples.config().consumeFuel(true).epochInterruption(true), EngineConfig.builder().deterministic(true))) {
            Engine engine = Engine.create(settings.artefacts(trust).build());
            byte[] artefact = engine.precompileModule(MODULE);
            assertEquals(3, engine.deserialize(artefact).exports().size());
            Artefact parts = ArtefactSamples.parts(engine, artefact);
            Engine plain = ArtefactSamples.trusting();
            byte[] unmetered = ArtefactSamples.with(engine, parts, ArtefactSamples.parts(plain, plain.precompileModule(MODULE)).unpacked());
            if (engine.config().consumeFuel() || engine.config().epochInterruption()) {
                assertSame(Reason.NOT_ITS_SOURCE, reason(engine, unmetered));
            }
        }
    }

    @Test
    void componentsAreRefusedClearly() {
        String message = assertThrows(UnsupportedOperationException.class, () -> Engine.create().precompileComponent(MODULE)).getMessage();
        assertTrue(message.contains("components"), message);
    }

    @Test
    void theHostKeyIsForItsOwnerAlone() throws Exception {
        ArtefactSamples.withKey(folder).precompileModule(MODULE);
        Path key = folder.resolve("host.key");
        assertEquals(32, Files.size(key));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "something was left beside the key");
        }
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        String open = assertThrows(IllegalStateException.class, () -> ArtefactSamples.withKey(folder).precompileModule(MODULE))
                .getMessage();
        assertTrue(open.contains("expected rights rw-------"), open);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.write(key, new byte[31]);
        String cut = assertThrows(IllegalStateException.class, () -> ArtefactSamples.withKey(folder).precompileModule(MODULE)).getMessage();
        assertTrue(cut.contains("expected 32 bytes, found 31"), cut);
    }

    @Test
    void anInterpreterHasArtefactsToo() {
        Engine engine = Engine.create(ArtefactSamples.config().interpreter(true).artefacts(ArtefactTrust.builder().noHostKey()
                .trustUnsigned(true).build()).build());
        byte[] artefact = engine.precompileModule(MODULE);
        assertEquals(Optional.of(Precompiled.MODULE), Engine.detectPrecompiled(artefact));
        WasmModule module = engine.deserialize(artefact);
        assertEquals(55, ArtefactSamples.call(module, "sum", 10));
        assertArrayEquals(artefact, module.serialize());
        assertSame(Reason.INCOMPATIBLE, reason(ArtefactSamples.trusting(), artefact));
    }
}
