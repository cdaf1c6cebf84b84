package org.granary.plugin.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads module files. */
public final class FileContent {
    /** A module of more bytes is no mistake of anybody's tool chain that we know; 1 GiB. */
    static final long MOST_BYTES = 1L << 30;

    private FileContent() {}

    /**
     * The bytes of a module file.
     *
     * @throws IOException when it cannot be read, or is larger than a gigabyte
     */
    public static byte[] read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MOST_BYTES) {
            throw new IOException(tooLarge(size));
        }
        return Files.readAllBytes(file);
    }

    static String tooLarge(long size) {
        return "expected at most " + MOST_BYTES + " bytes, found " + size;
    }

    /**
     * The content of a module file as it was when it was first read: what has served can serve again when the file has become another.
     *
     * @param file the file; read when the content is first asked for, and again after a failure
     * @param told told of the SHA-256 of what was read, in hex, on the thread that reads; of an empty one when it was not there to
     *             be read
     * @return gives copies of the bytes; thread-safe
     */
    public static Artefact.Content once(Path file, Consumer<String> told) {
        return new Artefact.Content() {
            private byte[] bytes;

            @Override
            public synchronized byte[] read() throws IOException {
                if (bytes == null) {
                    try {
                        bytes = FileContent.read(file);
                    } catch (FileSystemException e) {
                        told.accept("");
                        throw e;
                    }
                    told.accept(FileState.hash(new ByteArrayInputStream(bytes)));
                }
                return bytes.clone();
            }
        };
    }

    /** The content of a file that cannot be read. */
    public static Artefact.Content unreadable(String problem) {
        return () -> {
            throw new IOException(problem);
        };
    }
}
