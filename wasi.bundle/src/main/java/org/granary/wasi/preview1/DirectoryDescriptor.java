package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.granary.wasi.fs.Confined;
import org.granary.wasi.fs.FileStat;
import org.granary.wasi.fs.Times;
import org.granary.wasi.stream.Stop;

/** An open directory. */
final class DirectoryDescriptor extends Descriptor {
    final Confined files;
    /** Under which name the guest was given it; null when the guest opened it itself. */
    final byte[] preopenName;
    private final Listings listings;

    DirectoryDescriptor(Confined files, String preopenName, long base, long inheriting, Listings listings) {
        super(base & Rights.DIRECTORY, inheriting);
        this.files = files;
        this.listings = listings;
        this.preopenName = preopenName == null ? null : preopenName.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    int type() {
        return TYPE_DIRECTORY;
    }

    @Override
    DirectoryDescriptor directory() {
        return this;
    }

    List<String> names(boolean refresh, Stop stop) throws IOException {
        return listings.names(this, refresh, stop);
    }

    @Override
    int readAt(ByteBuffer into, long at) {
        throw new Refused(Errno.BADF);
    }

    @Override
    void writeAt(ByteBuffer from, long at) {
        throw new Refused(Errno.BADF);
    }

    @Override
    long seek(long offset, int whence) {
        throw new Refused(Errno.BADF);
    }

    @Override
    void advise() {
        throw new Refused(Errno.BADF);
    }

    @Override
    FileStat stat() throws IOException {
        return files.stat();
    }

    @Override
    void setTimes(Times times) throws IOException {
        files.setTimes(times);
    }

    @Override
    public void close() throws IOException {
        listings.forget(this);
        files.close();
    }
}
