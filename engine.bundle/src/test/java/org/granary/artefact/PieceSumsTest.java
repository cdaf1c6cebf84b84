package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PieceSumsTest {
    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static PieceSums digests(byte[]... parts) {
        return new PieceSums(new Sha256.OfPieces(), parts);
    }

    /** As the class tells it. */
    private static byte[] expected(byte[]... parts) throws Exception {
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            for (int at = 0; at < part.length; at += PieceSums.PIECE) {
                byte[] piece = Arrays.copyOfRange(part, at, Math.min(part.length, at + PieceSums.PIECE));
                sums.write(MessageDigest.getInstance("SHA-256").digest(piece));
            }
        }
        return sums.toByteArray();
    }

    @Test
    void eachPieceHasItsSumWhoeverHelps() throws Exception {
        for (int body : new int[] {0, 1, PieceSums.PIECE - 1, PieceSums.PIECE, PieceSums.PIECE + 1, 5 * PieceSums.PIECE + 3}) {
            byte[] bytes = bytes(body);
            assertArrayEquals(expected(bytes), digests(bytes).all(), "body of " + body);
            PieceSums shared = digests(bytes);
            Thread helper = new Thread(shared::help);
            helper.start();
            assertArrayEquals(expected(bytes), shared.all(), "body of " + body);
            helper.join();
        }
        byte[][] parts = {bytes(PieceSums.PIECE + 2), bytes(0), bytes(5), bytes(PieceSums.PIECE), bytes(3)};
        assertArrayEquals(expected(parts), digests(parts).all());
    }

    @Test
    void aHelperThatFailsIsNotWaitedFor() throws Exception {
        PieceSums failing = new PieceSums((bytes, from, to) -> {
            throw new IllegalArgumentException("no sum");
        }, bytes(3));
        Thread helper = new Thread(() -> {
            try {
                failing.help();
            } catch (IllegalArgumentException e) {
                // as it must be
            }
        });
        helper.start();
        helper.join();
        assertThrows(IllegalArgumentException.class, failing::all);
    }

    @Test
    void whoeverIsInterruptedGetsItAllTheSame() throws Exception {
        byte[] bytes = bytes(2 * PieceSums.PIECE);
        Thread.currentThread().interrupt();
        byte[] found = digests(bytes).all();
        assertTrue(Thread.interrupted());
        assertArrayEquals(expected(bytes), found);
        assertFalse(Thread.interrupted());
    }
}
