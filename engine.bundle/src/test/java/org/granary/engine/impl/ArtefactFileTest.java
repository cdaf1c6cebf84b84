package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
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

    /** Of a module that can grow its memory, so that its functions are there in two forms; neither is among what a load keeps. */
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
        artefact = ArtefactSamples.spread(engine, engine.precompileModule(module.build()));
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
    void theForemostClassIsLookedThroughAheadAndKeptUntilSomebodyAsks() throws Exception {
        byte[] small = engine.precompileModule(ArtefactSamples.module());
        Artefact whole = ArtefactSamples.parts(engine, small);
        String folderOfClasses = ((ModuleImpl) engine.deserialize(small)).packagePrefix().replace('.', '/');
        String packageName = folderOfClasses.substring(0, folderOfClasses.length() - 1);
        String name = whole.names().first();
        LoadedClasses loaded = new LoadedClasses(whole, true);
        loaded.warm(packageName);
        byte[] kept = loaded.find(folderOfClasses + name);
        assertArrayEquals(whole.file(name), kept);
        assertNotSame(kept, loaded.find(folderOfClasses + name), "once");
        loaded.warm(packageName);
        assertNull(loaded.find(folderOfClasses + "F99$r"), "another is not taken for it");
        assertFalse(loaded.has(folderOfClasses + "F99$r"));
        Artefact none = ArtefactSamples.parts(engine, ArtefactSamples.with(engine, whole, new TreeMap<>()));
        new LoadedClasses(none, true).warm(packageName);
        // a class that nobody may define, which is told when somebody asks for it
        Artefact spread = ArtefactSamples.parts(engine, artefact);
        LoadedClasses foreign = new LoadedClasses(spread, true);
        foreign.warm(packageName);
        assertThrows(ArtefactException.class, () -> foreign.find(folderOfClasses + "A0$r"));
    }

    @Test
    void classesAreReadFromTheFileWhenTheyAreNeeded() throws Exception {
        WasmModule module = engine.deserialize(file);
        Artefact whole = ArtefactSamples.parts(engine, artefact);
        for (boolean byCode : new boolean[] {true, false}) {
            Artefact parts = loaded(byCode);
            Path away = Files.move(file, folder.resolve("away"));
            for (String name : List.of(FIRST, FURTHER)) {
                assertNull(find(parts, module, name), "it is nowhere");
                Files.write(file, Arrays.copyOf(artefact, artefact.length - 200));
                assertNull(find(parts, module, name), "it is cut off");
                Files.delete(file);
            }
            Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);
            assertArrayEquals(whole.file(FIRST), find(parts, module, FIRST));
            Files.delete(file);
            assertArrayEquals(whole.file(FIRST), find(parts, module, FIRST), "it is kept now");
            assertNull(find(parts, module, FURTHER));
            Files.write(file, artefact);
            assertArrayEquals(whole.file(FURTHER), find(parts, module, FURTHER));
            Files.delete(file);
            assertArrayEquals(whole.file(FURTHER), find(parts, module, FURTHER), "it is kept now");
            assertEquals(whole.names(), parts.names(), "the table is kept");
            Files.write(file, artefact);
        }
    }

    @Test
    void whatIsNeededFirstIsKeptWhenItHasBeenProven() throws Exception {
        byte[] small = engine.precompileModule(ArtefactSamples.module());
        Files.write(file, small);
        WasmModule module = engine.deserialize(file);
        Artefact parts = loaded(true);
        Artefact digested = loaded(false);
        Files.delete(file);
        for (String name : parts.names()) {
            assertArrayEquals(ArtefactSamples.parts(engine, small).file(name), find(parts, module, name));
            assertArrayEquals(ArtefactSamples.parts(engine, small).file(name), find(digested, module, name));
        }
        assertEquals(55, ArtefactSamples.call(module, "sum", 10));
    }

    /** The artefact with another byte in the middle of a class file. */
    private byte[] changed(String name) {
        String text = new String(artefact, StandardCharsets.ISO_8859_1);
        ByteBuffer in = ByteBuffer.wrap(artefact);
        int afterFacts = 112 + 4 + in.getInt(112);
        int data = afterFacts + 8 + in.getInt(afterFacts) + in.getInt(afterFacts + 4);
        int fields = text.indexOf(name) + name.length();
        byte[] changed = artefact.clone();
        changed[data + in.getInt(fields + 8) + in.getInt(fields + 12) / 2] ^= 1;
        return changed;
    }

    @Test
    void whatWasChangedAfterTheLoadIsNotUsed() throws Exception {
        WasmModule module = engine.deserialize(file);
        for (List<String> names : List.of(List.of(FIRST, FURTHER), List.of(FURTHER, FIRST))) {
            Files.write(file, artefact);
            Artefact parts = loaded(true);
            Artefact digested = loaded(false);
            Files.write(file, changed(names.get(0)));
            for (Artefact one : List.of(parts, digested)) {
                assertNull(find(one, module, names.get(0)));
                assertNull(find(one, module, names.get(1)), "what has been another is not looked at again");
            }
            Files.write(file, artefact);
            assertNull(find(parts, module, names.get(0)), "not even when it is the same again");
            Files.write(file, changed(names.get(0)));
            assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> engine.deserialize(file)).reason());
        }
    }

    /** A file that is another one whenever it is opened again, of an artefact that nothing proves: all of it is read again and compared. */
    @Test
    void whatIsChangedWhileItIsLookedThroughIsRefused() {
        EngineState state = new EngineState(ArtefactSamples.trusting().config());
        byte[] unsealed = ArtefactSamples.spread(ArtefactSamples.trusting(), artefact);
        StrangeInput.Reading bytes = StrangeInput.of(unsealed);
        StrangeInput.Reading zeros = (from, into, at, count) -> Arrays.fill(into, at, at + count, (byte) 0);
        StrangeInput in = new StrangeInput(unsealed.length, bytes, bytes, () -> new StrangeInput(unsealed.length, zeros, zeros, null));
        assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> state.artefacts.load(in, null)).reason());
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
        // the second one has no end
        for (Path device : List.of(Path.of("/dev/null"), Path.of("/dev/zero"))) {
            if (Files.exists(device)) {
                assertSame(Reason.NOT_AN_ARTEFACT, assertThrows(ArtefactException.class, () -> engine.deserialize(device)).reason());
            }
        }
    }
}
