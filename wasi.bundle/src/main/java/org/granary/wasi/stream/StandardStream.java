package org.granary.wasi.stream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * What stands behind a name of one of the process's standard streams, as far as the platform tells. Immutable.
 *
 * @param name  by which it can be opened once more
 * @param kind  what it is
 * @param write whether it is for writing
 */
record StandardStream(Path name, Kind kind, boolean write) {
    /** Whether somebody who reads or writes has to wait for others. */
    enum Kind {
        /** A file, or a device like that for nothing: never for long. */
        READY,
        /** A pipe. */
        PIPE,
        /** A terminal. */
        TERMINAL,
        /** Anything else, or nobody knows. */
        UNKNOWN
    }

    private static final int TYPE = 0170000;
    private static final int FIFO = 0010000;
    private static final int CHARACTERS = 0020000;
    private static final int REGULAR = 0100000;
    /** Major numbers of Linux's devices. */
    private static final int MEMORY_DEVICES = 1;
    private static final int TERMINALS = 4;
    private static final int FIRST_PSEUDO_TERMINALS = 136;
    private static final int LAST_PSEUDO_TERMINALS = 143;

    /** One of this process's own: 0, 1 or 2. */
    static StandardStream ofProcess(int number) {
        return of(Path.of("/proc/self/fd/" + number), number != 0);
    }

    /** What has some name. */
    static StandardStream of(Path name, boolean write) {
        return new StandardStream(name, kind(name), write);
    }

    private static Kind kind(Path name) {
        try {
            Map<String, Object> known = Files.readAttributes(name, "unix:mode,rdev");
            return switch ((Integer) known.get("mode") & TYPE) {
                case REGULAR -> Kind.READY;
                case FIFO -> Kind.PIPE;
                case CHARACTERS -> device(((Number) known.get("rdev")).longValue() >> 8 & 0xFFF);
                default -> Kind.UNKNOWN;
            };
        } catch (IOException | RuntimeException e) {
            // no such platform
            return Kind.UNKNOWN;
        }
    }

    private static Kind device(long major) {
        if (major == MEMORY_DEVICES) {
            return Kind.READY;
        }
        boolean terminal = major == TERMINALS || major >= FIRST_PSEUDO_TERMINALS && major <= LAST_PSEUDO_TERMINALS;
        return terminal && controlled() ? Kind.TERMINAL : Kind.UNKNOWN;
    }

    /** Whether the process has a terminal that controls it. Without one, opening any could make it the one, whose signals it then gets. */
    private static boolean controlled() {
        try (FileChannel own = FileChannel.open(Path.of("/dev/tty"))) {
            return own.isOpen();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Opens it once more. Does not wait.
     *
     * @throws IOException when the platform does not let us
     */
    FileChannel open() throws IOException {
        StandardOpenOption how = write ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        if (kind != Kind.PIPE) {
            return FileChannel.open(name, how);
        }
        // opening one end waits until somebody has the other; nobody waits who opens both, nor anybody after him
        try (FileChannel both = FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return FileChannel.open(name, how);
        }
    }
}
