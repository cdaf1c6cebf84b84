package org.granary.plugin.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The files that had their plugins' names when the host ran last. They go first in the next scan: of two files with one name the first
 * stays the first over a restart. Nothing else follows from this, so it does no harm when it is lost. Thread-safe.
 */
public final class LastRun {
    private final Path store;
    private List<String> written;
    private boolean closed;

    /**
     * What is kept in a file.
     *
     * @param store the file, which need not be there, or null where nothing can be kept
     */
    public LastRun(Path store) {
        this.store = store;
    }

    /** The files of the last run, in their order; none when there was no such run, or nothing is known of it. */
    public synchronized List<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            for (String line : store == null || !Files.exists(store) ? List.<String>of() : Files.readAllLines(store)) {
                files.add(Path.of(URI.create(line)));
            }
        } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
            // it only orders: what cannot be read is ordered by time and name
            return files;
        }
        return files;
    }

    /**
     * Writes down the files of this run, when they are others than those written last. Nothing happens after {@link #close}.
     *
     * @param now gives the files; asked when it is certain that they are to be written
     * @throws IOException when they cannot be written
     */
    public synchronized void note(Supplier<? extends Collection<Path>> now) throws IOException {
        if (closed || store == null) {
            return;
        }
        List<String> lines = now.get().stream().map(file -> file.toUri().toString()).toList();
        if (lines.equals(written)) {
            return;
        }
        Path part = store.resolveSibling(store.getFileName() + ".part");
        Files.write(part, lines);
        Files.move(part, store, StandardCopyOption.REPLACE_EXISTING);
        written = lines;
    }

    /** From now on plugins leave because the host does, and their files count as those of the last run. */
    public synchronized void close() {
        closed = true;
    }
}
