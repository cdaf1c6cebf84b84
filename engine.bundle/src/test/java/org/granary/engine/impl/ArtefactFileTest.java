package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.ArtefactInput;
import org.granary.artefact.LoadedClasses;
import org.granary.artefact.Notary;
import org.granary.artefact.Proof;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.MemoryType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of an artefact's file is read when it is loaded, and what later. */
@Timeout(120)
class ArtefactFileTest {
    private static final String FIRST = "F0$r";
    private static final String FURTHER = "F0$x";

    @TempDir
    Path folder;
    private Path file;
    private Engine engine;
    private byte[] artefact;

    /** Of a module that can grow its memory, so that its functions are there in two forms. */
    @BeforeEach
    void makeOne() throws Exception {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        int grow = module.func(ArtefactSamples.ONE, code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.memory(CoreOp.MEMORY_GROW, 0);
        });
        module.export("grow", ExternType.Kind.FUNC, grow);
        engine = ArtefactSamples.withKey(folder);
        artefact = engine.precompileModule(module.build());
        file = Files.write(folder.resolve("a.artefact"), artefact);
    }

    private Artefact loaded(boolean byCode) {
        try (ArtefactInput in = ArtefactFile.open(file)) {
            Artefact parts = ArtefactFormat.parts(in);
            Proof proof = new Notary(engine.config().artefacts()).proof(parts, in, byCode);
            if (byCode) {
                assertTrue(proof.missing().isEmpty());
            } else {
                proof.checkDigest();
            }
            return parts;
        }
    }

    private static byte[] find(Artefact parts, WasmModule module, String name) {
        String prefix = ((ModuleImpl) module).packagePrefix().replace('.', '/');
        return new LoadedClasses(parts, true).find(prefix + name);
    }

    @Test
    void aClassThatWasLookedThroughAheadIsKeptUntilSomebodyAsks() {
        Artefact whole = ArtefactSamples.parts(engine, artefact);
        String folderOfClasses = ((ModuleImpl) engine.deserialize(file)).packagePrefix().replace('.', '/');
        String packageName = folderOfClasses.substring(0, folderOfClasses.length() - 1);
        LoadedClasses loaded = new LoadedClasses(whole, true);
        loaded.warm(packageName, folderOfClasses + FIRST);
        byte[] kept = loaded.find(folderOfClasses + FIRST);
        assertArrayEquals(whole.file(FIRST), kept);
        assertNotSame(kept, loaded.find(folderOfClasses + FIRST), "once");
        loaded.warm(packageName, folderOfClasses + FIRST);
        assertArrayEquals(whole.file(FURTHER), loaded.find(folderOfClasses + FURTHER), "another is not taken for it");
        loaded.warm(packageName, folderOfClasses + "F99$r");
        loaded.warm(packageName, null);
        assertNull(loaded.find(folderOfClasses + "F99$r"));
    }

    @Test
    void theFurtherFormIsReadFromTheFileWhenItIsNeeded() throws Exception {
        WasmModule module = engine.deserialize(file);
        Artefact whole = ArtefactSamples.parts(engine, artefact);
        assertEquals(new TreeSet<>(List.of(FIRST, FURTHER)), whole.names());
        for (boolean byCode : new boolean[] {true, false}) {
            Artefact parts = loaded(byCode);
            Path away = Files.move(file, folder.resolve("away"));
            assertArrayEquals(whole.file(FIRST), find(parts, module, FIRST));
            assertNull(find(parts, module, FURTHER), "it is nowhere");
            Files.write(file, Arrays.copyOf(artefact, artefact.length - 200));
            assertNull(find(parts, module, FURTHER), "it is cut off");
            Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);
            assertArrayEquals(whole.file(FURTHER), find(parts, module, FURTHER));
            Files.delete(file);
            assertArrayEquals(whole.file(FURTHER), find(parts, module, FURTHER), "it is known now");
            Files.write(file, artefact);
        }
    }

    @Test
    void whatWasChangedAfterTheLoadIsNotUsed() throws Exception {
        WasmModule module = engine.deserialize(file);
        Artefact parts = loaded(true);
        Artefact unused = loaded(false);
        byte[] changed = artefact.clone();
        // the file of the last class ends where the seals begin: their number, kind, key, length and code
        changed[artefact.length - (1 + 1 + 8 + 2 + 32) - 1] ^= 1;
        Files.write(file, changed);
        assertNull(find(parts, module, FURTHER));
        assertNull(find(unused, module, FURTHER));
        Files.write(file, artefact);
        assertNull(find(parts, module, FURTHER), "what has been another is not looked at again");
        Files.write(file, changed);
        assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> engine.deserialize(file)).reason());
    }

    /** Of bytes whose front is another when it is read for the second time. */
    private static void refused(byte[] first, byte[] second) {
        AtomicInteger fronts = new AtomicInteger();
        StrangeInput.Reading later = StrangeInput.of(second);
        StrangeInput in = new StrangeInput(first.length, (from, into, at, count) ->
                (from == 0 && fronts.getAndIncrement() == 0 ? StrangeInput.of(first) : later).read(from, into, at, count), later, null);
        ArtefactException refused = assertThrows(ArtefactException.class, () -> ArtefactFormat.parts(in));
        assertSame(Reason.TAMPERED, refused.reason());
        assertTrue(refused.getMessage().contains("changed while it was read"), refused.getMessage());
    }

    @Test
    void bothReadingsOfTheFrontMustBeTheSame() {
        int lengthOfBody = 12;
        int lengthOfFacts = 112;
        byte[] shorter = artefact.clone();
        ByteBuffer.wrap(shorter).putInt(lengthOfBody, ByteBuffer.wrap(artefact).getInt(lengthOfBody) - 1);
        byte[] kind = artefact.clone();
        kind[lengthOfBody - 1] = 1;
        byte[] fewerFacts = artefact.clone();
        ByteBuffer.wrap(fewerFacts).putInt(lengthOfFacts, 0);
        for (byte[] other : new byte[][] {shorter, kind, fewerFacts}) {
            refused(artefact, other);
        }
        refused(shorter, artefact);
    }

    @Test
    void whatTheJvmHasNoRoomForIsNoChange() {
        OutOfMemoryError none = new OutOfMemoryError("made up");
        EngineState state = new EngineState(engine.config());
        StrangeInput in = new StrangeInput(artefact.length, StrangeInput.of(artefact), (from, into, at, count) -> {
            throw none;
        }, null);
        assertSame(none, assertThrows(OutOfMemoryError.class, () -> state.artefacts.load(in, null)));
    }

    @Test
    void whatIsNoRegularFileIsReadAtOnce() {
        assertThrows(UncheckedIOException.class, () -> engine.deserialize(folder));
        Path empty = Path.of("/dev/null");
        if (Files.exists(empty)) {
            assertSame(Reason.NOT_AN_ARTEFACT, assertThrows(ArtefactException.class, () -> engine.deserialize(empty)).reason());
        }
    }
}
