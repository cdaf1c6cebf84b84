package org.granary.artefact;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A precompiled module, taken apart. The arrays are not to be changed.
 *
 * @param compatibility what it was compiled for: 32 bytes
 * @param sourceSha256  the digest of the source: 32 bytes
 * @param digest        the digest of all of it but the seals: 32 bytes
 * @param facts         what validation has found in the bodies
 * @param module        where the module in the binary format stands
 * @param classes       class files of functions, deflated
 * @param seals         proofs of where it comes from
 */
public record Artefact(byte[] compatibility, byte[] sourceSha256, byte[] digest, byte[] facts, Place module,
        PackedClasses classes, List<Seal> seals) {

    /**
     * The class files at full length.
     *
     * @return a new map of new arrays
     * @throws org.granary.engine.ArtefactException when one cannot be unpacked
     */
    public SortedMap<String, byte[]> unpacked() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : classes.names()) {
            files.put(name, classes.get(name).file());
        }
        return files;
    }

    /**
     * The module.
     *
     * @return a copy
     */
    public byte[] source() {
        return Arrays.copyOfRange(module.in, module.from, module.from + module.length);
    }

    /**
     * A part of an artefact that is not copied before somebody needs it.
     *
     * @param in     the artefact, which nobody changes
     * @param from   where it begins
     * @param length how long it is
     */
    public record Place(byte[] in, int from, int length) {
    }

    /**
     * A proof.
     *
     * @param kind  {@link #HOST_KEY} or {@link #SIGNATURE}
     * @param key   which key: 8 bytes
     * @param proof the code or signature
     */
    public record Seal(int kind, byte[] key, byte[] proof) {
        /** A code (HMAC-SHA256) under the host's key. */
        public static final int HOST_KEY = 1;
        /** An Ed25519 signature. */
        public static final int SIGNATURE = 2;
        /** Bytes of a key's name. */
        public static final int KEY_LENGTH = 8;
    }
}
