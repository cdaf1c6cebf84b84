package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PieceDigestTest {
    private static final int HEAD = 16;
    private static final int BEGIN = 20;

    private static byte[] bytes(int body) {
        byte[] bytes = new byte[BEGIN + body + 7];
        new Random(body).nextBytes(bytes);
        return bytes;
    }

    private static PieceDigest digest(byte[] bytes) {
        return new PieceDigest(bytes, HEAD, BEGIN, bytes.length - 7);
    }

    /** As the class tells it. */
    private static byte[] expected(byte[] bytes) throws Exception {
        MessageDigest whole = MessageDigest.getInstance("SHA-256");
        whole.update(bytes, 0, HEAD);
        for (int at = BEGIN; at < bytes.length - 7; at += PieceDigest.PIECE) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length - 7, at + PieceDigest.PIECE));
            whole.update(MessageDigest.getInstance("SHA-256").digest(piece));
        }
        return whole.digest();
    }

    @Test
    void itIsTheDigestOfAllPiecesWhoeverHelps() throws Exception {
        for (int body : new int[] {0, 1, PieceDigest.PIECE - 1, PieceDigest.PIECE, PieceDigest.PIECE + 1, 5 * PieceDigest.PIECE + 3}) {
            byte[] bytes = bytes(body);
            assertArrayEquals(expected(bytes), digest(bytes).whole(), "body of " + body);
            PieceDigest shared = digest(bytes);
            Thread helper = new Thread(shared::help);
            helper.start();
            assertArrayEquals(expected(bytes), shared.whole(), "body of " + body);
            helper.join();
        }
    }

    @Test
    void aHelperThatFailsIsNotWaitedFor() throws Exception {
        byte[] bytes = bytes(3);
        PieceDigest beyond = new PieceDigest(bytes, HEAD, BEGIN, bytes.length + 1);
        Thread helper = new Thread(() -> {
            try {
                beyond.help();
            } catch (IllegalArgumentException e) {
                // the piece ends behind the bytes
            }
        });
        helper.start();
        helper.join();
        assertThrows(IllegalArgumentException.class, beyond::whole);
    }

    @Test
    void whoeverIsInterruptedGetsItAllTheSame() throws Exception {
        byte[] bytes = bytes(2 * PieceDigest.PIECE);
        Thread.currentThread().interrupt();
        byte[] found = digest(bytes).whole();
        assertTrue(Thread.interrupted());
        assertArrayEquals(expected(bytes), found);
        assertFalse(Thread.interrupted());
    }
}
