package org.granary.engine.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads large files. Stateless. */
final class Pieces {
    /** The platform reads into memory of its own, as long as what is asked for, and copies that: a small piece stays in the cache. */
    private static final int PIECE = 1 << 16;
    private static final long MOST = 1 << 30;

    private Pieces() {
    }

    /**
     * Reads a file whole.
     *
     * @param file the file
     * @return its bytes
     * @throws UncheckedIOException when it cannot be read
     */
    static byte[] read(Path file) {
        try {
            long size = Files.size(file);
            byte[] bytes = size > 0 && size < MOST ? read(file, (int) size) : null;
            return bytes != null ? bytes : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
    }

    /** Null when it is not as long as it was. */
    private static byte[] read(Path file, int size) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = new byte[size];
            int count = 0;
            int more = 0;
            while (count < size && more >= 0) {
                count += more;
                more = in.read(bytes, count, Math.min(PIECE, size - count));
            }
            return count == size && in.read() < 0 ? bytes : null;
        }
    }
}
