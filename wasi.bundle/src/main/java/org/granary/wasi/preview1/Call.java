package org.granary.wasi.preview1;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import org.granary.store.Caller;
import org.granary.store.Extern;
import org.granary.store.Memory;
import org.granary.store.MemoryView;
import org.granary.store.SharedMemory;
import org.granary.wasi.stream.Stop;

/** One call of a function: the guest's arguments and memory, and what the store knows. Addresses and lengths are unsigned. */
final class Call {
    private static final long MAX_PATH_BYTES = 1 << 16;

    final State state;
    /** The layouts of preview 0. */
    final boolean preview0;
    private final Caller<?> caller;
    private final long a;
    private final long b;
    private final long c;
    private final long d;
    private final long e;
    private final long f;
    private final long g;
    private final long h;
    private final long i;
    private MemoryView memory;

    /** As many arguments as {@code path_open} has; fields, so that a call that is compiled into its caller needs no object. */
    Call(State state, boolean preview0, Caller<?> caller, long a, long b, long c, long d, long e, long f, long g, long h, long i) {
        this.state = state;
        this.preview0 = preview0;
        this.caller = caller;
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
        this.e = e;
        this.f = f;
        this.g = g;
        this.h = h;
        this.i = i;
    }

    /** An argument that is an index, a flag set or a number of small range. */
    int i(int index) {
        return (int) j(index);
    }

    /** An argument that is an address or a length. */
    long u(int index) {
        return j(index) & 0xFFFF_FFFFL;
    }

    /** A 64-bit argument. */
    long j(int index) {
        return switch (index) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            case 3 -> d;
            case 4 -> e;
            case 5 -> f;
            case 6 -> g;
            case 7 -> h;
            default -> i;
        };
    }

    Descriptor fd(int index, long right) {
        Descriptor found = state.descriptors.get(i(index));
        found.need(right);
        return found;
    }

    DirectoryDescriptor directory(int index, long right) {
        DirectoryDescriptor found = state.descriptors.get(i(index)).directory();
        found.need(right);
        return found;
    }

    MemoryView memory() {
        if (memory == null) {
            Extern found = export();
            if (found instanceof Memory plain) {
                memory = plain.view(0, plain.dataSize());
            } else if (found instanceof SharedMemory shared) {
                memory = shared.data();
            } else {
                throw new Refused(Errno.INVAL);
            }
        }
        return memory;
    }

    private Extern export() {
        try {
            return state.memory(caller.instance());
        } catch (NoSuchElementException e) {
            throw new Refused(Errno.INVAL);
        }
    }

    /** Refuses a range that does not lie in the memory, before anything is done. */
    void require(long address, long length) {
        if (address > memory().length() || length > memory().length() - address) {
            throw new Refused(Errno.FAULT);
        }
    }

    /** A path or the text of a link. */
    String text(int index) {
        return text(u(index), u(index + 1));
    }

    private String text(long address, long length) {
        require(address, length);
        if (length > MAX_PATH_BYTES) {
            throw new Refused(Errno.NAMETOOLONG);
        }
        byte[] bytes = memory().readBytes(address, (int) length);
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new Refused(Errno.ILSEQ);
        }
    }

    /**
     * Whether the guest's call is to end: what takes long looks at it between two parts, and comes back with what is done. The guest never
     * sees that.
     */
    boolean ends() {
        return caller.stopRequested();
    }

    /** A record, since nearly each program reads or writes, and the first lambdas take long. */
    private record CallStop(Caller<?> caller) implements Stop {
        @Override
        public boolean requested() {
            try {
                return caller.stopRequested() || Thread.currentThread().isInterrupted();
            } catch (IllegalStateException over) {
                // who watches for a thread that waits may come when the call has just returned
                return true;
            }
        }
    }

    /** What whoever waits asks. */
    Stop stop() {
        return new CallStop(caller);
    }
}
