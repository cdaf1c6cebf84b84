package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.junit.jupiter.api.Test;

class PackedClassTest {
    private static final byte[] NOTHING = {};
    /** A source of no bytes. */
    private static final int PACKED_NOTHING = 16;

    private static PackedClass packed(byte[] deflated, int length) {
        byte[] in = new byte[deflated.length + 20];
        System.arraycopy(deflated, 0, in, 10, deflated.length);
        return new PackedClass("F0$x", new Artefact.Place(in, 10, deflated.length, 0), length, null, NOTHING);
    }

    private static void refused(PackedClass packed) {
        ArtefactException refused = assertThrows(ArtefactException.class, packed::file);
        assertSame(Reason.STRUCTURE, refused.reason());
        assertTrue(refused.getMessage().contains("class F0$x at offset 0xa"), refused.getMessage());
    }

    /** All that is looked at of an artefact whose origin nothing proves, before its code is. */
    private static Artefact read(byte[] bytes, byte[] compatibility) {
        Artefact artefact = ArtefactFormat.parts(ArtefactInput.of(bytes));
        ArtefactFormat.checkCompatible(artefact, compatibility);
        ArtefactFormat.checkDigest(artefact, artefact.sums(new Sha256.OfPieces()).all(ArtefactInput.of(bytes)));
        artefact.checkNames();
        return artefact;
    }

    @Test
    void whatIsPackedComesBack() {
        byte[] noise = new byte[70_000];
        new Random(1).nextBytes(noise);
        for (byte[] file : new byte[][] {{}, {1}, new byte[1_000_000], noise}) {
            assertArrayEquals(file, packed(PackedClass.pack(file, null, NOTHING), file.length).file());
        }
    }

    @Test
    void aLengthThatIsNotTrueIsRefused() {
        byte[] deflated = PackedClass.pack(new byte[1000], null, NOTHING);
        for (int length : new int[] {0, 1, 999, 1001, PackedClass.LONGEST}) {
            refused(packed(deflated, length));
        }
        refused(packed(Arrays.copyOf(deflated, deflated.length - 1), 1000));
        refused(packed(Arrays.copyOf(deflated, deflated.length + 1), 1000));
        refused(packed(new byte[0], 1000));
        refused(packed(new byte[] {-1, -1, -1, -1}, 1000));
    }

    @Test
    void whatIsLikeAnotherRepeatsIt() {
        byte[] before = new byte[20_000];
        new Random(2).nextBytes(before);
        byte[] file = before.clone();
        file[700] ^= 1;
        byte[] deflated = PackedClass.pack(before, null, NOTHING);
        PackedClass first = packed(deflated, before.length);
        byte[] difference = PackedClass.pack(file, before, NOTHING);
        assertTrue(difference.length < 1_000, "found " + difference.length);
        Artefact.Place place = new Artefact.Place(difference, 0, difference.length, 0);
        assertArrayEquals(file, new PackedClass("F0$x", place, file.length, first, NOTHING).file());
        refused(packed(difference, file.length));
    }

    @Test
    void aFurtherClassIsLikeOneThatIsLikeNone() {
        byte[] id = new byte[32];
        TreeMap<String, byte[]> classes = new TreeMap<>();
        classes.put("F0$r", new byte[] {1, 2, 3});
        classes.put("F0$s", new byte[] {1, 2, 4});
        classes.put("F0$x", new byte[] {1, 2, 5});
        byte[] artefact = ArtefactFormat.write(id, new byte[0], new byte[0], classes, List.of());
        assertArrayEquals(classes.get("F0$x"), read(artefact, id).unpacked().get("F0$x"));
        int like = new String(artefact, StandardCharsets.ISO_8859_1).indexOf("F0$x") + 4;
        assertEquals(1, artefact[like + 3]);
        for (int wrong : new int[] {2, 3, 4, 0x7f}) {
            artefact[like + 3] = (byte) wrong;
            ArtefactException refused = assertThrows(ArtefactException.class, () -> ArtefactFormat.parts(ArtefactInput.of(artefact)));
            assertSame(Reason.STRUCTURE, refused.reason());
            assertTrue(refused.getMessage().contains("at offset 0x" + Integer.toHexString(like + 4)), refused.getMessage());
            assertTrue(refused.getMessage().contains("for F0$x the number of one of the 1 classes that are like none"),
                    refused.getMessage());
        }
        int first = new String(artefact, StandardCharsets.ISO_8859_1).indexOf("F0$r") + 4;
        artefact[first + 3] = 1;
        ArtefactException refused = assertThrows(ArtefactException.class, () -> ArtefactFormat.parts(ArtefactInput.of(artefact)));
        assertTrue(refused.getMessage().contains("for F0$r the number of one of the 0 classes that are like none"), refused.getMessage());
    }

