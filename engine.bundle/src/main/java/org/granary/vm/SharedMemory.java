package org.granary.vm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.MemoryType;

/**
 * The representation of shared memories: pieces of 64 KiB outside of the heap, which never move. Growing adds pieces and publishes them
 * together with the new size by one write, so no thread sees one without the other. Thread-safe.
 *
 * <p>Why outside of the heap: newer JDKs have atomic access to bytes there and not to byte arrays. The bytes of the minimum are also seen
 * as one block, which is all that most accesses look at. What cannot be done here: beyond that block, an access that spans two pieces is
 * made of single bytes; atomic ones are aligned and never do.
 */
public final class SharedMemory extends LinearMemory {
    private static final int PIECE_BITS = 16;
    private static final int PIECE = 1 << PIECE_BITS;
    /** So many pieces are asked of the JVM at once: 1 GiB. */
    private static final int PIECES_AT_ONCE = 1 << 14;

    static {
        AtomicBytes.ready();
    }

    private final Waiters waiters = new Waiters();
    /** Held while pieces are added, users change and stores are charged; never while a limiter of the host's is asked. */
    private final ReentrantLock growing = new ReentrantLock();
    private final MemoryUsers users = new MemoryUsers(this);
    /** The bytes that have been there from the start, the first GiB of them. */
    private final ByteBuffer first;
    private final long firstSize;
    private volatile Extent extent;

