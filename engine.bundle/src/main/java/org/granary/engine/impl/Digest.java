package org.granary.engine.impl;

import java.util.HexFormat;
import org.granary.artefact.Sha256;

/** The digest by which modules are known. */
final class Digest {
    private Digest() {
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes));
    }
}
