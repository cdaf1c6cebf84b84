package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.granary.wasi.fs.FileStat;
import org.granary.wasi.fs.OpenFile;
import org.granary.wasi.fs.Times;
import org.granary.wasi.stream.Stop;

/**
 * An open file, with the position that the file itself does not have: so appending can be switched, and cutting the file off does not
 * move it.
 */
final class FileDescriptor extends Descriptor {
    private static final int SET = 0;
    private static final int CURRENT = 1;

    private final OpenFile file;
    private final boolean writable;
    private long position;

    FileDescriptor(OpenFile file, boolean writable, long base, long inheriting) {
        super(base & Rights.FILE, inheriting & Rights.FILE);
        this.file = file;
        this.writable = writable;
    }

    @Override
    int type() {
        return TYPE_REGULAR_FILE;
    }

    @Override
    int read(ByteBuffer into, Stop stop) throws IOException {
        int read = readAt(into, position);
        position += read;
        return read;
    }

    @Override
    int readAt(ByteBuffer into, long at) throws IOException {
        return Math.max(0, file.read(into, at));
    }

    @Override
    long readableBytes() {
        try {
            return Math.max(0, file.size() - position);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    int write(ByteBuffer from, Stop stop) throws IOException {
        int count = from.remaining();
        if ((flags & FLAG_APPEND) != 0) {
            position = file.size();
        }
        writeAt(from, position);
        position += count;
        return count;
    }

    @Override
    void writeAt(ByteBuffer from, long at) throws IOException {
        if (at > Long.MAX_VALUE - from.remaining()) {
            throw new Refused(Errno.FBIG);
        }
        file.write(from, at);
        if ((flags & (FLAG_DSYNC | FLAG_SYNC)) != 0) {
            file.sync((flags & FLAG_SYNC) != 0);
        }
    }

    @Override
    long seek(long offset, int whence) throws IOException {
        long from = whence == SET ? 0 : whence == CURRENT ? position : file.size();
        long to = from + offset;
        if (to < 0) {
            throw new Refused(offset > 0 ? Errno.OVERFLOW : Errno.INVAL);
        }
        position = to;
        return to;
    }

    @Override
    FileStat stat() throws IOException {
        return file.stat();
    }

    @Override
    void setTimes(Times times) throws IOException {
        file.setTimes(times);
    }

    @Override
    void setSize(long bytes) throws IOException {
        if (!writable) {
            throw new Refused(Errno.BADF);
        }
        file.setSize(bytes);
    }

    @Override
    void allocate(long end) throws IOException {
        if (!writable) {
            throw new Refused(Errno.BADF);
        }
        if (file.size() < end) {
            file.setSize(end);
        }
    }

    @Override
    void advise() {
        // advice that nobody needs is taken
    }

    @Override
    void sync(boolean metadata) throws IOException {
        file.sync(metadata);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
