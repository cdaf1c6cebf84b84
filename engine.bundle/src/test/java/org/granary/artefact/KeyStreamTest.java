package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyStreamTest {
    /** RFC 8439, section 2.3.2, with the key, counter and nonce of its example. */
    @Test
    void theBlockOfTheStandard() {
        ByteBuffer begin = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).put("expand 32-byte k".getBytes());
        for (int i = 0; i < 32; i++) {
            begin.put((byte) i);
        }
        begin.putInt(1).put(HexFormat.of().parseHex("000000090000004a00000000"));
        int[] state = new int[16];
        begin.flip().asIntBuffer().get(state);
        ByteBuffer block = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        block.asIntBuffer().put(KeyStream.block(state));
        assertEquals("10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
                + "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e", HexFormat.of().formatHex(block.array()));
    }

    /** RFC 8439, appendix A.1, vectors 1 and 2: the key of zeros, counters 0 and 1. */
    @Test
    void theStreamOfAKeyOfZeros() {
        ByteBuffer stream = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        stream.asLongBuffer().put(KeyStream.words(new byte[32], 16));
        assertEquals("76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
                + "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
                + "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f", HexFormat.of().formatHex(stream.array()));
    }

    @Test
    void fewWordsAreTheBeginningOfMany() {
        byte[] key = HexFormat.of().parseHex("5a".repeat(32));
        long[] many = KeyStream.words(key, 100);
        for (int count : new int[] {0, 1, 7, 8, 9, 99}) {
            assertArrayEquals(Arrays.copyOf(many, count), KeyStream.words(key, count));
        }
    }
}
