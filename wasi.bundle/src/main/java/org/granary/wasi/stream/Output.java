package org.granary.wasi.stream;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where a guest's standard output goes. Nothing is held back: what a guest has written has been handed on when its call returns. For one
 * thread at a time.
 */
public final class Output implements Closeable {
    private final Sink sink;
    private final boolean terminal;

    private Output(Sink sink, boolean terminal) {
        this.sink = sink;
        this.terminal = terminal;
    }

    /**
     * Nowhere.
     *
     * @return a new output
     */
    public static Output discarded() {
        return stream(OutputStream.nullOutputStream());
    }

    /**
     * A stream. For one that keeps all in memory take {@link #buffer}: guests write as much as they like. It is written by the guest's
     * own thread, and nothing can call that away: a guest that writes to a stream which waits has neither deadline nor interrupt until
     * the stream goes on.
     *
     * @param stream flushed after each write, not closed
     * @return a new output
     */
    public static Output stream(OutputStream stream) {
        return new Output(new StreamSink(stream, false), false);
    }

    /**
     * A buffer of limited size. A write that does not fit in it writes nothing and fails with {@link OutputFullException}, which the guest
     * sees as {@code NOSPC}; smaller ones may still fit.
     *
     * @param buffer what is written is added to it; what is in it already counts
     * @param most   how many bytes it holds at most; not negative
     * @return a new output
     * @throws IllegalArgumentException when the limit is negative
     */
    public static Output buffer(ByteArrayOutputStream buffer, int most) {
        Objects.requireNonNull(buffer, "buffer");
        if (most < 0) {
            throw new IllegalArgumentException("limit of an output: expected 0 or more bytes, found " + most);
        }
        return stream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                require(1);
                buffer.write(value);
            }

            @Override
            public void write(byte[] bytes, int at, int count) throws IOException {
                require(count);
                buffer.write(bytes, at, count);
            }

            private void require(int count) throws IOException {
                long wanted = (long) buffer.size() + count;
                if (wanted > most) {
                    throw new OutputFullException(most, wanted);
                }
            }
        });
    }

    /**
     * A file of the host.
     *
     * @param file    what is written
     * @param options as for {@link Files#newOutputStream}
     * @return a new output
     * @throws IOException when it cannot be opened
     */
    public static Output file(Path file, OpenOption... options) throws IOException {
        return new Output(new StreamSink(Files.newOutputStream(file, options), true), false);
    }

    /**
     * Somebody who is told of each write.
     *
     * @param listener gets the bytes of each write, for itself; called on the guest's thread, which waits for it, past a deadline too
     * @return a new output
     */
    public static Output callback(Consumer<byte[]> listener) {
        Objects.requireNonNull(listener, "listener");
        return stream(new OutputStream() {
            @Override
            public void write(int value) {
                listener.accept(new byte[] {(byte) value});
            }

            @Override
            public void write(byte[] bytes, int at, int count) {
                byte[] own = new byte[count];
                System.arraycopy(bytes, at, own, 0, count);
                listener.accept(own);
            }
        });
    }

    /**
     * This process's own standard output. A guest that waits because nobody takes what it writes comes back when it has to stop. Pipes
     * and terminals are opened once more for that, where the platform allows (Linux); files are written by the process's descriptor, and
     * anything else by another thread.
     *
     * @param terminal whether guests are told that it is a terminal
     * @return a new output
     */
    public static Output inheritedOut(boolean terminal) {
        return new Output(new ProcessSink(FileDescriptor.out, 1), terminal);
    }

    /**
     * This process's own standard error output, written as {@link #inheritedOut} says.
     *
     * @param terminal whether guests are told that it is a terminal
     * @return a new output
     */
    public static Output inheritedErr(boolean terminal) {
        return new Output(new ProcessSink(FileDescriptor.err, 2), terminal);
    }

    /**
     * Whether guests are told that it is a terminal.
     *
     * @return as was said when it was made
     */
    public boolean terminal() {
        return terminal;
    }

    /**
     * Writes bytes: all, unless it has to stop or fails after the first.
     *
     * @param bytes where they are
     * @param at    the first place
     * @param count how many
     * @param stop  asked while it waits
     * @return how many were written; 0 when there were none
     * @throws java.io.InterruptedIOException when it had to stop before the first byte
     * @throws IOException                    when it fails before the first byte
     */
    public int write(byte[] bytes, int at, int count, Stop stop) throws IOException {
        return sink.write(bytes, at, count, stop);
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
