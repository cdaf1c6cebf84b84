package org.granary.artefact;

import java.util.Optional;

/**
 * What proves where an artefact comes from. The host's code is looked at first, since it is quicker than the digest, which is left to those
 * that the code does not prove: what was changed is found either way. Thread-safe.
 */
public final class Proof {
    private final Notary notary;
    private final Artefact artefact;
    private final ArtefactInput in;
    private final byte[] key;
    private final PieceSums sums;

    Proof(Notary notary, Artefact artefact, ArtefactInput in, byte[] key, PieceSums sums) {
        this.notary = notary;
        this.artefact = artefact;
        this.in = in;
        this.key = key;
        this.sums = sums;
    }

    /** What the thread that loads can do while another may still read the source. */
    public void begin() {
        sums.helpWithLast(in);
    }

    /**
     * Works on it until all of it has been begun by somebody; when the source has been read.
     *
     * @param by what the calling thread reads by
     */
    public void help(ArtefactInput by) {
        sums.help(by);
    }

    /**
     * Whether there is one.
     *
     * @return empty when one holds, else what is missing, in words
     * @throws org.granary.engine.ArtefactException when the artefact was changed after it was written
     * @throws IllegalStateException or {@link java.io.UncheckedIOException} when the host key's file is of no use, and
     *                               {@code trustUnsigned} is not set
     */
    public Optional<String> missing() {
        if (key != null && Notary.codeHolds(artefact, key, sums.all(in))) {
            return Optional.empty();
        }
        checkDigest();
        return notary.unproven(artefact);
    }

    /**
     * Looks at the digest alone.
     *
     * @throws org.granary.engine.ArtefactException when the artefact was changed after it was written
     */
    public void checkDigest() {
        PieceSums digests = key == null ? sums : artefact.sums(new Sha256.OfPieces());
        ArtefactFormat.checkDigest(artefact, digests.all(in));
    }
}
