package org.granary.artefact;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sums over the parts of an artefact, one for each piece of {@value #PIECE} bytes, the last piece of a part being shorter. How long the
 * parts are stands in front of them, so that no two artefacts are cut into the same pieces. Several threads may help, each with the next
 * piece that nobody has begun. Thread-safe.
 */
final class PieceSums {
    static final int PIECE = 1 << 18;

    private final Sum sum;
    private final byte[][] parts;
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
     * @param sum   what to compute
     * @param parts what nobody changes any more when a piece is begun
     */
    PieceSums(Sum sum, byte[]... parts) {
        this.sum = sum;
        this.parts = parts;
        int count = 0;
        for (byte[] part : parts) {
            count += count(part);
        }
        this.pieces = new byte[count][];
        this.left = new CountDownLatch(count);
    }

    private static int count(byte[] part) {
        return (int) ((part.length + PIECE - 1L) / PIECE);
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
        int part = 0;
        int number = piece;
        while (number >= count(parts[part])) {
            number -= count(parts[part++]);
        }
        int begin = number * PIECE;
        return sum.of(parts[part], begin, (int) Math.min(parts[part].length, begin + (long) PIECE));
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
