package org.granary.wasi.stream;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * One of the process's standard outputs, however it is best written: a file by its own descriptor, a pipe or terminal by one of ours, all
 * else by another thread. What it is, is looked at when something is written first. Thread-safe.
 */
final class ProcessSink implements Sink {
    private final FileOutputStream stream;
    private final int number;
    private volatile Sink way;

    ProcessSink(FileDescriptor descriptor, int number) {
        this.stream = new FileOutputStream(descriptor);
        this.number = number;
    }

    @Override
    public int write(byte[] bytes, int at, int count, Stop stop) throws IOException {
        Sink known = way;
        if (known == null || known instanceof OwnChannel && VirtualThreads.inside()) {
            known = choose();
        }
        return known.write(bytes, at, count, stop);
    }

    private synchronized Sink choose() throws IOException {
        if (VirtualThreads.inside()) {
            close();
            way = new PumpedOutput(stream);
        } else if (way == null) {
            way = of(StandardStream.ofProcess(number), stream);
        }
        return way;
    }

    /** The way for a stream, which may be opened anew. */
    static Sink of(StandardStream found, FileOutputStream stream) {
        return switch (found.kind()) {
            case READY -> new StreamSink(stream, false);
            case PIPE, TERMINAL -> {
                OwnChannel own = new OwnChannel(found);
                yield own.opens() ? own : new PumpedOutput(stream);
            }
            case UNKNOWN -> new PumpedOutput(stream);
        };
    }

    @Override
    public void close() throws IOException {
        Sink known = way;
        if (known != null) {
            known.close();
        }
    }
}
