package org.granary.wasi.fs;

import java.io.IOException;
import java.util.List;

/** The two directories at the root of a {@link LayeredDirectory}, shared by all handles below it, and closed with the last of them. */
final class Layers {
    private final Directory lower;
    private final Directory upper;
    private int uses = 1;
    private long made;
    private long changes;

    Layers(Directory lower, Directory upper) {
        this.lower = lower;
        this.upper = upper;
    }

    Directory lower() {
        return lower;
    }

    Directory upper() {
        return upper;
    }

    synchronized Layers retain() {
        uses++;
        return this;
    }

    /** A name that nothing has in the upper layer, for what is not finished yet. */
    synchronized String unfinished() {
        return LayeredDirectory.MARK + "new." + System.nanoTime() + "." + made++;
    }

    /**
     * Counts what makes handles look again: directories that came to the upper layer, and entries of the lower one that were removed or
     * whose place another took.
     */
    synchronized long changes() {
        return changes;
    }

    /** Notes such a change, and gives the new count. */
    synchronized long changed() {
        return ++changes;
    }

    /**
     * The upper layer's part of a directory that is in the lower one.
     *
     * @return to be closed by the caller; null when nothing of it is there
     * @throws FsException {@link Fault#NOT_FOUND} when it was removed, whatever has its name now
     */
    Directory find(List<String> path) throws IOException {
        Directory at = upper.reopen();
        for (String name : path) {
            at = part(at, name, path);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** One step of that; the directory that it begins in is closed. */
    private static Directory part(Directory in, String name, List<String> path) throws IOException {
        Directory found = null;
        try (in) {
            FileStat there = LayeredDirectory.look(in, name);
            boolean other = there != null && there.type() != FileType.DIRECTORY;
            if (other || LayeredDirectory.look(in, LayeredDirectory.MARK + name) != null) {
                throw removed(path);
            }
            if (there == null) {
                return null;
            }
            found = in.openDirectory(name);
            if (LayeredDirectory.look(found, LayeredDirectory.OPAQUE) != null) {
                throw removed(path);
            }
            return found;
        } catch (IOException | RuntimeException e) {
            close(found, e);
            throw e;
        }
    }

    /** Closes a directory that nobody gets, because of what was thrown; null is none. */
    static void close(Directory lost, Exception thrown) {
        if (lost != null) {
            try {
                lost.close();
            } catch (IOException | RuntimeException left) {
                thrown.addSuppressed(left);
            }
        }
    }

    static FsException removed(List<String> path) {
        return new FsException(Fault.NOT_FOUND, "/" + String.join("/", path) + ": the directory has been removed");
    }

    /** The directory of that path in the upper layer, made where it is missing; to be closed by the caller. */
    Directory make(List<String> path) throws IOException {
        Directory at = upper.reopen();
        for (String name : path) {
            at = made(at, name);
        }
        return at;
    }

    /** One step of that; the directory that it begins in is closed. */
    private Directory made(Directory in, String name) throws IOException {
        Directory made = null;
        try (in) {
            made = open(in, name);
            return made;
        } catch (IOException | RuntimeException e) {
            close(made, e);
            throw e;
        }
    }

    private Directory open(Directory in, String name) throws IOException {
        try {
            return in.openDirectory(name);
        } catch (FsException e) {
            if (e.fault() != Fault.NOT_FOUND) {
                throw e;
            }
        }
        in.createDirectory(name);
        changed();
        return in.openDirectory(name);
    }

    void close() throws IOException {
        synchronized (this) {
            if (--uses != 0) {
                return;
            }
        }
        try (Directory first = upper) {
            lower.close();
        }
    }
}
