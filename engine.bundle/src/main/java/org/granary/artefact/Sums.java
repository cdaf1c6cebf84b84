package org.granary.artefact;

/** The sums of all pieces of an artefact: its source, its classes, its further classes. Several threads may help. Thread-safe. */
final class Sums {
    private final Artefact artefact;
    private final PieceSums.Sum sum;
    private final ArtefactInput in;
    private final PieceSums pieces;

    /**
     * Begins nothing yet.
     *
     * @param artefact an artefact, taken apart
     * @param sum      what to compute
     * @param in       where the further classes are, if they are not kept
     */
    Sums(Artefact artefact, PieceSums.Sum sum, ArtefactInput in) {
        this.artefact = artefact;
        this.sum = sum;
        this.in = in;
        this.pieces = new PieceSums(sum, artefact.source(), artefact.rest());
    }

    /** Works on what others may work on, too. */
    void help() {
        pieces.help();
    }

    /** What only the thread does that loads. */
    void further() {
        artefact.further().sums(sum, in);
    }

    /** All of them, one after the other; waits for those who help. */
    byte[] all() {
        byte[] further = artefact.further().sums(sum, in);
        byte[] first = pieces.all();
        byte[] all = new byte[first.length + further.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(further, 0, all, first.length, further.length);
        return all;
    }
}
