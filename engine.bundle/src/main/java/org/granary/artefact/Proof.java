package org.granary.artefact;

import java.util.Optional;

/**
 * What proves where an artefact comes from. The host's code is looked at first, since it is quicker than the digest, which is left to those
 * that the code does not prove: what was changed is found either way. Thread-safe.
 */
public final class Proof {
    private final Notary notary;
    private final Artefact artefact;
    private final byte[] key;
    private final PieceSums pieces;

    Proof(Notary notary, Artefact artefact, byte[] key, PieceSums pieces) {
        this.notary = notary;
        this.artefact = artefact;
        this.key = key;
        this.pieces = pieces;
    }

    /** Works on it until all of it has been begun by somebody. */
    public void help() {
        pieces.help();
    }

    /**
     * Whether there is one.
     *
     * @return empty when one holds, else what is missing, in words
     * @throws org.granary.engine.ArtefactException when the artefact was changed after it was written
     * @throws IllegalStateException or {@link java.io.UncheckedIOException} when the host key's file is of no use
     */
    public Optional<String> missing() {
        if (key != null && Notary.codeHolds(artefact, key, pieces)) {
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
        ArtefactFormat.checkDigest(artefact, key == null ? pieces : ArtefactFormat.sums(artefact.module().in(), new Sha256.OfPieces()));
    }
}
