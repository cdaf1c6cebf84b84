package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An artefact whose source is read in two parts, by two threads: first what is needed without bodies, then the rest. */
@Timeout(120)
class SourceInPartsTest {
    private static final int PIECE = 1 << 17;
    private static final int HEAD = 112;
    private static final int NUMBERS = 16;

    @TempDir
    Path folder;
    private Path file;
    private Engine engine;
    private byte[] source;
    private byte[] artefact;
    private int from;
    private int end;

    /** Of 300 KB of bodies that cannot be made shorter. */
    @BeforeEach
    void makeOne() throws Exception {
        ModuleBuilder module = new ModuleBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            module.func(ArtefactSamples.ONE, code -> {
                for (int k = 0; k < 500; k++) {
                    code.number(CoreOp.I64_CONST, random.nextLong());
                    code.plain(CoreOp.DROP);
                }
                code.local(CoreOp.LOCAL_GET, 0);
            });
        }
        module.export("same", ExternType.Kind.FUNC, 0);
        source = module.build();
        engine = ArtefactSamples.withKey(folder);
        artefact = engine.precompileModule(source);
        file = Files.write(folder.resolve("a.artefact"), artefact);
        ByteBuffer in = ByteBuffer.wrap(artefact);
        int afterFacts = HEAD + 4 + in.getInt(HEAD);
        from = afterFacts + 8;
        end = from + in.getInt(afterFacts);
        assertTrue(end - from > 2 * PIECE + NUMBERS, "it has a rest");
    }

    private void check(WasmModule module) {
        Instance instance = ((Instantiable) module).instantiate(new UnlimitedStore(), new Object[0]);
        assertEquals(7, instance.function(0).apply(new Object[] {7})[0]);
        assertArrayEquals(source, module.binary());
    }

    @Test
    void itIsThereWhole() throws Exception {
        check(engine.deserialize(artefact));
        check(engine.deserialize(artefact, source));
        WasmModule module = engine.deserialize(file);
        Files.delete(file);
        check(module);
    }

    @Test
    void noByteOfItMayBeChanged() throws Exception {
        for (int at = from; at < end; at += PIECE / 3) {
            byte[] changed = artefact.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> engine.deserialize(file)).reason());
            assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> engine.deserialize(changed)).reason());
        }
    }

    private ModuleImpl load(StrangeInput.Reading reading) {
        return new EngineState(engine.config()).artefacts.load(new StrangeInput(artefact.length, reading, reading, null), null);
    }

    /** They say how it is cut, and are read before all else. */
    @Test
    void itsNumbersMustBeTheSameWhenTheyAreReadAgain() {
        StrangeInput.Reading genuine = StrangeInput.of(artefact);
        check(load(genuine));
        for (int changed = 0; changed < NUMBERS; changed++) {
            int place = changed;
            ArtefactException refused = assertThrows(ArtefactException.class, () -> load((begin, into, at, count) -> {
                genuine.read(begin, into, at, count);
                if (begin == end - NUMBERS && count == NUMBERS) {
                    into[at + place] ^= 1;
                }
            }), "byte " + place);
            assertSame(Reason.TAMPERED, refused.reason());
            assertTrue(refused.getMessage().contains("changed while it was read"), refused.getMessage());
        }
    }

    @Test
    void aPartThatCannotBeReadIsTold() {
        StrangeInput.Reading genuine = StrangeInput.of(artefact);
        for (int broken : List.of(from, from + PIECE, end - 1)) {
            assertThrows(UncheckedIOException.class, () -> load((begin, into, at, count) -> {
                if (count > PIECE / 2 && begin <= broken && broken < begin + count && begin < end) {
                    throw new UncheckedIOException(new EOFException("it is gone"));
                }
                genuine.read(begin, into, at, count);
            }));
        }
    }
}
