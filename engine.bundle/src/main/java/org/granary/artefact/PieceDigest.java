package org.granary.artefact;

import java.security.MessageDigest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The digest of an artefact: SHA-256 over the head and the digests of all pieces of the body, of {@value #PIECE} bytes each but the last
 * one. How long the body is stands in the head, so that no two bodies are cut into the same pieces. Several threads may help, each with
 * the next piece that nobody has begun. Thread-safe.
 */
public final class PieceDigest {
    static final int PIECE = 1 << 18;

    /** The platform's digest becomes fast when it has been called some thousand times, and not within one call. */
    private static final int STEP = 1 << 16;

    private final byte[] bytes;
    private final int headLength;
    private final int from;
    private final int to;
    private final byte[][] pieces;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;

    /**
     * Begins nothing yet.
     *
     * @param bytes      what nobody changes any more
     * @param headLength how many bytes of the head count, from the first one on
     * @param from       where the body begins
     * @param to         where it ends
     */
    PieceDigest(byte[] bytes, int headLength, int from, int to) {
        this.bytes = bytes;
        this.headLength = headLength;
        this.from = from;
        this.to = to;
        this.pieces = new byte[(int) (((long) to - from + PIECE - 1) / PIECE)][];
        this.left = new CountDownLatch(pieces.length);
    }

    /** Works on pieces until all have been begun. */
    public void help() {
        for (int piece = next.getAndIncrement(); piece < pieces.length; piece = next.getAndIncrement()) {
            try {
                pieces[piece] = of(piece);
            } finally {
                left.countDown();
            }
        }
    }

    private byte[] of(int piece) {
        MessageDigest digest = Sha256.begin();
        int begin = from + piece * PIECE;
        int end = piece == pieces.length - 1 ? to : begin + PIECE;
        for (int at = begin; at < end; at += STEP) {
            digest.update(bytes, at, Math.min(STEP, end - at));
        }
        return digest.digest();
    }

    /**
     * Helps, and waits for those that help, whatever interrupts the caller.
     *
     * @return 32 bytes
     */
    byte[] whole() {
        help();
        await();
        MessageDigest digest = Sha256.begin();
        digest.update(bytes, 0, headLength);
        for (int i = 0; i < pieces.length; i++) {
            // one that a helper did not come to the end of is done by whoever needs it
            digest.update(pieces[i] != null ? pieces[i] : of(i));
        }
        return digest.digest();
    }

    private void await() {
        boolean interrupted = false;
        while (true) {
            try {
                left.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
