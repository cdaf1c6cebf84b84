package org.granary.wasi.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.util.Set;

/**
 * An open file of a {@link PathDirectory}. Java closes a channel for good when the thread is interrupted in it; so an interrupt is put
 * off for as long as an operation lasts, and when one comes in the middle the file is opened again, if it still has its name, and the
 * operation repeated.
 */
final class HostFile implements OpenFile {
    private final PathDirectory parent;
    private final String name;
    private final Set<OpenOption> options;
    private SeekableByteChannel channel;
    private FileStat known;
    private boolean closed;

    HostFile(PathDirectory parent, String name, SeekableByteChannel channel, Set<OpenOption> options, FileStat known) {
        this.known = known;
        this.parent = parent.retain();
        this.name = name;
        this.channel = channel;
        this.options = options;
    }

    /** Does something with the channel; may be repeated. */
    private interface Use<R> {
        R with(SeekableByteChannel channel) throws IOException;
    }

    private <R> R uninterrupted(Use<R> use) throws FsException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return use.with(channel);
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                    open();
                }
            }
        } catch (IOException | RuntimeException e) {
            throw FsException.of(name, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void open() throws IOException {
        SeekableByteChannel again = parent.channel(parent.single(name), options);
        if (!parent.known(name).sameFile(known)) {
            again.close();
            throw new FsException(Fault.IO, name + ": interrupted after the file had lost its name");
        }
        channel = again;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        int start = into.position();
        return uninterrupted(open -> {
            into.position(start);
            if (open instanceof FileChannel file) {
                return file.read(into, at);
            }
            open.position(at);
            return open.read(into);
        });
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
        int start = from.position();
        uninterrupted(open -> {
            from.position(start);
            while (from.hasRemaining()) {
                long to = at + from.position() - start;
                if (open instanceof FileChannel file) {
                    file.write(from, to);
                } else {
                    open.position(to).write(from);
                }
            }
            return null;
        });
    }

    @Override
    public long size() throws IOException {
        return uninterrupted(SeekableByteChannel::size);
    }

    @Override
    public void setSize(long bytes) throws IOException {
        long present = size();
        if (bytes < present) {
            uninterrupted(open -> open.truncate(bytes));
        } else if (bytes > present) {
            write(ByteBuffer.allocate(1), bytes - 1);
        }
    }

    @Override
    public void sync(boolean metadata) throws IOException {
        uninterrupted(open -> {
            if (open instanceof FileChannel file) {
                file.force(metadata);
            }
            return null;
        });
    }

    private boolean named() {
        try {
            FileStat now = parent.stat(name);
            if (now.sameFile(known)) {
                known = now;
                return true;
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }

    @Override
    public FileStat stat() throws IOException {
        return named() ? known : known.open(size(), known.links() - 1);
    }

    @Override
    public void setTimes(Times times) throws IOException {
        if (!named()) {
            throw new FsException(Fault.NOT_SUPPORTED, name + ": the times of a file that has lost its name");
        }
        parent.setTimes(name, times);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                channel.close();
            } finally {
                parent.close();
            }
        }
    }
}
