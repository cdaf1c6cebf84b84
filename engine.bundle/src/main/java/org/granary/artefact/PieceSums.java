package org.granary.artefact;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sums over the parts of an artefact, one for each piece of {@value #PIECE} bytes, the last piece of a part being shorter. How long the
 * parts are stands in front of them, so that no two artefacts are cut into the same pieces. Several threads may help, each with the next
 * piece that nobody has begun, and each with an input of its own. Thread-safe.
 */
final class PieceSums {
    /** Of the classes it is what is read later, too, when one of them is needed: some thirty that stand beside each other. */
    static final int PIECE = 1 << 17;

    private final Sum sum;
    private final Artefact.Part[] parts;
    private final ClassData last;
    private final byte[][] pieces;
    /** How many pieces the parts before the last one have. */
    private final int before;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger nextOfLast;
    private final CountDownLatch left;

    /** What is computed of each piece. Thread-safe. */
    interface Sum {
        /** The sum of a range, as long as that of any other. */
        byte[] of(byte[] bytes, int from, int to);

        /** The same for one thread, which may keep room from one sum to the next. */
        default Sum forOneThread() {
            return this;
        }
    }

    /**
     * Begins nothing yet.
     *
     * @param sum   what to compute
     * @param last  the last part, which is there already
     * @param parts those before it, which have been read when a piece of theirs is begun
     */
    PieceSums(Sum sum, ClassData last, Artefact.Part... parts) {
        this.sum = sum;
        this.last = last;
        this.parts = parts;
        int count = 0;
        for (Artefact.Part part : parts) {
            count += count(part.length());
        }
        this.before = count;
        this.nextOfLast = new AtomicInteger(before);
        this.pieces = new byte[before + count(last.length())][];
        this.left = new CountDownLatch(pieces.length);
    }

    private static int count(int length) {
        return (int) ((length + PIECE - 1L) / PIECE);
    }

    /** Works on pieces of the last part until all of these have been begun. */
    void helpWithLast(ArtefactInput in) {
        work(new Hand(in), nextOfLast, pieces.length);
    }

    /** Works on pieces until all have been begun. */
    void help(ArtefactInput in) {
        Hand hand = new Hand(in);
        work(hand, nextOfLast, pieces.length);
        work(hand, next, before);
    }

    private void work(Hand hand, AtomicInteger from, int end) {
        for (int turn = from.getAndIncrement(); turn < end; turn = from.getAndIncrement()) {
            try {
                int piece = turn < before ? turn : before + last.inTurn(turn - before);
                pieces[piece] = hand.of(piece);
            } finally {
                left.countDown();
            }
        }
    }

    /** What a thread works with, from its first piece on. */
    private final class Hand {
        private final ArtefactInput in;
        private Sum own;
        private ClassData.Reader reader;

        Hand(ArtefactInput in) {
            this.in = in;
        }

        byte[] of(int piece) {
            own = own == null ? sum.forOneThread() : own;
            if (piece < before) {
                return PieceSums.this.of(own, piece);
            }
            reader = reader == null ? last.reader(own, in) : reader;
            return reader.sum(piece - before);
        }
    }

    private byte[] of(Sum own, int piece) {
        int part = 0;
        int number = piece;
        while (number >= count(parts[part].length())) {
            number -= count(parts[part++].length());
        }
        int begin = number * PIECE;
        return own.of(parts[part].bytes(), begin, (int) Math.min(parts[part].length(), begin + (long) PIECE));
    }

    /**
     * Helps, and waits for those that help, whatever interrupts the caller.
     *
     * @return the sums, one after the other
     */
    byte[] all(ArtefactInput in) {
        help(in);
        await();
        byte[] all = new byte[0];
        for (int i = 0; i < pieces.length; i++) {
            // one that a helper did not come to the end of is done by whoever needs it
            byte[] one = pieces[i] != null ? pieces[i] : new Hand(in).of(i);
            all = i == 0 ? new byte[pieces.length * one.length] : all;
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        if (all.length > 0) {
            int one = all.length / pieces.length;
            last.proven(sum, Arrays.copyOfRange(all, before * one, all.length));
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
