package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a directory that is given for reading only: nothing of it can be changed, its times neither. */
final class ReadOnlyFile implements OpenFile {
    private final OpenFile file;
    private final String name;

    ReadOnlyFile(OpenFile file, String name) {
        this.file = file;
        this.name = name;
    }

    private FsException refused() {
        return new FsException(Fault.READ_ONLY, name);
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        return file.read(into, at);
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
        throw refused();
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void setSize(long bytes) throws IOException {
        throw refused();
    }

    @Override
    public void sync(boolean metadata) throws IOException {
        file.sync(metadata);
    }

    @Override
    public FileStat stat() throws IOException {
        return file.stat();
    }

    @Override
    public void setTimes(Times times) throws IOException {
        throw refused();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
