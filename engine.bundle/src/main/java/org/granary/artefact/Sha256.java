package org.granary.artefact;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that is used throughout. Stateless. */
public final class Sha256 {
    /** Bytes of a digest. */
    static final int LENGTH = 32;

    /** The platform's digest becomes fast when it has been called some thousand times, and not within one call. */
    private static final int STEP = 1 << 16;
    /** Up to here it is quicker by hand, in a process that has not asked the platform yet. */
    private static final int SHORT = 4_096;

    private Sha256() {
    }

    private static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The digest of some bytes, one part after the other.
     *
     * @param parts the bytes
     * @return 32 bytes
     */
    public static byte[] of(byte[]... parts) {
        long length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        if (length <= SHORT) {
            return FewBlocks.sha256((int) length, parts);
        }
        MessageDigest digest = begin();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** The digest of a range. */
    static byte[] of(byte[] bytes, int from, int to) {
        MessageDigest digest = begin();
        for (int at = from; at < to; at += STEP) {
            digest.update(bytes, at, Math.min(STEP, to - at));
        }
        return digest.digest();
    }

    /** As what is summed up of pieces. */
    static final class OfPieces implements PieceSums.Sum {
        @Override
        public byte[] of(byte[] bytes, int from, int to) {
            return Sha256.of(bytes, from, to);
        }
    }
}
