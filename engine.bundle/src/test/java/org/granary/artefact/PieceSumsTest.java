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
    private static final int BEGIN = 20;

    private static byte[] bytes(int body) {
        byte[] bytes = new byte[BEGIN + body + 7];
        new Random(body).nextBytes(bytes);
        return bytes;
    }

    private static PieceSums digests(byte[] bytes) {
        return new PieceSums(bytes, BEGIN, bytes.length - 7, new Sha256.OfPieces());
    }

    /** As the class tells it. */
    private static byte[] expected(byte[] bytes) throws Exception {
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        for (int at = BEGIN; at < bytes.length - 7; at += PieceSums.PIECE) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length - 7, at + PieceSums.PIECE));
            sums.write(MessageDigest.getInstance("SHA-256").digest(piece));
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
    }

    @Test
    void aHelperThatFailsIsNotWaitedFor() throws Exception {
        byte[] bytes = bytes(3);
        PieceSums beyond = new PieceSums(bytes, BEGIN, bytes.length + 1, new Sha256.OfPieces());
        Thread helper = new Thread(() -> {
            try {
                beyond.help();
            } catch (IllegalArgumentException e) {
                // the piece ends behind the bytes
            }
        });
        helper.start();
        helper.join();
        assertThrows(IllegalArgumentException.class, beyond::all);
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
