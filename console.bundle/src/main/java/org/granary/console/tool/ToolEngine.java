package org.granary.console.tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.plugin.PlainText;
import org.granary.text.script.ProposalSwitches;

/**
 * The engine of the commands that compile and run: its settings are those of the host's engine by default, so that what one has compiled
 * the other loads. Stateless.
 */
final class ToolEngine {
    private ToolEngine() {
    }

    /** The settings that the options ask for. A program that ends by an exception is to tell where it threw. */
    static EngineConfig config(Options asked) {
        try {
            ProposalSwitches features = asked.value("--features").map(ProposalSwitches::parse).orElse(ProposalSwitches.NONE);
            return features.builder().interruptable(true).consumeFuel(RunLimits.fuel(asked).isPresent())
                    .interpreter(asked.has("--interpreter")).coreDumpOnTrap(RunLimits.coreDump(asked).isPresent()).exceptionFrames(true)
                    .artefacts(trust(asked)).build();
        } catch (IllegalArgumentException e) {
            throw new UselessException(e.getMessage());
        }
    }

    static Engine create(Options asked) {
        try {
            return Engine.create(config(asked));
        } catch (IllegalArgumentException e) {
            throw new UselessException(e.getMessage());
        }
    }

    private static ArtefactTrust trust(Options asked) {
        ArtefactTrust.Builder trust = ArtefactTrust.builder();
        asked.value("--host-key").ifPresent(file -> trust.hostKeyFile(path(file)));
        asked.value("--key").ifPresent(file -> trust.signingKey(pair(file)));
        asked.value("--trust").ifPresent(file -> trust.trustedKey(publicKey(file)));
        return trust.build();
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UselessException(PlainText.line(file) + ": " + PlainText.line(e.getReason()));
        }
    }

    /** The private key in a file; the public one follows from it. */
    private static KeyPair pair(String file) {
        try {
            EdECPrivateKey key = (EdECPrivateKey) KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pem(file,
                    "PRIVATE KEY")));
            byte[] seed = key.getBytes().orElseThrow(() -> new GeneralSecurityException("it does not give its bytes"));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Repeating(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw noKey(file, "a private Ed25519 key", e);
        }
    }

    private static PublicKey publicKey(String file) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(pem(file, "PUBLIC KEY")));
        } catch (GeneralSecurityException e) {
            throw noKey(file, "a public Ed25519 key", e);
        }
    }

    private static FailedException noKey(String file, String expected, Exception cause) {
        return new FailedException(PlainText.line(file) + ": expected " + expected + ": " + PlainText.line(cause.getMessage()), cause);
    }

    private static byte[] pem(String file, String kind) {
        String maker = kind.startsWith("PUBLIC") ? "openssl pkey -pubout" : "openssl genpkey -algorithm ed25519";
        String text = new String(Modules.read(file), StandardCharsets.US_ASCII);
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        try {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("no " + begin);
            }
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to).strip());
        } catch (IllegalArgumentException e) {
            throw new FailedException(PlainText.line(file) + ": expected a key in PEM (as " + maker + " writes it): "
                    + PlainText.line(e.getMessage()), e);
        }
    }

    /** What is wrong with the host's key, told as the command's failure. */
    static FailedException failed(RuntimeException e) {
        return new FailedException(PlainText.lines(e.getMessage() == null ? e.toString() : e.getMessage()), e);
    }

    /** Gives the same bytes whenever it is asked: the pair that the generator makes is that of the private key. */
    private static final class Repeating extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Repeating(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }
}
