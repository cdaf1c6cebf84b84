package org.granary.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads all bytes of a file or stream that may be a module, a text or precompiled. Of what is long and begins as none of them only the
 * beginning is read, which says so: a device has no end. Of what is too large nothing more is read than that: a gigabyte takes long.
 * Stateless.
 */
public final class SourceBytes {
    /** As much as says what it is, and all of what is shorter. */
    private static final int BEGIN = 1 << 12;

    private SourceBytes() {
    }

    /**
     * The bytes of a file.
     *
     * @param file a readable file; a pipe is waited for until whoever writes closes it
     * @return all of them; of what is none of ours, and longer than a module may be or no regular file, only the first 4,096
     * @throws LimitException       when it is longer than {@link ModuleLimits#MODULE_BYTES} or, unless it is binary,
     *                              {@link ModuleLimits#TEXT_BYTES}
     * @throws UncheckedIOException when it cannot be read
     */
    public static byte[] read(Path file) {
        return read(file, ModuleLimits.MODULE_BYTES.value());
    }

    static byte[] read(Path file, long mostBinary) {
        Objects.requireNonNull(file, "file");
        try {
            // what is no regular file has no size
            long size = Files.isRegularFile(file) ? Files.size(file) : -1;
            if (size >= 0 && size <= mostBinary) {
                return Files.readAllBytes(file);
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(in, file.toString(), size, mostBinary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
    }

    /**
     * The bytes of a stream.
     *
     * @param in   read to its end; not closed
     * @param name what it is called in messages
     * @return all of them; of what is none of ours, only the first 4,096
     * @throws LimitException       as for files
     * @throws UncheckedIOException when it cannot be read
     */
    public static byte[] read(InputStream in, String name) {
        return read(in, name, ModuleLimits.MODULE_BYTES.value());
    }

    static byte[] read(InputStream in, String name, long mostBinary) {
        try {
            return read(in, name, -1, mostBinary);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read: " + e, e);
        }
    }

    private static byte[] read(InputStream in, String name, long size, long mostBinary) throws IOException {
        byte[] begin = in.readNBytes(BEGIN);
        SourceKind kind = SourceKind.of(begin);
        if (begin.length < BEGIN || kind == SourceKind.OTHER) {
            return begin;
        }
        int most = (int) (kind == SourceKind.BINARY ? mostBinary : ModuleLimits.TEXT_BYTES.value());
        if (size > most) {
            throw tooLarge(name, most, size);
        }
        byte[] rest = in.readNBytes(most - BEGIN);
        if (rest.length == most - BEGIN && in.read() >= 0) {
            throw tooLarge(name, most, "more");
        }
        byte[] all = Arrays.copyOf(begin, BEGIN + rest.length);
        System.arraycopy(rest, 0, all, BEGIN, rest.length);
        return all;
    }

    private static LimitException tooLarge(String name, int most, Object found) {
        return new LimitException(Refusal.of(Failure.TOO_LARGE).detail("size of " + name).expected("at most " + most + " bytes", found));
    }
}