    @Test
    void aLengthThatNoClassHasIsRefusedBeforeAnythingIsAllocated() {
        byte[] id = new byte[32];
        TreeMap<String, byte[]> classes = new TreeMap<>();
        classes.put("F0$x", new byte[1]);
        byte[] artefact = ArtefactFormat.write(id, new byte[0], new byte[0], classes, List.of());
        int at = 112 + 4 + 4 + 4 + PACKED_NOTHING + 4 + 4 + 4 + 2 + 4 + 4;
        assertEquals(1, artefact[at + 3]);
        artefact[at] = 0x7f;
        ArtefactException refused = assertThrows(ArtefactException.class, () -> read(artefact, id));
        assertSame(Reason.STRUCTURE, refused.reason());
        assertTrue(refused.getMessage().contains("at most " + PackedClass.LONGEST), refused.getMessage());
    }

    @Test
    void whatClassesHaveInCommonIsPackedOnce() {
        byte[] id = new byte[32];
        byte[] common = new byte[5_000];
        new Random(3).nextBytes(common);
        TreeMap<String, byte[]> classes = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] file = Arrays.copyOf(common, 5_100);
            file[5_050] = (byte) i;
            classes.put("F" + i + "$x", file);
        }
        byte[] artefact = ArtefactFormat.write(id, new byte[0], new byte[0], classes, List.of());
        assertTrue(artefact.length < 200_000, "found " + artefact.length);
        read(artefact, id).unpacked().forEach((name, file) -> assertArrayEquals(classes.get(name), file));
        int at = 112 + 4 + 4 + 4 + PACKED_NOTHING;
        artefact[at + 2] = (byte) 0x81;
        ArtefactException refused = assertThrows(ArtefactException.class, () -> ArtefactFormat.parts(ArtefactInput.of(artefact)));
        assertSame(Reason.STRUCTURE, refused.reason());
        assertTrue(refused.getMessage().contains("at most 32768 bytes that classes have in common"), refused.getMessage());
    }

    @Test
    void bytesThatManyClassesNameCountForEach() {
        byte[] id = new byte[32];
        byte[] large = new byte[600_000];
        new Random(5).nextBytes(large);
        TreeMap<String, byte[]> classes = new TreeMap<>();
        classes.put("A$x", large);
        for (int i = 0; i < 1_000; i++) {
            classes.put("F" + i + "$x", new byte[] {(byte) i});
        }
        byte[] artefact = ArtefactFormat.write(id, new byte[0], new byte[0], classes, List.of());
        ArtefactFormat.parts(ArtefactInput.of(artefact));
        ByteBuffer in = ByteBuffer.wrap(artefact);
        int table = 112 + 4 + 4 + 4 + in.getInt(112 + 4);
        int data = 112 + in.getInt(12) - table - in.getInt(112 + 8);
        int entry = table + 4 + in.getInt(table) + 8;
        for (int i = 0; i < classes.size(); i++) {
            int fields = entry + 2 + in.getShort(entry);
            in.putInt(fields + 8, 0).putInt(fields + 12, data);
            entry = fields + 16;
        }
        ArtefactException refused = assertThrows(ArtefactException.class, () -> ArtefactFormat.parts(ArtefactInput.of(artefact)));
        assertSame(Reason.STRUCTURE, refused.reason());
        assertTrue(refused.getMessage().contains("classes that are read and unpack to at most"), refused.getMessage());
    }
}
