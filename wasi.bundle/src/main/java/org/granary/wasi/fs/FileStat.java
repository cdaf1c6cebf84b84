package org.granary.wasi.fs;

/**
 * What is known of a file. Immutable.
 *
 * @param device       the file system, as a number; 0 where it has none
 * @param inode        the file in its file system, as a number
 * @param type         never null
 * @param links        how many names it has
 * @param size         bytes
 * @param accessNanos  last access, nanoseconds since 1970
 * @param modifyNanos  last change of the content, nanoseconds since 1970
 * @param changeNanos  last change of anything, nanoseconds since 1970
 */
public record FileStat(
        long device, long inode, FileType type, long links, long size, long accessNanos, long modifyNanos, long changeNanos) {
    /**
     * Whether two are about the same file.
     *
     * @param other never null
     * @return true when device and inode are equal
     */
    public boolean sameFile(FileStat other) {
        return device == other.device && inode == other.inode;
    }

    /** The same file as it is now that nobody can look at it but through an open handle. */
    FileStat open(long sizeNow, long linksNow) {
        return new FileStat(device, inode, type, linksNow, sizeNow, accessNanos, modifyNanos, changeNanos);
    }

    FileStat times(long access, long modify) {
        return new FileStat(device, inode, type, links, size, access, modify, changeNanos);
    }
}
