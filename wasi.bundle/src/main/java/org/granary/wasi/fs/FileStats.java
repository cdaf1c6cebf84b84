package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tells what a file system of the host's says of its files; one for all directories below one that was given. Thread-safe. */
final class FileStats {
    private static final String UNIX = "unix:nlink,ctime,ino,dev";

    private final FineTimes fine = new FineTimes();
    private final boolean unix;

    /**
     * For the files of a file system.
     *
     * @param any one of its paths
     */
    FileStats(Path any) {
        this.unix = any.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** All that is known of a file. */
    FileStat full(BasicFileAttributes found, Path where) {
        FileStat plain = plain(found, where);
        return fine.refine(unix ? more(plain, where) : plain);
    }

    /** The times of a file were set, and may be read back with fewer digits. */
    void remember(FileStat file, long access, long modify) {
        fine.remember(file, access, modify);
    }

    /** What one look at a file tells: its identity, kind, size and times. */
    static FileStat plain(BasicFileAttributes found, Path where) {
        long modify = nanos(found.lastModifiedTime());
        FileKey file = FileKey.of(found.fileKey(), where);
        long access = nanos(found.lastAccessTime());
        return new FileStat(file.device(), file.inode(), type(found), 1, found.size(), access, modify, modify);
    }

    /** A file of which nothing can be asked as long as it is open. */
    static FileStat unknown(Path where) {
        FileKey key = FileKey.of(null, where);
        return new FileStat(key.device(), key.inode(), FileType.REGULAR_FILE, 1, 0, 0, 0, 0);
    }

    private static FileType type(BasicFileAttributes found) {
        return found.isDirectory()
                ? FileType.DIRECTORY
                : found.isSymbolicLink() ? FileType.SYMBOLIC_LINK : found.isRegularFile() ? FileType.REGULAR_FILE : FileType.OTHER;
    }

    /** What only the path can be asked for: believed when it is about the same file. */
    private static FileStat more(FileStat plain, Path where) {
        try {
            Map<String, Object> more = Files.readAttributes(where, UNIX, LinkOption.NOFOLLOW_LINKS);
            if (((Number) more.get("ino")).longValue() == plain.inode() && ((Number) more.get("dev")).longValue() == plain.device()) {
                return new FileStat(
                        plain.device(),
                        plain.inode(),
                        plain.type(),
                        ((Number) more.get("nlink")).longValue(),
                        plain.size(),
                        plain.accessNanos(),
                        plain.modifyNanos(),
                        nanos((FileTime) more.get("ctime")));
            }
        } catch (IOException | RuntimeException e) {
            return plain;
        }
        return plain;
    }

    private static long nanos(FileTime time) {
        return Math.max(0, time.to(TimeUnit.NANOSECONDS));
    }
}