    /** Whether a value is there. */
    private record Expected(SharedMemory memory, long address, int bytes, long value) implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return memory.atomicLoad(address, bytes) == value;
        }
    }

    /** All that is reached by an address: read together. */
    private record Extent(ByteBuffer[] pieces, long size) {
    }

    /**
     * A memory of zeros at its minimum. Whoever makes it has asked the limits.
     *
     * @param type its type, shared, with a maximum
     * @throws OutOfMemoryError when the JVM has no room for it
     */
    public SharedMemory(MemoryType type) {
        super(null, type);
        long size = type.limits().min() << type.pageBits();
        firstSize = Math.min(size, (long) PIECES_AT_ONCE << PIECE_BITS);
        first = block((int) (firstSize + PIECE - 1 >>> PIECE_BITS));
        extent = new Extent(pieces(slices(first), size), size);
    }

    private static ByteBuffer block(int many) {
        return ByteBuffer.allocateDirect(many << PIECE_BITS).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer[] slices(ByteBuffer block) {
        ByteBuffer[] slices = new ByteBuffer[block.capacity() >>> PIECE_BITS];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = block.slice(i << PIECE_BITS, PIECE).order(ByteOrder.LITTLE_ENDIAN);
        }
        return slices;
    }

    private static ByteBuffer[] pieces(ByteBuffer[] present, long bytes) {
        ByteBuffer[] all = Arrays.copyOf(present, Math.toIntExact(bytes + PIECE - 1 >>> PIECE_BITS));
        for (int from = present.length; from < all.length; from += PIECES_AT_ONCE) {
            ByteBuffer[] more = slices(block(Math.min(all.length - from, PIECES_AT_ONCE)));
            System.arraycopy(more, 0, all, from, more.length);
        }
        return all;
    }

    @Override
    public long pages() {
        return byteSize() >>> type.pageBits();
    }

    @Override
    public long byteSize() {
        return extent.size;
    }

    @Override
    public long grow(long delta) {
        return grow(null, delta);
    }

    @Override
    public long grow(VmStore by, long delta) {
        StackRoom.need();
        long most = LargeMemory.mostPages(type);
        long max = type.limits().max().orElse(most);
        long largest = Long.compareUnsigned(max, most) < 0 ? max : most;
        while (true) {
            long size = byteSize();
            long before = size >>> type.pageBits();
            if (delta == 0) {
                return before;
            }
            if (Long.compareUnsigned(delta, largest - before) > 0) {
                return -1;
            }
            long wanted = size + (delta << type.pageBits());
            if (by != null && !by.sharedMemoryGrowing(size, wanted, maximumBytes())) {
                return -1;
            }
            growing.lock();
            try {
                if (size == byteSize()) {
                    return extend(by, size, wanted) ? before : -1;
                }
                // another thread was quicker; the limits are asked again
            } finally {
                growing.unlock();
            }
        }
    }

    private boolean extend(VmStore by, long size, long wanted) {
        VmStore refuser = users.charge(size, wanted);
        if (refuser != null) {
            if (by != null) {
                by.refusedBy(refuser, wanted);
            }
            return false;
        }
        boolean done = false;
        try {
            extent = new Extent(pieces(extent.pieces, wanted), wanted);
            done = true;
        } catch (OutOfMemoryError e) {
            return false;
        } finally {
            if (!done) {
                users.charge(size);
            }
        }
        return true;
    }

    /**
     * Makes a store one that uses this memory: it is charged for the present size and for every growth to come.
     *
     * @param store the store
     * @return false when its account has no room; nothing has changed then
     */
    public boolean attach(VmStore store) {
        growing.lock();
        try {
            return users.add(store, byteSize());
        } finally {
            growing.unlock();
        }
    }

    /**
     * Ends what {@link #attach} began.
     *
     * @param store the store
     */
    public void detach(VmStore store) {
        growing.lock();
        try {
            users.remove(store);
        } finally {
            growing.unlock();
        }
    }

    /**
     * The store that uses this memory and in which the calling thread is; where there are several, the innermost.
     *
     * @param nesting of the engine
     * @return the store, or null
     */
    public VmStore here(Nesting nesting) {
        growing.lock();
        try {
            return users.here(nesting.here());
        } finally {
            growing.unlock();
        }
    }

    /** Nothing: other stores may use it. The bytes go with the last reference. */
    @Override
    public void release() {
    }

    /**
     * Reads a byte.
     *
     * @param address effective address
     * @return the byte, signed
     * @throws Trap out of bounds memory access
     */
    public byte get8(long address) {
        if (address >= 0 && address <= firstSize - 1) {
            return first.get((int) address);
        }
        return at(address, 1).pieces[(int) (address >>> PIECE_BITS)].get((int) address & PIECE - 1);
    }

    /**
     * Reads two bytes.
     *
     * @param address effective address
     * @return the value, signed
     * @throws Trap out of bounds memory access
     */
    public short get16(long address) {
        if (address >= 0 && address <= firstSize - 2) {
            return first.getShort((int) address);
        }
        Extent now = at(address, 2);
        return spans(address, 2) ? (short) slow(address, 2)
                : now.pieces[(int) (address >>> PIECE_BITS)].getShort((int) address & PIECE - 1);
    }

    /**
     * Reads four bytes.
     *
     * @param address effective address
     * @return the value
     * @throws Trap out of bounds memory access
     */
    public int get32(long address) {
        if (address >= 0 && address <= firstSize - 4) {
            return first.getInt((int) address);
        }
        Extent now = at(address, 4);
        return spans(address, 4) ? (int) slow(address, 4) : now.pieces[(int) (address >>> PIECE_BITS)].getInt((int) address & PIECE - 1);
    }

    /**
     * Reads eight bytes.
     *
     * @param address effective address
     * @return the value
     * @throws Trap out of bounds memory access
     */
    public long get64(long address) {
        if (address >= 0 && address <= firstSize - 8) {
            return first.getLong((int) address);
        }
        Extent now = at(address, 8);
        return spans(address, 8) ? slow(address, 8) : now.pieces[(int) (address >>> PIECE_BITS)].getLong((int) address & PIECE - 1);
    }

    /**
     * Writes a byte.
     *
     * @param address effective address
     * @param value   the low eight bits count
     * @throws Trap out of bounds memory access
     */
    public void put8(long address, int value) {
        if (address >= 0 && address <= firstSize - 1) {
            first.put((int) address, (byte) value);
            return;
        }
        at(address, 1).pieces[(int) (address >>> PIECE_BITS)].put((int) address & PIECE - 1, (byte) value);
    }

    /**
     * Writes two bytes.
     *
     * @param address effective address
     * @param value   the low sixteen bits count
     * @throws Trap out of bounds memory access
     */
    public void put16(long address, int value) {
        if (address >= 0 && address <= firstSize - 2) {
            first.putShort((int) address, (short) value);
            return;
        }
        Extent now = at(address, 2);
        if (spans(address, 2)) {
            slow(address, 2, value);
        } else {
            now.pieces[(int) (address >>> PIECE_BITS)].putShort((int) address & PIECE - 1, (short) value);
        }
    }

    /**
     * Writes four bytes.
     *
     * @param address effective address
     * @param value   the value
     * @throws Trap out of bounds memory access
     */
    public void put32(long address, int value) {
        if (address >= 0 && address <= firstSize - 4) {
            first.putInt((int) address, value);
            return;
        }
        Extent now = at(address, 4);
        if (spans(address, 4)) {
            slow(address, 4, value);
        } else {
            now.pieces[(int) (address >>> PIECE_BITS)].putInt((int) address & PIECE - 1, value);
        }
    }

    /**
     * Writes eight bytes.
     *
     * @param address effective address
     * @param value   the value
     * @throws Trap out of bounds memory access
     */
    public void put64(long address, long value) {
        if (address >= 0 && address <= firstSize - 8) {
            first.putLong((int) address, value);
            return;
        }
        Extent now = at(address, 8);
        if (spans(address, 8)) {
            slow(address, 8, value);
        } else {
            now.pieces[(int) (address >>> PIECE_BITS)].putLong((int) address & PIECE - 1, value);
        }
    }

    private Extent at(long address, long length) {
        Extent now = extent;
        if (Long.compareUnsigned(address, now.size) > 0 || Long.compareUnsigned(length, now.size - address) > 0) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
        return now;
    }

    private static boolean spans(long address, int bytes) {
        return ((int) address & PIECE - 1) > PIECE - bytes;
    }

    private long slow(long address, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | get8(address + i) & 0xff;
        }
        return value;
    }

    private void slow(long address, int length, long value) {
        StackRoom.need();
        for (int i = 0; i < length; i++) {
            put8(address + i, (int) (value >>> 8 * i));
        }
    }

    @Override
    public void read(long address, byte[] target, int at, int length) {
        Extent now = at(address, length);
        for (int done = 0; done < length;) {
            int from = (int) (address + done) & PIECE - 1;
            int part = Math.min(length - done, PIECE - from);
            now.pieces[(int) (address + done >>> PIECE_BITS)].get(from, target, at + done, part);
            done += part;
        }
    }

    @Override
    public void write(long address, byte[] source, int at, int length) {
        Extent now = at(address, length);
        StackRoom.need();
        put(now, address, source, at, length);
    }

    /** Writes what is inside, when there is room on the stack. */
    private static void put(Extent now, long address, byte[] source, int at, int length) {
        for (int done = 0; done < length;) {
            int from = (int) (address + done) & PIECE - 1;
            int part = Math.min(length - done, PIECE - from);
            now.pieces[(int) (address + done >>> PIECE_BITS)].put(from, source, at + done, part);
            done += part;
        }
    }

    @Override
    public void fill(long address, int value, long length) {
        Extent now = at(address, length);
        byte[] buffer = new byte[(int) Math.min(length, PIECE)];
        Arrays.fill(buffer, (byte) value);
        StackRoom.need();
        for (long done = 0; done < length; done += buffer.length) {
            put(now, address + done, buffer, 0, (int) Math.min(length - done, buffer.length));
        }
    }

    @Override
    public void copy(long target, LinearMemory from, long source, long length) {
        Extent now = at(target, length);
        if (from.byteSize() < 0 || Long.compareUnsigned(source, from.byteSize()) > 0
                || Long.compareUnsigned(length, from.byteSize() - source) > 0) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
        byte[] buffer = new byte[(int) Math.min(length, PIECE)];
        StackRoom.need();
        boolean backwards = from == this && Long.compareUnsigned(source, target) < 0;
        for (long done = 0; done < length;) {
            int part = (int) Math.min(length - done, buffer.length);
            long at = backwards ? length - done - part : done;
            from.read(source + at, buffer, 0, part);
            put(now, target + at, buffer, 0, part);
            done += part;
        }
    }

    @Override
    public long atomicLoad(long address, int bytes) {
        return AtomicBytes.load(piece(address, bytes), (int) address & PIECE - 1, bytes);
    }

    @Override
    public void atomicStore(long address, int bytes, long value) {
        AtomicBytes.store(piece(address, bytes), (int) address & PIECE - 1, bytes, value);
    }

    @Override
    public long opaqueLoad(long address, int bytes) {
        return AtomicBytes.opaqueLoad(piece(address, bytes), (int) address & PIECE - 1, bytes);
    }

    @Override
    public void opaqueStore(long address, int bytes, long value) {
        AtomicBytes.opaqueStore(piece(address, bytes), (int) address & PIECE - 1, bytes, value);
    }

    @Override
    public long atomicUpdate(long address, int bytes, AtomicUpdate update, long operand) {
        return AtomicBytes.update(piece(address, bytes), (int) address & PIECE - 1, bytes, update, operand);
    }

    @Override
    public long atomicCompareExchange(long address, int bytes, long expected, long replacement) {
        return AtomicBytes.compareExchange(piece(address, bytes), (int) address & PIECE - 1, bytes, expected, replacement);
    }

    @Override
    public long atomicNotify(long address, int count) {
        piece(address, Integer.BYTES);
        return waiters.wake(address, count);
    }

    @Override
    public long atomicWait(long address, int bytes, long expected, long timeout, VmStore waiting) {
        piece(address, bytes);
        return waiters.await(address, new Expected(this, address, bytes, expected & mask(bytes)), timeout, new Sleeper(waiting));
    }

    /**
     * Waits at an address for the host, whose thread's interrupt ends it too.
     *
     * @param address  effective address
     * @param bytes    4 or 8
     * @param expected what has to be there; so many of its low bytes count
     * @param timeout  nanoseconds, negative for ever
     * @param inside   the stores that the thread is in, whether they use this memory or not
     * @return 0 when woken, 1 when something else is there, 2 when the time is over
     * @throws Trap unaligned atomic, out of bounds memory access, what ended the call of a store that the thread is in, or interrupt; the
     *     thread's interrupt stands then
     */
    public int hostWait(long address, int bytes, long expected, long timeout, List<VmStore> inside) {
        piece(address, bytes);
        return waiters.await(address, new Expected(this, address, bytes, expected & mask(bytes)), timeout, Sleeper.ofHost(inside));
    }

    private ByteBuffer piece(long address, int bytes) {
        aligned(address, bytes);
        return at(address, bytes).pieces[(int) (address >>> PIECE_BITS)];
    }
}
