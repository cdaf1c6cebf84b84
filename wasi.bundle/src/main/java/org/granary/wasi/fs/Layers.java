package org.granary.wasi.fs;

import java.io.IOException;
import java.util.List;

/** The two directories at the root of a {@link LayeredDirectory}, shared by all handles below it, and closed with the last of them. */
final class Layers {
    private final Directory lower;
    private final Directory upper;
    private int uses = 1;
    private long made;

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

    /** The directory of that path in the upper layer, made where it is missing; to be closed by the caller. */
    Directory make(List<String> path) throws IOException {
        Directory at = upper.reopen();
        for (String name : path) {
            try (Directory before = at) {
                at = open(before, name);
            }
        }
        return at;
    }

    private static Directory open(Directory in, String name) throws IOException {
        try {
            return in.openDirectory(name);
        } catch (FsException e) {
            if (e.fault() != Fault.NOT_FOUND) {
                throw e;
            }
        }
        in.createDirectory(name);
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
