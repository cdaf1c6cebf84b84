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
    private final Sums sums;

    Proof(Notary notary, Artefact artefact, ArtefactInput in, byte[] key, Sums sums) {
        this.notary = notary;
        this.artefact = artefact;
        this.in = in;
        this.key = key;
        this.sums = sums;
    }

    /** What the thread that loads can do while another may still read the source. */
    public void begin() {
        sums.further();
    }

    /** Works on it until all of it has been begun by somebody; when the source has been read. */
    public void help() {
        sums.help();
    }

    /**
     * Whether there is one.
     *
     * @return empty when one holds, else what is missing, in words
     * @throws org.granary.engine.ArtefactException when the artefact was changed after it was written
     * @throws IllegalStateException or {@link java.io.UncheckedIOException} when the host key's file is of no use
     */
    public Optional<String> missing() {
        if (key != null && Notary.codeHolds(artefact, key, sums)) {
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
        ArtefactFormat.checkDigest(artefact, key == null ? sums : new Sums(artefact, new Sha256.OfPieces(), in));
    }
}
