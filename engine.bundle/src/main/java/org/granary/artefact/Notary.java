package org.granary.artefact;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.granary.artefact.Artefact.Seal;
import org.granary.engine.ArtefactTrust;

/**
 * Makes and checks the proofs of where artefacts come from. The host's key is read when it is first needed. Thread-safe.
 */
public final class Notary {
    private static final byte[] PURPOSE = "granary artefact 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POINT = "granary artefact point\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WORDS = "granary artefact words\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME = "granary key name\0".getBytes(StandardCharsets.US_ASCII);

    private static final int BLOCK = 64;

    private final ArtefactTrust trust;
    private volatile byte[] hostKey;

    /**
     * With an engine's settings.
     *
     * @param trust the settings
     */
    public Notary(ArtefactTrust trust) {
        this.trust = trust;
    }

    /** The host's key, empty when it is not used or has no place. */
    private synchronized Optional<byte[]> hostKey() {
        if (hostKey == null && trust.hostKey()) {
            Optional<Path> file = hostKeyFile();
            hostKey = file.isPresent() ? HostKey.of(file.get()) : null;
        }
        return Optional.ofNullable(hostKey);
    }

    /** The same where there is one already: what this host has not made needs no key to be made. */
    private Optional<byte[]> existingHostKey() {
        Optional<Path> file = trust.hostKey() ? hostKeyFile() : Optional.empty();
        // where nobody can tell, since a folder may not be looked into, reading says why
        return file.isPresent() && !Files.notExists(file.get()) ? hostKey() : Optional.empty();
    }

    private Optional<Path> hostKeyFile() {
        return trust.hostKeyFile().isPresent() ? trust.hostKeyFile() : HostKey.usualPlace(System.getenv());
    }

    /**
     * HMAC-SHA256 (RFC 2104) of a key of 32 bytes. By hand, since the platform's own takes longer to be found and initialised than a module
     * takes to be loaded.
     */
    private static byte[] code(byte[] key, byte[]... parts) {
        byte[] padded = Arrays.copyOf(key, BLOCK);
        byte[][] inner = new byte[parts.length + 1][];
        inner[0] = masked(padded, 0x36);
        System.arraycopy(parts, 0, inner, 1, parts.length);
        return Sha256.of(masked(padded, 0x5c), Sha256.of(inner));
    }

    private static byte[] masked(byte[] key, int mask) {
        byte[] masked = new byte[key.length];
        for (int i = 0; i < key.length; i++) {
            masked[i] = (byte) (key[i] ^ mask);
        }
        return masked;
    }

    private static byte[] name(byte[] whole) {
        return Arrays.copyOf(whole, Seal.KEY_LENGTH);
    }

    /**
     * A code under the host's key over something else than an artefact.
     *
     * @param parts what it is about; the first says for what purpose
     * @return 32 bytes, or empty without a host key
     * @throws IllegalStateException or {@link UncheckedIOException} when the key's file is of no use
     */
    Optional<byte[]> hostCode(byte[]... parts) {
        Optional<byte[]> key = hostKey();
        return key.isPresent() ? Optional.of(code(key.get(), parts)) : key;
    }

    /**
     * Reads the host's key, where there is one, which takes a new process longer than to use it. None is made: who only tries to load
     * something finds no new file. That the key is of no use is told whoever needs it.
     */
    public void prepare() {
        try {
            existingHostKey();
        } catch (UncheckedIOException | IllegalStateException e) {
            // told at once to whoever asks again
            return;
        }
    }

    /** Sums that nobody knows who does not have the host's key. */
    private static PairProducts products(byte[] key) {
        return new PairProducts(code(key, WORDS), code(key, POINT));
    }

    /** The host's code over an artefact: over what stands before the source, and secret sums of the pieces of the rest. */
    private static byte[] sealing(byte[] key, byte[] front, byte[] sums) {
        return code(key, PURPOSE, front, sums);
    }

