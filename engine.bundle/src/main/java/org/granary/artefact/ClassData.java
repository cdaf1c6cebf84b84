package org.granary.artefact;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * The class files of an artefact, deflated, one after the other: most of what it holds, and a first call needs a hundredth of it. Of a file
 * they are read and proven piece by piece when it is loaded, and only the first pieces are kept, with what a first call is likely to need.
 * Any other is read again when a class in it is needed, and must have the sum that was proven. Those that were needed last are kept, since
 * classes that call each other stand beside each other as a rule. Thread-safe; where something is read, no lock is held.
 */
final class ClassData {
    /** How many pieces are kept when they have been proven: what is a call or two away from a module's exports. */
    static final int AHEAD = 4;
    /** How many pieces are kept in all: calls go to and fro between a few places. */
    private static final int MOST_KEPT = AHEAD + 2;

    private final ArtefactInput.Again again;
    private final long from;
    private final int length;
    /** The bytes where all of them are kept. */
    private final byte[] all;
    /** What was needed last, the latest first. */
    private final Piece[] kept = new Piece[MOST_KEPT];
    /** What they were proven by. */
    private volatile Proven proven;
    /** Set when the file has been found to be another: it is not looked at again. */
    private volatile boolean changed;

    private record Proven(PieceSums.Sum sum, byte[] sums) {
    }

    private record Piece(int number, byte[] bytes) {
    }

    /** Where they stand. Of what cannot be read again they are read. */
    ClassData(ArtefactInput in, long from, int length) {
        this.again = in.again();
        this.from = from;
        this.length = length;
        this.all = again == null ? new byte[length] : null;
        if (all != null) {
            in.read(from, all, 0, length);
        }
    }

    int length() {
        return length;
    }

    /** Where in the artefact it begins. */
    long base() {
        return from;
    }

    /** How many bytes a piece has. */
    private int length(int piece) {
        return Math.min(PieceSums.PIECE, length - piece * PieceSums.PIECE);
    }

    /** The number of the piece that is to be read in some turn: those that are kept last, into what others were read through. */
    int inTurn(int turn) {
        int count = (int) ((length + PieceSums.PIECE - 1L) / PieceSums.PIECE);
        return count > AHEAD ? (turn + AHEAD) % count : turn;
    }

    /** What one thread reads pieces by, to sum them up. */
    Reader reader(PieceSums.Sum sum, ArtefactInput in) {
        return new Reader(sum, in);
    }

    /** Reads pieces through a buffer, which becomes the first one's of those that are kept. Confined to one thread. */
    final class Reader {
        private final PieceSums.Sum sum;
        private final ArtefactInput in;
        private byte[] buffer;

        Reader(PieceSums.Sum sum, ArtefactInput in) {
            this.sum = sum;
            this.in = in;
        }

        /** The sum of a piece, which is read if it is not there. Nobody looks at what is kept before it has been proven. */
        byte[] sum(int piece) {
            int begin = piece * PieceSums.PIECE;
            int count = length(piece);
            if (all != null) {
                return sum.of(all, begin, begin + count);
            }
            boolean ahead = piece < AHEAD;
            if (buffer == null || ahead && buffer.length != count) {
                buffer = new byte[ahead ? count : PieceSums.PIECE];
            }
            byte[] into = buffer;
            in.read(from + begin, into, 0, count);
            if (ahead) {
                keep(new Piece(piece, into));
                buffer = null;
            }
            return sum.of(into, 0, count);
        }
    }

    /** Keeps a piece, in the place of an earlier reading of it, or of the one that was not needed for the longest time. */
    private void keep(Piece piece) {
        synchronized (kept) {
            int place = 0;
            while (place < MOST_KEPT - 1 && kept[place] != null && kept[place].number != piece.number) {
                place++;
            }
            System.arraycopy(kept, 0, kept, 1, place);
            kept[0] = piece;
        }
    }

