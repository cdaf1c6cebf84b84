package org.granary.engine.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads a large file. Stateless. */
final class Pieces implements Function<Pieces.Seen, byte[]> {
    /** The platform reads into memory of its own, as long as what is asked for, and copies that: a small piece stays in the cache. */
    private static final int PIECE = 1 << 16;
    private static final long MOST = 1 << 30;

    private final Path file;

    Pieces(Path file) {
        this.file = file;
    }

    /** Whoever wants to begin before all has been read. */
    interface Seen {
        /**
         * Told what has been read.
         *
         * @param bytes as long as the file; perhaps not what is given in the end, when the file changes meanwhile
         * @param count how many of them have been read, which do not change any more
         */
        void sofar(byte[] bytes, int count);
    }

    /**
     * Reads it whole.
     *
     * @param seen told after each piece, and of the whole
     * @return its bytes
     * @throws UncheckedIOException when it cannot be read
     */
    @Override
    public byte[] apply(Seen seen) {
        try {
            long size = Files.size(file);
            byte[] bytes = size > 0 && size < MOST ? read((int) size, seen) : null;
            return bytes != null ? bytes : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
    }

    /** Null when it is not as long as it was. */
    private byte[] read(int size, Seen seen) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = new byte[size];
            int count = 0;
            int more = 0;
            while (count < size && more >= 0) {
                count += more;
                seen.sofar(bytes, count);
                more = in.read(bytes, count, Math.min(PIECE, size - count));
            }
            return count == size && in.read() < 0 ? bytes : null;
        }
    }
}