    /**
     * Proves that this host, and the signing key where there is one, made an artefact.
     *
     * @param unsealed the artefact, without seals
     * @return one seal for each key
     * @throws IllegalStateException or {@link UncheckedIOException} when the host key's file is of no use
     */
    public List<Seal> seals(byte[] unsealed) {
        List<Seal> seals = new ArrayList<>();
        byte[] front = ArtefactFormat.front(unsealed);
        hostKey().ifPresent(key -> {
            byte[] sums = ArtefactFormat.sums(unsealed, products(key));
            seals.add(new Seal(Seal.HOST_KEY, name(code(key, NAME)), sealing(key, front, sums)));
        });
        trust.signingKey().ifPresent(pair -> {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(pair.getPrivate());
                signature.update(PURPOSE);
                signature.update(front, ArtefactFormat.DIGEST_AT, Sha256.LENGTH);
                seals.add(new Seal(Seal.SIGNATURE, name(Sha256.of(pair.getPublic().getEncoded())), signature.sign()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the signing key cannot sign: " + e.getMessage(), e);
            }
        });
        return seals;
    }

    /**
     * Begins to look for a proof.
     *
     * @param artefact an artefact, taken apart
     * @param in       what it was read from
     * @param byCode   whether the host's code is enough; else its digest is looked at in any case
     * @return nothing of it is computed yet
     */
    public Proof proof(Artefact artefact, ArtefactInput in, boolean byCode) {
        byte[] key = byCode ? keyOf(artefact) : null;
        return new Proof(this, artefact, in, key, artefact.sums(key == null ? new Sha256.OfPieces() : products(key)));
    }

    /** The host's key, if an artefact names it; where it cannot be read that is told when all else has been looked at. */
    private byte[] keyOf(Artefact artefact) {
        prepare();
        byte[] key = hostKey;
        byte[] name = null;
        for (Seal seal : artefact.seals()) {
            if (key != null && seal.kind() == Seal.HOST_KEY) {
                name = name == null ? name(code(key, NAME)) : name;
                if (Arrays.equals(seal.key(), name)) {
                    return key;
                }
            }
        }
        return null;
    }

    /** Whether the host's code over an artefact is among its seals. */
    static boolean codeHolds(Artefact artefact, byte[] key, byte[] sums) {
        byte[] code = sealing(key, artefact.front(), sums);
        byte[] name = name(code(key, NAME));
        for (Seal seal : artefact.seals()) {
            if (seal.kind() == Seal.HOST_KEY && Arrays.equals(seal.key(), name) && MessageDigest.isEqual(seal.proof(), code)) {
                return true;
            }
        }
        return false;
    }

    /** Looks for a proof other than the host's code; empty when one holds, else what is missing, in words. */
    Optional<String> unproven(Artefact artefact) {
        // first what needs no file of this host's, which may be of no use: its code stands before the signature
        for (Seal seal : artefact.seals()) {
            if (seal.kind() == Seal.SIGNATURE && wrong(seal, artefact.digest()).isEmpty()) {
                return Optional.empty();
            }
        }
        List<String> why = new ArrayList<>();
        for (Seal seal : artefact.seals()) {
            String wrong = wrong(seal, artefact.digest());
            if (wrong.isEmpty()) {
                return Optional.empty();
            }
            why.add(wrong);
        }
        return Optional.of(why.isEmpty() ? "nothing" : String.join(" and ", why));
    }

    /** What is wrong with a seal; empty when it proves something. */
    private String wrong(Seal seal, byte[] digest) {
        if (seal.kind() == Seal.HOST_KEY) {
            Optional<byte[]> key;
            try {
                key = existingHostKey();
            } catch (UncheckedIOException | IllegalStateException e) {
                if (!trust.trustUnsigned()) {
                    throw e;
                }
                // it is taken without a proof, too
                return "a code that nothing can be told of: " + e.getMessage();
            }
            return key.isEmpty() || !Arrays.equals(seal.key(), name(code(key.get(), NAME))) ? "the code of another host's key"
                    : "a wrong code of this host's key";
        }
        if (seal.kind() != Seal.SIGNATURE) {
            return "a seal of unknown kind " + seal.kind();
        }
        for (PublicKey key : trust.trustedKeys()) {
            if (Arrays.equals(seal.key(), name(Sha256.of(key.getEncoded())))) {
                return verifies(key, digest, seal.proof()) ? "" : "a wrong signature of a trusted key";
            }
        }
        return "the signature of a key that is not trusted";
    }

    private static boolean verifies(PublicKey key, byte[] digest, byte[] proof) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(PURPOSE);
            signature.update(digest);
            return signature.verify(proof);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a trusted key is of no use: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