    /** Tells the sums of all pieces, one after the other, that a later reading must have, too. */
    void proven(PieceSums.Sum sum, byte[] sums) {
        proven = new Proven(sum, sums);
    }

    /**
     * A range, if no file has to be read for it.
     *
     * @return where it stands, in what nobody changes; or null
     */
    Artefact.Place atHand(int begin, int count) {
        if (all != null) {
            return new Artefact.Place(all, begin, count, from);
        }
        int in = begin % PieceSums.PIECE;
        if (count > 0 && count <= PieceSums.PIECE - in) {
            byte[] piece = kept(begin / PieceSums.PIECE);
            return piece == null ? null : new Artefact.Place(piece, in, count, from + begin - in);
        }
        byte[] range = new byte[count];
        for (int done = 0; done < count;) {
            int more = copy(begin + done, range, done);
            if (more == 0) {
                return null;
            }
            done += more;
        }
        return new Artefact.Place(range, 0, count, from + begin);
    }

    /** A piece that is kept, which then is the one that was needed last; or null. */
    private byte[] kept(int number) {
        synchronized (kept) {
            for (int i = 0; i < MOST_KEPT; i++) {
                Piece one = kept[i];
                if (one != null && one.number == number) {
                    System.arraycopy(kept, 0, kept, 1, i);
                    kept[0] = one;
                    return one.bytes;
                }
            }
        }
        return null;
    }

    /** Copies what of a range is in the piece that it begins in; gives how many bytes that are, 0 when the piece is not there. */
    private int copy(int begin, byte[] into, int at) {
        if (all != null) {
            System.arraycopy(all, begin, into, at, into.length - at);
            return into.length - at;
        }
        int in = begin % PieceSums.PIECE;
        byte[] piece = kept(begin / PieceSums.PIECE);
        int count = piece == null ? 0 : Math.min(into.length - at, PieceSums.PIECE - in);
        if (count > 0) {
            System.arraycopy(piece, in, into, at, count);
        }
        return count;
    }

    /**
     * A range.
     *
     * @return a copy
     * @throws ArtefactException    when it is another than the one that was proven, or nothing has been proven yet
     * @throws UncheckedIOException when it cannot be read any more
     */
    byte[] read(int begin, int count) {
        byte[] range = new byte[count];
        for (int done = 0; done < count;) {
            int at = begin + done;
            int more = copy(at, range, done);
            if (more == 0) {
                int in = at % PieceSums.PIECE;
                more = Math.min(count - done, PieceSums.PIECE - in);
                // copied from here: others may need room for theirs
                System.arraycopy(piece(at / PieceSums.PIECE), in, range, done, more);
            }
            done += more;
        }
        return range;
    }

    private byte[] piece(int number) {
        if (changed) {
            throw changed();
        }
        byte[] bytes = new byte[length(number)];
        try (ArtefactInput in = again.open()) {
            long there = in.length();
            if (there < from + length) {
                // perhaps somebody still writes it: to find that costs nothing
                throw new UncheckedIOException(new EOFException("it has become shorter: " + there + " bytes"));
            }
            in.read(from + (long) number * PieceSums.PIECE, bytes, 0, bytes.length);
        }
        check(number, bytes);
        keep(new Piece(number, bytes));
        return bytes;
    }

    private void check(int number, byte[] bytes) {
        Proven known = proven;
        if (known == null) {
            // no word of a change, which would stand; the source can be compiled in its place
            throw new ArtefactException(Reason.UNTRUSTED, "a class of it is needed before any of them has been proven");
        }
        byte[] found = known.sum.of(bytes, 0, bytes.length);
        if (!MessageDigest.isEqual(found, Arrays.copyOfRange(known.sums, number * found.length,
                (number + 1) * found.length))) {
            changed = true;
            throw changed();
        }
    }

    private static ArtefactException changed() {
        return new ArtefactException(Reason.TAMPERED, "its file was changed after it was loaded");
    }
}
