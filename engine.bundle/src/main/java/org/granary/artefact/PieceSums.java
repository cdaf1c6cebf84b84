package org.granary.artefact;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sums over an artefact's body, one for each piece of {@value #PIECE} bytes but the last one, which is shorter. How long the body is stands
 * in the head, so that no two bodies are cut into the same pieces. Several threads may help, each with the next piece that nobody has
 * begun. Thread-safe.
 */
final class PieceSums {
    static final int PIECE = 1 << 18;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final Sum sum;
    private final byte[][] pieces;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;

    /** What is computed of each piece. Thread-safe. */
    interface Sum {
        /** The sum of a range, as long as that of any other. */
        byte[] of(byte[] bytes, int from, int to);
    }

    /**
     * Begins nothing yet.
     *
     * @param bytes what nobody changes any more
     * @param from  where the body begins
     * @param to    where it ends
     * @param sum   what to compute
     */
    PieceSums(byte[] bytes, int from, int to, Sum sum) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.sum = sum;
        this.pieces = new byte[(int) (((long) to - from + PIECE - 1) / PIECE)][];
        this.left = new CountDownLatch(pieces.length);
    }

    /** Works on pieces until all have been begun. */
    void help() {
        for (int piece = next.getAndIncrement(); piece < pieces.length; piece = next.getAndIncrement()) {
            try {
                pieces[piece] = of(piece);
            } finally {
                left.countDown();
            }
        }
    }

    private byte[] of(int piece) {
        int begin = from + piece * PIECE;
        return sum.of(bytes, begin, piece == pieces.length - 1 ? to : begin + PIECE);
    }

    /**
     * Helps, and waits for those that help, whatever interrupts the caller.
     *
     * @return the sums, one after the other
     */
    byte[] all() {
        help();
        await();
        byte[] all = new byte[0];
        for (int i = 0; i < pieces.length; i++) {
            // one that a helper did not come to the end of is done by whoever needs it
            byte[] one = pieces[i] != null ? pieces[i] : of(i);
            all = i == 0 ? new byte[pieces.length * one.length] : all;
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
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
