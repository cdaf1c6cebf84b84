package org.granary.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** What a precompiled artefact holds. */
public enum Precompiled {
    /** A core module. */
    MODULE,
    /** A component. */
    COMPONENT;

    /** What every artefact begins with: not a module's first bytes, no text, and not the same after a transfer that changes line ends. */
    private static final byte[] MAGIC = {0, 'g', 'r', 'n', 'y', '\r', '\n', 0x1a};

    /**
     * The bytes at the beginning of an artefact; then comes the ordinal of what it holds.
     *
     * @return 8 bytes, the caller's own
     */
    public static byte[] magic() {
        return MAGIC.clone();
    }

    static Optional<Precompiled> detect(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        if (bytes.length <= MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        int kind = bytes[MAGIC.length];
        return kind >= 0 && kind < values().length ? Optional.of(values()[kind]) : Optional.empty();
    }

    static Optional<Precompiled> detect(Path file) {
        try (InputStream in = Files.newInputStream(Objects.requireNonNull(file, "file"))) {
            return detect(in.readNBytes(MAGIC.length + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
    }
}
