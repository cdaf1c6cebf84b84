package org.granary.engine;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which precompiled artefacts an engine believes, and how it marks its own. An artefact is believed when it carries a code under the host's
 * key, or an Ed25519 signature of a trusted key. Immutable, thread-safe.
 */
public final class ArtefactTrust {
    private final Path hostKeyFile;
    private final boolean hostKey;
    private final KeyPair signingKey;
    private final List<PublicKey> trustedKeys;
    private final boolean trustUnsigned;

    private ArtefactTrust(Builder from) {
        hostKeyFile = from.hostKeyFile;
        hostKey = from.hostKey;
        signingKey = from.signingKey;
        trustedKeys = List.copyOf(from.trustedKeys);
        trustUnsigned = from.trustUnsigned;
    }

    /**
     * Starts from the defaults: the host's key at its usual place, no other keys, nothing unsigned.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The file of the host's key, where one was named.
     *
     * @return empty for the usual place: {@code granary/host.key} in the user's folder of configurations
     */
    public Optional<Path> hostKeyFile() {
        return Optional.ofNullable(hostKeyFile);
    }

    /**
     * Whether the host's key is used.
     *
     * @return the setting
     */
    public boolean hostKey() {
        return hostKey;
    }

    /**
     * The key that signs.
     *
     * @return empty unless one was given
     */
    public Optional<KeyPair> signingKey() {
        return Optional.ofNullable(signingKey);
    }

    /**
     * The keys whose signatures are believed; the signing key is not among them by itself.
     *
     * @return an unmodifiable list
     */
    public List<PublicKey> trustedKeys() {
        return trustedKeys;
    }

    /**
     * Whether artefacts are taken that carry no proof of where they come from.
     *
     * @return the setting
     */
    public boolean trustUnsigned() {
        return trustUnsigned;
    }

    /** Collects settings; confined to one thread. */
    public static final class Builder {
        private Path hostKeyFile;
        private boolean hostKey = true;
        private KeyPair signingKey;
        private final List<PublicKey> trustedKeys = new ArrayList<>();
        private boolean trustUnsigned;

        private Builder() {
        }

        /**
         * Names the file of the host's key. It is made, readable by its owner alone, when something is first marked with it.
         *
         * @param file 32 bytes, or not there
         * @return this
         */
        public Builder hostKeyFile(Path file) {
            hostKeyFile = Objects.requireNonNull(file, "file");
            hostKey = true;
            return this;
        }

        /**
         * Does without the host's key: nothing is marked with it, and its marks are not believed.
         *
         * @return this
         */
        public Builder noHostKey() {
            hostKey = false;
            return this;
        }

        /**
         * Signs what the engine writes, beside the host key's code.
         *
         * @param key an Ed25519 pair; another kind is refused when the engine is made
         * @return this
         */
        public Builder signingKey(KeyPair key) {
            signingKey = Objects.requireNonNull(key, "key");
            return this;
        }

        /**
         * Believes a key's signatures.
         *
         * @param key an Ed25519 key; another kind is refused when the engine is made
         * @return this
         */
        public Builder trustedKey(PublicKey key) {
            trustedKeys.add(Objects.requireNonNull(key, "key"));
            return this;
        }

        /**
         * Takes artefacts without proof. What they can do is bounded all the same (docs/decisions/artefacts.md); that they do what their
         * source says is not known.
         *
         * @param on the setting
         * @return this
         */
        public Builder trustUnsigned(boolean on) {
            trustUnsigned = on;
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return an immutable copy of what was set
         */
        public ArtefactTrust build() {
            return new ArtefactTrust(this);
        }
    }
}
