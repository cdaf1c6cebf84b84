package org.granary.plugin.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the files that FileInstall tells of, on one thread of its own, and tells when one has held still. FileInstall only says
 * where to look: what counts is how the file looks here. So files that vanished while FileInstall was down, or that it knew already
 * when this began, are not missed. Thread-safe.
 */
public final class WatchedFolders implements AutoCloseable {
    private static final long BUSY_MILLIS = 100;
    private static final long IDLE_MILLIS = 1_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        // neither values nor the loader of whoever made this, or was first to tell of a file
        Thread made = new Thread(null, task, "granary-folders", 0, false);
        made.setDaemon(true);
        made.setContextClassLoader(WatchedFolders.class.getClassLoader());
        return made;
    });
    private final StillFiles files = new StillFiles(new OnDisk());
    private final Consumer<FileChange> told;
    private final Consumer<Throwable> faults;
    private final Set<Path> firstScan = new HashSet<>();
    private final Set<Path> folders = new TreeSet<>();
    private long scannedNanos;
    private volatile long stillNanos;
    private volatile int unsettled = 1;
    private Future<?> next;

    /** Looks at real files. */
    private static final class OnDisk implements StillFiles.Eye {
        @Override
        public FileState glance(Path file) {
            return FileState.glance(file);
        }

        @Override
        public FileState look(Path file) {
            return FileState.of(file);
        }

        @Override
        public boolean unchanged(Path file, FileState before) {
            return before.looksLike(file);
        }
    }

    /**
     * Watches nothing yet.
     *
     * @param stillMillis how long a file must hold still
     * @param told        told of changes, on the watching thread
     * @param faults      told of what {@code told} throws
     */
    public WatchedFolders(long stillMillis, Consumer<FileChange> told, Consumer<Throwable> faults) {
        this.told = told;
        this.faults = faults;
        stillFor(stillMillis);
    }

    /** Changes how long a file must hold still. */
    public void stillFor(long millis) {
        stillNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis));
    }

    /**
     * Announces the modules that are in folders now: the first scan. Folders that are not there are left out.
     *
     * @param folders where to look
     * @param first   the files that come before all others, in their order; the others come by time, and by name where that is the same
     */
    public void begin(Collection<Path> folders, List<Path> first) {
        run(() -> {
            folders.forEach(folder -> this.folders.add(absolute(folder)));
            scannedNanos = System.nanoTime();
            List<Path> found = inOrder(scan(this.folders), first);
            found.forEach(file -> files.announce(file, System.nanoTime()));
            firstScan.addAll(found);
            look();
        });
    }

    private static Set<Path> scan(Collection<Path> folders) {
        Set<Path> found = new TreeSet<>();
        for (Path folder : folders) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(entry -> found.add(absolute(entry)));
            } catch (IOException | DirectoryIteratorException e) {
                // no folder yet: FileInstall makes it, and tells of what comes into it
                continue;
            }
        }
        found.removeIf(file -> !SourceName.isModule(file.getFileName().toString()));
        return found;
    }

    /** Directories and links that lead nowhere, though they are called as modules are: FileInstall does not tell of them. */
    private void scanForOthers() {
        if (System.nanoTime() - scannedNanos >= TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS)) {
            scannedNanos = System.nanoTime();
            Set<Path> found = scan(folders);
            new HashSet<>(files.files()).forEach(found::remove);
            found.removeIf(Files::isRegularFile);
            found.forEach(file -> files.announce(file, System.nanoTime()));
        }
    }

    private static List<Path> inOrder(Set<Path> found, List<Path> first) {
        Map<Path, Long> times = new HashMap<>();
        found.forEach(file -> times.put(file, timeMillis(file)));
        List<Path> ordered = new ArrayList<>(first);
        ordered.retainAll(found);
        found.stream().filter(file -> !first.contains(file))
                .sorted(Comparator.<Path, Long>comparing(times::get).thenComparing(Comparator.naturalOrder())).forEach(ordered::add);
        return ordered;
    }

    private static long timeMillis(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Something was heard of a file: it is new, changed, or gone. */
    public void announce(Path file) {
        run(() -> {
            folders.add(absolute(file).getParent());
            files.announce(absolute(file), System.nanoTime());
            look();
        });
    }

    /**
     * A file was read after a change of it had been told. If it was another than that by then, it is told again when it holds still.
     *
     * @param file which
     * @param hash the SHA-256 of what was read, in hex; empty when it could not be read
     */
    public void wasRead(Path file, String hash) {
        run(() -> {
            files.wasRead(absolute(file), hash);
            lookAgain();
        });
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private void run(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // closed: nobody is to be told any more
            return;
        }
    }

    private void look() {
        try {
            scanForOthers();
            files.look(System.nanoTime(), stillNanos).forEach(this::tell);
        } finally {
            // whatever happens, somebody looks again
            lookAgain();
        }
    }

    private void tell(FileChange change) {
        try {
            told.accept(change);
        } catch (RuntimeException | Error e) {
            faults.accept(e);
        }
    }

    private void lookAgain() {
        Set<Path> restless = new HashSet<>(files.restless());
        firstScan.retainAll(restless);
        unsettled = firstScan.size();
        if (next != null) {
            next.cancel(false);
        }
        try {
            next = thread.schedule(this::look, files.isQuiet() ? IDLE_MILLIS : Math.min(BUSY_MILLIS, pause()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            next = null;
        }
    }

    private long pause() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(stillNanos) / 4);
    }

    /** How many files of the first scan have not held still yet; before that scan, one. */
    public int unsettled() {
        return unsettled;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
