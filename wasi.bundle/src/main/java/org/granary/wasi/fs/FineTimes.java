package org.granary.wasi.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The digits of times that got lost on the way to the disk: Java sets the times of links, and those of files without a race, to
 * microseconds only, and guests compare what they read with what they set. Remembered for the newest files, as long as the disk agrees.
 * Thread-safe.
 */
final class FineTimes {
    private static final int FILES = 4096;
    private static final long LOST = 1000;

    private record File(long device, long inode) {}

    private record Set(long access, long modify) {}

    private final Map<File, Set> set = new LinkedHashMap<>();

    synchronized void remember(FileStat file, long access, long modify) {
        File key = new File(file.device(), file.inode());
        set.remove(key);
        set.put(key, new Set(access, modify));
        if (set.size() > FILES) {
            set.remove(set.keySet().iterator().next());
        }
    }

    synchronized FileStat refine(FileStat file) {
        Set known = set.isEmpty() ? null : set.get(new File(file.device(), file.inode()));
        if (known == null) {
            return file;
        }
        return file.times(refine(file.accessNanos(), known.access), refine(file.modifyNanos(), known.modify));
    }

    private static long refine(long read, long known) {
        return read == known - Math.floorMod(known, LOST) ? known : read;
    }

    static long or(OptionalLong wanted, long present) {
        return wanted.isPresent() ? wanted.getAsLong() : present;
    }
}
