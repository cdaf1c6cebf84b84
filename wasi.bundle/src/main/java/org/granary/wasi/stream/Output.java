package org.granary.wasi.stream;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/** Where a guest's standard output goes. Nothing is held back: what a guest has written has been handed on when its call returns. */
public final class Output implements Closeable {
    private final OutputStream stream;
    private final boolean terminal;
    private final boolean owned;

    private Output(OutputStream stream, boolean terminal, boolean owned) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.terminal = terminal;
        this.owned = owned;
    }

    /**
     * Nowhere.
     *
     * @return a new output
     */
    public static Output discarded() {
        return new Output(OutputStream.nullOutputStream(), false, false);
    }

    /**
     * A stream. For one that keeps all in memory take {@link #buffer}: guests write as much as they like.
     *
     * @param stream flushed after each write, not closed
     * @return a new output
     */
    public static Output stream(OutputStream stream) {
        return new Output(stream, false, false);
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
        return new Output(Files.newOutputStream(file, options), false, true);
    }

    /**
     * Somebody who is told of each write.
     *
     * @param listener gets the bytes of each write, for itself; called on the guest's thread
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
     * This process's own standard output.
     *
     * @param terminal whether guests are told that it is a terminal
     * @return a new output
     */
    public static Output inheritedOut(boolean terminal) {
        return new Output(new FileOutputStream(FileDescriptor.out), terminal, false);
    }

    /**
     * This process's own standard error output.
     *
     * @param terminal whether guests are told that it is a terminal
     * @return a new output
     */
    public static Output inheritedErr(boolean terminal) {
        return new Output(new FileOutputStream(FileDescriptor.err), terminal, false);
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
     * Writes all bytes.
     *
     * @param bytes where they are
     * @param at    the first place
     * @param count how many
     * @throws IOException when it fails
     */
    public void write(byte[] bytes, int at, int count) throws IOException {
        stream.write(bytes, at, count);
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        if (owned) {
            stream.close();
        }
    }
}
