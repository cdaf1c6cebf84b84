package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.granary.artefact.Artefact;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.MemoryType;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An artefact whose parts are longer than the pieces that its proof is made of. */
@Timeout(120)
class ManyPiecesTest {
    private static final int PIECE = 1 << 17;
    private static final int HEAD = 112;
    /** Stands in the constants of the class file, where it can be found. */
    private static final int ADDED = 0x01234567;

    @TempDir
    Path folder;
    private Path file;
    private Engine engine;
    private byte[] source;
    private byte[] artefact;

    /**
     * Grows its memory and adds a number, which is one more in the artefact's further form, so that it is seen whose code runs. Beside its
     * classes there are two that nobody asks for, one of each form, of some 900 KiB that cannot be made shorter.
     */
    @BeforeEach
    void makeOne() throws Exception {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        module.export("grow", ExternType.Kind.FUNC, module.func(ArtefactSamples.ONE, code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.memory(CoreOp.MEMORY_GROW, 0);
            code.number(CoreOp.I32_CONST, ADDED);
            code.plain(CoreOp.I32_ADD);
        }));
        source = module.build();
        engine = ArtefactSamples.withKey(folder);
        Artefact small = ArtefactSamples.parts(engine, engine.precompileModule(source));
        SortedMap<String, byte[]> classes = new TreeMap<>(small.unpacked());
        ByteBuffer further = ByteBuffer.wrap(classes.get("F0$x"));
        for (int at = 0; at < further.limit() - 4; at++) {
            if (further.getInt(at) == ADDED) {
                further.putInt(at, ADDED + 1);
            }
        }
        Random random = new Random(1);
        classes.put("F1$r", ArtefactSamples.large(random));
        classes.put("F1$x", ArtefactSamples.large(random));
        artefact = ArtefactSamples.with(engine, small, classes);
        file = Files.write(folder.resolve("a.artefact"), artefact);
    }

    /** The artefact with a change in a piece of its class files, and with that piece and the next one exchanged. */
    private List<byte[]> changed(int piece) {
        int at = dataAt() + piece * PIECE;
        byte[] flipped = artefact.clone();
        flipped[at + 1_000] ^= 1;
        byte[] swapped = artefact.clone();
        System.arraycopy(artefact, at, swapped, at + PIECE, PIECE);
        System.arraycopy(artefact, at + PIECE, swapped, at, PIECE);
        return List.of(flipped, swapped);
    }

    private int dataAt() {
        ByteBuffer in = ByteBuffer.wrap(artefact);
        int afterFacts = HEAD + 4 + in.getInt(HEAD);
        return afterFacts + 8 + in.getInt(afterFacts) + in.getInt(afterFacts + 4);
    }

    /** The piece in which the further form of the module's functions stands. */
    private int pieceOfFurther() {
        String table = new String(artefact, 0, dataAt(), StandardCharsets.ISO_8859_1);
        return ByteBuffer.wrap(artefact).getInt(table.indexOf("F0$x") + 4 + 8) / PIECE;
    }

    /** What the settled form answers; the place may be changed when the first form has run. */
    private int settled(WasmModule module, byte[] later) throws Exception {
        Instance instance = ((Instantiable) module).instantiate(new UnlimitedStore(), new Object[0]);
        assertEquals(1 + ADDED, instance.function(0).apply(new Object[] {2})[0]);
        ArtefactSamples.settle(instance);
        Files.write(file, later);
        return (int) instance.function(0).apply(new Object[] {1})[0];
    }

    @Test
    void theFurtherFormIsTheArtefacts() throws Exception {
        int piece = pieceOfFurther();
        assertTrue(piece > 5 && dataAt() + (piece + 5) * PIECE < artefact.length, "pieces before it and behind it");
        assertEquals(3 + ADDED + 1, settled(engine.deserialize(file), artefact));
        assertEquals(3 + ADDED + 1, settled(engine.deserialize(artefact), new byte[0]));
    }

    @Test
    void noPieceMayBeChangedOrStandInAnothersPlaceBeforeTheLoad() throws Exception {
        for (int piece : new int[] {0, 1, 4, 5, pieceOfFurther(), pieceOfFurther() + 3}) {
            for (byte[] one : changed(piece)) {
                Files.write(file, one);
                assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> engine.deserialize(file)).reason());
                assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> engine.deserialize(one)).reason());
                assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> engine.deserialize(one, source)).reason());
            }
        }
    }

    @Test
    void whereItsPieceIsChangedAfterTheLoadTheSourceIsCompiled() throws Exception {
        int piece = pieceOfFurther();
        for (byte[] one : List.of(changed(piece).get(0), changed(piece).get(1), changed(piece - 1).get(1))) {
            Files.write(file, artefact);
            assertEquals(3 + ADDED, settled(engine.deserialize(file), one));
        }
    }

    @Test
    void aChangeInAPieceThatIsNotNeededIsNoneOfTheClasss() throws Exception {
        int piece = pieceOfFurther();
        for (byte[] one : List.of(changed(piece - 1).get(0), changed(piece + 1).get(0), changed(piece + 1).get(1))) {
            Files.write(file, artefact);
            assertEquals(3 + ADDED + 1, settled(engine.deserialize(file), one));
        }
    }
}
