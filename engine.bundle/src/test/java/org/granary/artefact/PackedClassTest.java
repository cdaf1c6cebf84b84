package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.junit.jupiter.api.Test;

class PackedClassTest {
    private static PackedClass packed(byte[] deflated, int length) {
        byte[] in = new byte[deflated.length + 20];
        System.arraycopy(deflated, 0, in, 10, deflated.length);
        return new PackedClass("F0$x", in, 10, deflated.length, length);
    }

    private static void refused(PackedClass packed) {
        ArtefactException refused = assertThrows(ArtefactException.class, packed::file);
        assertSame(Reason.STRUCTURE, refused.reason());
        assertTrue(refused.getMessage().contains("class F0$x at offset 0xa"), refused.getMessage());
    }

    @Test
    void whatIsPackedComesBack() {
        byte[] noise = new byte[70_000];
        new Random(1).nextBytes(noise);
        for (byte[] file : new byte[][] {{}, {1}, new byte[1_000_000], noise}) {
            assertArrayEquals(file, packed(PackedClass.pack(file), file.length).file());
        }
    }

    @Test
    void aLengthThatIsNotTrueIsRefused() {
        byte[] deflated = PackedClass.pack(new byte[1000]);
        for (int length : new int[] {0, 1, 999, 1001, PackedClass.LONGEST}) {
            refused(packed(deflated, length));
        }
        refused(packed(Arrays.copyOf(deflated, deflated.length - 1), 1000));
        refused(packed(Arrays.copyOf(deflated, deflated.length + 1), 1000));
        refused(packed(new byte[0], 1000));
        refused(packed(new byte[] {-1, -1, -1, -1}, 1000));
    }

    @Test
    void aLengthThatNoClassHasIsRefusedBeforeAnythingIsAllocated() {
        byte[] id = new byte[32];
        TreeMap<String, byte[]> classes = new TreeMap<>();
        classes.put("F0$x", new byte[1]);
        byte[] artefact = ArtefactFormat.write(id, new byte[0], new byte[0], classes);
        int at = 112 + 4 + 4 + 4 + 2 + 4;
        assertEquals(1, artefact[at + 3]);
        artefact[at] = 0x7f;
        ArtefactException refused = assertThrows(ArtefactException.class, () -> ArtefactFormat.read(artefact, id));
        assertSame(Reason.STRUCTURE, refused.reason());
        assertTrue(refused.getMessage().contains("at most " + PackedClass.LONGEST), refused.getMessage());
    }
}
