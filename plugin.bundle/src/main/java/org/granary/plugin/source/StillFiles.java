package org.granary.plugin.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes files when they have held still: half a copy is no module. A pure automaton over looks at files and a clock; confined to
 * one thread. Absence counts as any other state, so that a file which is deleted and written anew at once is a replacement.
 */
final class StillFiles {
    private final Map<Path, Watch> watches = new LinkedHashMap<>();
    private final Eye eye;

    /** Looks at files. */
    interface Eye {
        /** How a file looks without its content being read: size and time only. */
        FileState glance(Path file);

        /** How a file looks, content included. */
        FileState look(Path file);

        /** Whether a file looks unchanged at a glance, without reading it. */
        boolean unchanged(Path file, FileState before);
    }

    /** What is known of one file: how it looks, since when, and what was reported of it last. */
    private static final class Watch {
        private FileState seen = FileState.ABSENT;
        private long sinceNanos;
        private FileState reported = FileState.ABSENT;
        private boolean firstSettled;

        void see(FileState now, long nowNanos) {
            if (!now.equals(seen)) {
                seen = now;
                sinceNanos = nowNanos;
            }
        }
    }

    StillFiles(Eye eye) {
        this.eye = eye;
    }

    /** Begins to watch a file, or looks at it anew: its next stillness is reported when it differs from what was reported. */
    void announce(Path file, long nowNanos) {
        Watch watch = watches.get(file);
        if (watch == null) {
            watch = new Watch();
            watch.sinceNanos = nowNanos;
            watches.put(file, watch);
        }
        observe(file, watch, nowNanos, watch.seen == FileState.ABSENT);
    }

    /**
     * A file of which size or time are others than before is still being written: its content is read when they stand still, and until
     * it is reported.
     */
    private void observe(Path file, Watch watch, long nowNanos, boolean read) {
        boolean same = unchanged(file, watch.seen);
        if (same && watch.seen.equals(watch.reported)) {
            return;
        }
        // while a change waits to be reported the content is read each time, as time stamps can be coarse
        watch.see(same || read || !watch.seen.problem().isEmpty() ? look(file) : glance(file), nowNanos);
    }

    private FileState glance(Path file) {
        try {
            return eye.glance(file);
        } catch (RuntimeException | Error e) {
            return FileState.troubled(e);
        }
    }

    /** What cannot be looked at is a file with a problem, and no end of looking at the others. */
    private FileState look(Path file) {
        try {
            return eye.look(file);
        } catch (RuntimeException | Error e) {
            return FileState.troubled(e);
        }
    }

    private boolean unchanged(Path file, FileState before) {
        try {
            return eye.unchanged(file, before);
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    /**
     * Looks at all files.
     *
     * @param nowNanos   the time, of the same clock always
     * @param stillNanos how long a file must have held still
     * @return what is to be told, in the order in which the files were announced
     */
    List<FileChange> look(long nowNanos, long stillNanos) {
        List<FileChange> changes = new ArrayList<>();
        List<Path> gone = new ArrayList<>();
        watches.forEach((file, watch) -> {
            observe(file, watch, nowNanos, stillNanos == 0);
            if (nowNanos - watch.sinceNanos < stillNanos) {
                return;
            }
            watch.firstSettled = true;
            if (watch.seen.isNothing()) {
                gone.add(file);
            }
            if (!watch.seen.equals(watch.reported)) {
                report(file, watch, changes);
            }
        });
        gone.forEach(watches::remove);
        return changes;
    }

    /**
     * A file was read, some time after it was told of. When that was in the middle of another writing of it, even of the same content, its
     * next stillness is told again.
     *
     * @param hash of what was read, empty when that failed
     */
    void wasRead(Path file, String hash) {
        Watch watch = watches.get(file);
        if (watch != null && watch.reported.there() && watch.reported.problem().isEmpty()) {
            watch.reported = watch.reported.withHash(hash);
        }
    }

    /** Files that have never held still for long enough yet. */
    Collection<Path> restless() {
        return watches.entrySet().stream().filter(e -> !e.getValue().firstSettled).map(Map.Entry::getKey).toList();
    }

    /** All files that are watched. */
    Collection<Path> files() {
        return List.copyOf(watches.keySet());
    }

    /** Whether every file has been reported as it looks now. */
    boolean isQuiet() {
        return watches.values().stream().allMatch(w -> w.firstSettled && w.seen.equals(w.reported));
    }

    private static void report(Path file, Watch watch, List<FileChange> changes) {
        FileState before = watch.reported;
        if (before.there() && !watch.seen.there()) {
            // what stands in its place, if anything, is told next: it is no replacement that failed, so nothing goes on serving
            watch.reported = FileState.ABSENT;
            changes.add(new FileChange(FileChange.Kind.GONE, file, ""));
            return;
        }
        watch.reported = watch.seen;
        if (!watch.seen.problem().isEmpty()) {
            changes.add(new FileChange(FileChange.Kind.UNREADABLE, file, watch.seen.problem()));
        } else if (!watch.seen.there()) {
            changes.add(new FileChange(FileChange.Kind.GONE, file, ""));
        } else if (!watch.seen.hash().equals(before.hash()) || !before.problem().isEmpty()) {
            changes.add(new FileChange(FileChange.Kind.THERE, file, ""));
        }
    }
}
