package org.granary.artefact;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * The classes for the further forms of a module's memories, which a first call does not need. Of a file they are read and proven when it is
 * loaded, and not kept: memory for them is made when one is needed, and what is read then must have the sums that were proven. Thread-safe.
 */
public final class FurtherClasses {
    private final ArtefactInput.Again again;
    private final long from;
    private final int length;
    private final PackedClasses first;
    private final long mostUnpacked;
    /** The bytes where they are kept. */
    private final byte[] kept;
    /** What they were proven by. */
    private volatile Proven proven;
    private volatile PackedClasses read;
    /** Set when the file has been found to be another: it is not looked at again. */
    private volatile boolean changed;

    private record Proven(PieceSums.Sum sum, byte[] sums) {
    }

    FurtherClasses(ArtefactInput in, long from, int length, PackedClasses first, long mostUnpacked) {
        this.again = in.again();
        this.from = from;
        this.length = length;
        this.first = first;
        this.mostUnpacked = mostUnpacked;
        this.kept = again == null ? new byte[length] : null;
        if (kept != null) {
            in.read(from, kept, 0, length);
        }
    }

    /** Sums of all pieces, which a later reading must have, too. */
    byte[] sums(PieceSums.Sum sum, ArtefactInput in) {
        Proven known = proven;
        if (known == null || known.sum != sum) {
            known = new Proven(sum, computed(sum, in));
            proven = known;
        }
        return known.sums;
    }

    private byte[] computed(PieceSums.Sum sum, ArtefactInput in) {
        if (kept != null) {
            return new PieceSums(sum, kept).all();
        }
        byte[] piece = new byte[Math.min(length, PieceSums.PIECE)];
        byte[] all = new byte[0];
        for (int at = 0; at < length; at += PieceSums.PIECE) {
            int count = Math.min(length - at, PieceSums.PIECE);
            in.read(from + at, piece, 0, count);
            byte[] one = sum.of(piece, 0, count);
            int before = all.length;
            all = Arrays.copyOf(all, before + one.length);
            System.arraycopy(one, 0, all, before, one.length);
        }
        return all;
    }

    /**
     * The classes.
     *
     * @return what finds them
     * @throws ArtefactException    when they are not as they must be, or are others than those that were proven
     * @throws UncheckedIOException when they cannot be read any more
     */
    PackedClasses classes() {
        PackedClasses known = read;
        if (known == null) {
            byte[] bytes = kept != null ? kept : readAgain();
            Cursor in = new Cursor(bytes, 0, length, from);
            known = PackedClasses.read(in, first, mostUnpacked);
            in.atEnd("classes for further forms");
            read = known;
        }
        return known;
    }

    private byte[] readAgain() {
        byte[] bytes;
        try (ArtefactInput in = again.open()) {
            long there = in.length();
            if (there < from + length) {
                // perhaps somebody still writes it: to find that costs nothing
                throw new UncheckedIOException(new EOFException("it has become shorter: " + there + " bytes"));
            }
            bytes = new byte[length];
            in.read(from, bytes, 0, length);
        }
        Proven known = proven;
        if (known == null || !MessageDigest.isEqual(known.sums, new PieceSums(known.sum, bytes).all())) {
            throw new ArtefactException(Reason.TAMPERED, "its file was changed after it was loaded");
        }
        return bytes;
    }

    /** Whether it is one of them and they have been read. */
    boolean atHand(String name) {
        PackedClasses known = read;
        return known != null && known.get(name) != null;
    }

    /**
     * One of them, where they can still be had: what is gone or has been changed is compiled from the source. A file that is not there or
     * is too short is looked for again, one that has been changed is not.
     *
     * @return null when there is none of that name
     */
    PackedClass find(String name) {
        if (changed) {
            return null;
        }
        try {
            return classes().get(name);
        } catch (UncheckedIOException e) {
            return null;
        } catch (ArtefactException e) {
            if (e.reason() == Reason.TAMPERED) {
                changed = true;
                return null;
            }
            throw e;
        }
    }
}
