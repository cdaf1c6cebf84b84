package org.granary.artefact;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * A precompiled module, taken apart. The arrays are not to be changed.
 *
 * @param front   what stands before the source: header, facts, lengths
 * @param facts   what validation has found in the bodies
 * @param first   the module as it stands there ({@link PackedSource}) as far as it is needed without its bodies, which may still be read
 * @param rest    the rest of it, which may still be read
 * @param table   where the classes stand, and what they have in common
 * @param classes class files of functions, deflated
 * @param seals   proofs of where it comes from
 */
public record Artefact(byte[] front, byte[] facts, Part first, Part rest, byte[] table, PackedClasses classes,
        List<Seal> seals) {

    /**
     * What it was compiled for.
     *
     * @return 32 bytes
     */
    public byte[] compatibility() {
        return Arrays.copyOfRange(front, ArtefactFormat.COMPATIBILITY_AT, ArtefactFormat.SOURCE_AT);
    }

    /**
     * The module as it stands there ({@link PackedSource}); waits until it has been read.
     *
     * @return an array that is not to be changed
     */
    public byte[] packedSource() {
        byte[] begin = first.bytes();
        if (rest.length() == 0) {
            return begin;
        }
        byte[] whole = Arrays.copyOf(begin, begin.length + rest.length());
        System.arraycopy(rest.bytes(), 0, whole, begin.length, rest.length());
        return whole;
    }

    /**
     * The module in the binary format.
     *
     * @return a new array
     * @throws ArtefactException when it cannot be unpacked
     */
    public byte[] source() {
        return new PackedSource(packedSource(), front.length).whole();
    }

    /**
     * The digest of the source.
     *
     * @return 32 bytes
     */
    public byte[] sourceSha256() {
        return Arrays.copyOfRange(front, ArtefactFormat.SOURCE_AT, ArtefactFormat.DIGEST_AT);
    }

    /**
     * The digest of all of it but the seals.
     *
     * @return 32 bytes
     */
    public byte[] digest() {
        return Arrays.copyOfRange(front, ArtefactFormat.DIGEST_AT, ArtefactFormat.HEAD);
    }

    /**
     * The names of all classes.
     *
     * @return ascending
     */
    public SortedSet<String> names() {
        return new TreeSet<>(classes.names());
    }

    /** Whether names are such as the compiler gives, in the order in which they are looked for. */
    void checkNames() {
        classes.checkNames();
        if (names().size() < classes.names().size()) {
            throw new ArtefactException(Reason.STRUCTURE, "a class stands among the further ones, too: expected each of "
                    + names() + " once");
        }
    }

    /** Sums of all that stands behind the front, of which nothing is computed yet. */
    PieceSums sums(PieceSums.Sum sum) {
        return new PieceSums(sum, classes.data(), first, rest, new There(table));
    }

    /**
     * A class file at full length.
     *
     * @param name one of {@link #names}
     * @return a new array
     * @throws ArtefactException when it cannot be unpacked, or its file has been changed since it was proven
     * @throws java.io.UncheckedIOException when its file cannot be read any more
     */
    public byte[] file(String name) {
        return classes.read(name).file();
    }

    /**
     * The class files at full length.
     *
     * @return a new map of new arrays
     * @throws ArtefactException when one cannot be unpacked, or its file has been changed since it was proven
     * @throws java.io.UncheckedIOException when its file cannot be read any more
     */
    public SortedMap<String, byte[]> unpacked() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : names()) {
            files.put(name, file(name));
        }
        return files;
    }

    /** A range of an artefact that somebody else may still read. */
    public interface Part {
        /**
         * How long it is.
         *
         * @return bytes
         */
        int length();

        /**
         * What stands there; waits until it has been read.
         *
         * @return the array itself
         * @throws java.io.UncheckedIOException when it cannot be read
         * @throws OutOfMemoryError             when the JVM has no room for it
         */
        byte[] bytes();
    }

    /**
     * A part that has been read.
     *
     * @param bytes what stands there
     */
    record There(byte[] bytes) implements Part {
        @Override
        public int length() {
            return bytes.length;
        }
    }

    /**
     * A part of an artefact that is not copied before somebody needs it.
     *
     * @param in     what nobody changes
     * @param from   where it begins
     * @param length how long it is
     * @param base   the offset in the artefact at which {@code in} begins
     */
    public record Place(byte[] in, int from, int length, long base) {
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
