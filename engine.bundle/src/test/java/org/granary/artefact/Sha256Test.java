package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
    private static byte[] platforms(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Test
    void itIsThePlatformsDigestAtAnyLength() throws Exception {
        byte[] bytes = new byte[10_000];
        new Random(2).nextBytes(bytes);
        for (int length = 0; length < bytes.length; length += length < 300 || length > 4_000 && length < 4_200 ? 1 : 97) {
            byte[] some = Arrays.copyOf(bytes, length);
            assertArrayEquals(platforms(some), Sha256.of(some), length + " bytes");
            int cut = length / 3;
            assertArrayEquals(platforms(some), Sha256.of(Arrays.copyOf(some, cut), new byte[0], Arrays.copyOfRange(some, cut, length)),
                    length + " bytes in three parts");
        }
        assertArrayEquals(platforms(Arrays.copyOfRange(bytes, 5, 9_000)), Sha256.of(bytes, 5, 9_000));
    }
}
