package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.granary.wasi.stream.Input;
import org.granary.wasi.stream.Output;
import org.granary.wasi.stream.Stop;

/** Standard input, or one of the standard outputs. */
final class StreamDescriptor extends Descriptor {
    private final Input input;
    private final Output output;

    StreamDescriptor(Input input) {
        super(Rights.STREAM & ~Rights.FD_WRITE, 0);
        this.input = input;
        this.output = null;
    }

    StreamDescriptor(Output output) {
        super(Rights.STREAM & ~Rights.FD_READ, 0);
        this.input = null;
        this.output = output;
    }

    @Override
    int type() {
        boolean terminal = input != null ? input.terminal() : output.terminal();
        return terminal ? TYPE_CHARACTER_DEVICE : TYPE_UNKNOWN;
    }

    @Override
    int read(ByteBuffer into, Stop stop) throws IOException {
        if ((flags & FLAG_NONBLOCK) != 0 && input.available() == 0) {
            throw new Refused(Errno.AGAIN);
        }
        return Math.max(0, input.read(into.array(), into.arrayOffset() + into.position(), into.remaining(), stop));
    }

    @Override
    boolean readable() {
        return input == null || input.available() != 0;
    }

    @Override
    long readableBytes() {
        return input == null ? 0 : Math.max(0, input.available());
    }

    @Override
    boolean ended() {
        return input != null && input.available() < 0;
    }

    @Override
    int write(ByteBuffer from, Stop stop) throws IOException {
        return output.write(from.array(), from.arrayOffset() + from.position(), from.remaining(), stop);
    }

    @Override
    public void close() throws IOException {
        if (input != null) {
            input.close();
        } else {
            output.close();
        }
    }
}
