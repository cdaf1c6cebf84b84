package org.granary.engine.impl;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.granary.artefact.ArtefactInput;
import org.granary.engine.Engine;

/**
 * The file of an artefact, open. Not by a channel, which an interrupted thread would close. For one thread, and its second handle for
 * another one.
 */
final class ArtefactFile implements ArtefactInput {
    /** The platform reads into memory of its own, as long as what is asked for, and copies that: a small piece stays in the cache. */
    private static final int PIECE = 1 << 16;
    /** A file is rarely replaced just when it is opened, and hardly ever again. */
    private static final int TRIES = 3;

    private static final int BEGIN = 1 << 12;

    private final Path file;
    private final RandomAccessFile open;
    private final ArtefactFile second;
    private final long length;

    private ArtefactFile(Path file, RandomAccessFile open, ArtefactFile second, long length) {
        this.file = file;
        this.open = open;
        this.second = second;
        this.length = length;
    }

    /**
     * Opens a file.
     *
     * @param file an artefact's, or whatever else; what is no regular file is read at once
     * @return to be closed
     * @throws UncheckedIOException when it cannot be read
     */
    static ArtefactInput open(Path file) {
        try {
            if (!Files.isRegularFile(file) || file.getFileSystem() != FileSystems.getDefault()) {
                return ArtefactInput.of(whole(file));
            }
            for (int left = TRIES; true; left--) {
                Object before = key(file);
                ArtefactFile opened = opened(file, single(file, null));
                boolean same = false;
                try {
                    same = left == 0 || Objects.equals(before, key(file));
                    if (same) {
                        return opened;
                    }
                } finally {
                    // somebody has put another in its place: both handles have to be of one
                    if (!same) {
                        opened.close();
                    }
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Of what begins as no artefact does only the beginning, which says so: a device may have no end. */
    private static byte[] whole(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(BEGIN);
            if (begin.length < BEGIN || Engine.detectPrecompiled(begin).isEmpty()) {
                return begin;
            }
            byte[] rest = in.readAllBytes();
            byte[] all = Arrays.copyOf(begin, begin.length + rest.length);
            System.arraycopy(rest, 0, all, begin.length, rest.length);
            return all;
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static ArtefactFile opened(Path file, ArtefactFile second) throws IOException {
        boolean done = false;
        try {
            ArtefactFile opened = single(file, second);
            done = true;
            return opened;
        } finally {
            if (!done) {
                second.close();
            }
        }
    }

    private static ArtefactFile single(Path file, ArtefactFile second) throws IOException {
        RandomAccessFile open = new RandomAccessFile(file.toFile(), "r");
        boolean done = false;
        try {
            ArtefactFile opened = new ArtefactFile(file, open, second, open.length());
            done = true;
            return opened;
        } finally {
            if (!done) {
                open.close();
            }
        }
    }

    private static UncheckedIOException unreadable(Path file, IOException why) {
        return new UncheckedIOException(file + " cannot be read: " + why, why);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void read(long from, byte[] into, int at, int count) {
        try {
            open.seek(from);
            for (int done = 0; done < count;) {
                int more = open.read(into, at + done, Math.min(PIECE, count - done));
                if (more < 0) {
                    throw new EOFException("it has become shorter while it was read");
                }
                done += more;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public ArtefactInput beside() {
        return second;
    }

    @Override
    public Again again() {
        return new Place(file);
    }

    private record Place(Path file) implements Again {
        @Override
        public ArtefactInput open() {
            try {
                if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                    throw new IOException("it is no regular file any more");
                }
                return single(file, null);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
    }

    @Override
    public void close() {
        try {
            try {
                open.close();
            } finally {
                if (second != null) {
                    second.close();
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
