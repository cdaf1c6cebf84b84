package org.granary.wasi.stream;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where a guest's standard input comes from. For one thread at a time. */
public abstract class Input implements Closeable {
    Input() {}

    /**
     * Nothing: at its end from the start.
     *
     * @return a new input
     */
    public static Input empty() {
        return bytes(new byte[0]);
    }

    /**
     * Bytes in memory.
     *
     * @param content what is read, not copied
     * @return a new input
     */
    public static Input bytes(byte[] content) {
        return new DirectInput(new ByteArrayInputStream(content), false);
    }

    /**
     * A file of the host.
     *
     * @param file what is read
     * @return a new input
     * @throws IOException when it cannot be opened
     */
    public static Input file(Path file) throws IOException {
        return new DirectInput(Files.newInputStream(file), false);
    }

    /**
     * A stream that may let its reader wait. A daemon thread of its own reads ahead, at most 64 KiB, from the first time on that the
     * guest asks; it ends with the stream, or with the first bytes that come after this input was closed. Of one over the process's own
     * standard input see {@link #inherited}.
     *
     * @param stream what is read; not closed
     * @return a new input
     */
    public static Input stream(InputStream stream) {
        if (stream instanceof FileInputStream file && overStandardInput(file)) {
            return inherited(false);
        }
        return new PumpedInput(Objects.requireNonNull(stream, "stream"), false, PumpedInput.Pace.AHEAD);
    }

    private static boolean overStandardInput(FileInputStream file) {
        try {
            return file.getFD() == FileDescriptor.in;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A stream that the guest shares with others, as the input of a shell: like {@link #stream}, but read only when the guest asks, once
     * for each time. A guest that is ended while it waits takes what comes next with it.
     *
     * @param stream what is read; not closed
     * @return a new input
     */
    public static Input onDemand(InputStream stream) {
        return new PumpedInput(Objects.requireNonNull(stream, "stream"), false, PumpedInput.Pace.ON_DEMAND);
    }

    /**
     * This process's own standard input. Nothing is read from it that the guest has not asked for, but up to 64 KiB for one that asks for
     * less. Pipes and terminals are opened once more, where the platform allows (Linux), so that the guest's own thread reads and can be
     * called away; files are read by the process's descriptor, and anything else by another thread, when the guest asks.
     *
     * @param terminal whether guests are told that it is a terminal
     * @return a new input
     */
    public static Input inherited(boolean terminal) {
        FileInputStream stream = new FileInputStream(FileDescriptor.in);
        StandardStream found = StandardStream.ofProcess(0);
        return switch (found.kind()) {
            case READY -> new DirectInput(new BufferedInputStream(stream, PumpedInput.CHUNK_BYTES), terminal);
            case PIPE, TERMINAL -> new ChannelInput(found, stream, terminal);
            case UNKNOWN -> new PumpedInput(stream, terminal, PumpedInput.Pace.ON_DEMAND);
        };
    }

    /**
     * Whether guests are told that it is a terminal.
     *
     * @return as was said when it was made
     */
    public boolean terminal() {
        return false;
    }

    /**
     * Reads some bytes, and waits for the first.
     *
     * @param into  where to
     * @param at    the first place
     * @param count how many at most, more than 0
     * @param stop  asked while it waits
     * @return how many; -1 at the end
     * @throws java.io.InterruptedIOException when it had to stop
     * @throws IOException                    when reading fails
     */
    public abstract int read(byte[] into, int at, int count, Stop stop) throws IOException;

    /**
     * How many bytes can be read without waiting.
     *
     * @return bytes; 0 when reading would wait, -1 at the end or when reading would fail
     */
    public abstract int available();

    @Override
    public abstract void close() throws IOException;
}
