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

    private static final byte[] LAST = bytes(PieceSums.PIECE + 7);
    private static final ArtefactInput IN = ArtefactInput.of(LAST);

    private static ClassData last() {
        return new ClassData(IN, 0, LAST.length);
    }

    private static PieceSums digests(byte[]... parts) {
        return new PieceSums(new Sha256.OfPieces(), last(), Arrays.stream(parts).map(Artefact.There::new).toArray(Artefact.Part[]::new));
    }

    /** As the class tells it. */
    private static byte[] expected(byte[]... parts) throws Exception {
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        byte[][] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = LAST;
        for (byte[] part : all) {
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
            assertArrayEquals(expected(bytes), digests(bytes).all(IN), "body of " + body);
            PieceSums shared = digests(bytes);
            Thread helper = new Thread(() -> shared.help(IN));
            helper.start();
            assertArrayEquals(expected(bytes), shared.all(IN), "body of " + body);
            helper.join();
        }
        byte[][] parts = {bytes(PieceSums.PIECE + 2), bytes(0), bytes(5), bytes(PieceSums.PIECE), bytes(3)};
        assertArrayEquals(expected(parts), digests(parts).all(IN));
    }

    /** What is there before the parts before it are. */
    @Test
    void theLastPartMayBeBegunFirst() throws Exception {
        byte[] later = new byte[3 * PieceSums.PIECE];
        PieceSums sums = digests(later);
        sums.helpWithLast(IN);
        byte[] bytes = bytes(later.length);
        System.arraycopy(bytes, 0, later, 0, bytes.length);
        assertArrayEquals(expected(bytes), sums.all(IN));
    }

    @Test
    void aHelperThatFailsIsNotWaitedFor() throws Exception {
        PieceSums failing = new PieceSums((bytes, from, to) -> {
            throw new IllegalArgumentException("no sum");
        }, last(), new Artefact.There(bytes(3)));
        Thread helper = new Thread(() -> {
            try {
                failing.help(IN);
            } catch (IllegalArgumentException e) {
                // as it must be
            }
        });
        helper.start();
        helper.join();
        assertThrows(IllegalArgumentException.class, () -> failing.all(IN));
    }

    @Test
    void whoeverIsInterruptedGetsItAllTheSame() throws Exception {
        byte[] bytes = bytes(2 * PieceSums.PIECE);
        Thread.currentThread().interrupt();
        byte[] found = digests(bytes).all(IN);
        assertTrue(Thread.interrupted());
        assertArrayEquals(expected(bytes), found);
        assertFalse(Thread.interrupted());
    }
}
