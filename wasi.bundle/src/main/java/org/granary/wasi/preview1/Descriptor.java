package org.granary.wasi.preview1;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.granary.wasi.fs.FileStat;
import org.granary.wasi.fs.FileType;
import org.granary.wasi.fs.Times;
import org.granary.wasi.stream.Stop;

/**
 * Something open, as a number of the guest's stands for it. The kinds answer for themselves; what a kind does not have is refused here.
 * Buffers are over arrays; what is read or written lies between position and limit, and where the position is afterwards means nothing.
 */
abstract class Descriptor implements Closeable {
    static final int FLAG_APPEND = 1;
    static final int FLAG_DSYNC = 2;
    static final int FLAG_NONBLOCK = 4;
    static final int FLAG_RSYNC = 8;
    static final int FLAG_SYNC = 16;

    static final int TYPE_UNKNOWN = 0;
    static final int TYPE_CHARACTER_DEVICE = 2;
    static final int TYPE_DIRECTORY = 3;
    static final int TYPE_REGULAR_FILE = 4;
    static final int TYPE_SOCKET_STREAM = 6;
    static final int TYPE_SYMBOLIC_LINK = 7;

    long base;
    long inheriting;
    /** What the guest gave up. */
    long dropped;
    /** What the guest gave up for what it opens from here. */
    long droppedInheriting;
    int flags;

    Descriptor(long base, long inheriting) {
        this.base = base;
        this.inheriting = inheriting;
    }

    static int typeOf(FileType type) {
        return switch (type) {
            case DIRECTORY -> TYPE_DIRECTORY;
            case REGULAR_FILE -> TYPE_REGULAR_FILE;
            case SYMBOLIC_LINK -> TYPE_SYMBOLIC_LINK;
            case OTHER -> TYPE_UNKNOWN;
        };
    }

    final void need(long right) {
        if ((dropped & right) != 0) {
            throw new Refused(Errno.NOTCAPABLE);
        }
        if ((right & (Rights.FD_READ | Rights.FD_WRITE) & ~base) != 0) {
            throw new Refused(Errno.BADF);
        }
    }

    final void setRights(long newBase, long newInheriting) {
        if ((newBase & ~base) != 0 || (newInheriting & ~inheriting) != 0) {
            throw new Refused(Errno.NOTCAPABLE);
        }
        dropped |= base & ~newBase;
        droppedInheriting |= inheriting & ~newInheriting;
        base = newBase;
        inheriting = newInheriting;
    }

    abstract int type();

    /** Reads at the descriptor's own position; 0 at the end. */
    int read(ByteBuffer into, Stop stop) throws IOException {
        throw new Refused(Errno.BADF);
    }

    /** Whether more can be read at once. */
    boolean readable() {
        return true;
    }

    /** How many bytes are known to be there to read. */
    long readableBytes() {
        return 0;
    }

    /** Whether all has been read of what somebody wrote who will write no more. */
    boolean ended() {
        return false;
    }

    /** Writes at the descriptor's own position; how many bytes. */
    int write(ByteBuffer from, Stop stop) throws IOException {
        throw new Refused(Errno.BADF);
    }

    int readAt(ByteBuffer into, long at) throws IOException {
        throw new Refused(Errno.SPIPE);
    }

    void writeAt(ByteBuffer from, long at) throws IOException {
        throw new Refused(Errno.SPIPE);
    }

    long seek(long offset, int whence) throws IOException {
        throw new Refused(Errno.SPIPE);
    }

    void setFlags(int wanted) throws IOException {
        flags = wanted;
    }

    FileStat stat() throws IOException {
        return new FileStat(0, 0, FileType.OTHER, 0, 0, 0, 0, 0);
    }

    void setTimes(Times times) throws IOException {
        throw new Refused(Errno.BADF);
    }

    void setSize(long bytes) throws IOException {
        throw new Refused(Errno.BADF);
    }

    void allocate(long end) throws IOException {
        throw new Refused(Errno.BADF);
    }

    void advise() {
        throw new Refused(Errno.SPIPE);
    }

    void sync(boolean metadata) throws IOException {
        // nothing is held back
    }

    /** This as a directory. */
    DirectoryDescriptor directory() {
        throw new Refused(Errno.NOTDIR);
    }

    @Override
    public void close() throws IOException {
        // nothing is held
    }
}
