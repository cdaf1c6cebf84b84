package org.granary.vm;

import java.util.OptionalLong;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.MemoryType;

/**
 * A linear memory. Its subclass is its representation. Confined to its store (a shared one is thread-safe). Addresses and sizes are
 * unsigned; every routine checks bounds before it writes anything, and commits by its last write.
 */
public abstract class LinearMemory {
    /** The declared type; the present size is {@link #pages()}. */
    public final MemoryType type;
    /** The owning store; null for a shared memory, which none owns. */
    public final VmStore store;

    /**
     * For subclasses.
     *
     * @param store the owning store, or null
     * @param type  the declared type
     */
    protected LinearMemory(VmStore store, MemoryType type) {
        this.store = store;
        this.type = type;
    }

    /**
     * The size in pages.
     *
     * @return 0 to 2^16, or to 2^48 with 64-bit addresses; with pages of one byte up to 2^32 - 1 or 2^64 - 1
     */
    public abstract long pages();

    /**
     * The size in bytes.
     *
     * @return bytes
     */
    public long byteSize() {
        return pages() << type.pageBits();
    }

    /**
     * Grows the memory.
     *
     * @param delta pages to add, unsigned
     * @return the size before in pages, or -1 when the maximum, the limits or the machine refuse
     */
    public abstract long grow(long delta);

    /**
     * Grows the memory for a store.
     *
     * @param by    the store whose limits are asked
     * @param delta pages to add, unsigned
     * @return the size before in pages, or -1 when the maximum, the limits or the machine refuse
     */
    public long grow(VmStore by, long delta) {
        return grow(delta);
    }

    /**
     * Asks the store for a growth. Adding nothing is asked of nobody: limits are for what is made and grown.
     *
     * @param delta pages to add, unsigned
     * @param most  the largest size that there can be
     * @return the size before in pages, or -1 when the growth is refused
     */
    final long granted(long delta, long most) {
        long before = pages();
        if (delta == 0) {
            return before;
        }
        // who is asked cannot grow it meanwhile
        boolean granted = Long.compareUnsigned(delta, most - before) <= 0
                && store.memoryGrowing(before << type.pageBits(), (before + delta) << type.pageBits(), maximumBytes());
        return granted ? before : -1;
    }

    /**
     * Copies bytes out.
     *
     * @param address first byte
     * @param target  where to
     * @param at      first index in the target
     * @param length  how many, not negative
     * @throws Trap out of bounds memory access
     */
    public abstract void read(long address, byte[] target, int at, int length);

    /**
     * Copies bytes in.
     *
     * @param address first byte
     * @param source  where from
     * @param at      first index in the source
     * @param length  how many, not negative
     * @throws Trap out of bounds memory access
     */
    public abstract void write(long address, byte[] source, int at, int length);

    /**
     * Sets a range to one byte.
     *
     * @param address first byte
     * @param value   the low eight bits count
     * @param length  how many, unsigned
     * @throws Trap out of bounds memory access
     */
    public abstract void fill(long address, int value, long length);

    /**
     * Copies a range from another memory or this one; ranges may overlap.
     *
     * @param target  first byte here
     * @param from    the memory that is read
     * @param source  first byte there
     * @param length  how many, unsigned
     * @throws Trap out of bounds memory access
     */
    public abstract void copy(long target, LinearMemory from, long source, long length);

    /**
     * Reads as an atomic instruction does. In a memory that one thread uses at a time these are plain accesses.
     *
     * @param address effective address
     * @param bytes   1, 2, 4 or 8
     * @return the value, not signed
     * @throws Trap unaligned atomic, or out of bounds memory access
     */
    public long atomicLoad(long address, int bytes) {
        aligned(address, bytes);
        byte[] value = new byte[Long.BYTES];
        read(address, value, 0, bytes);
        return (long) Views.LONGS.get(value, 0);
    }

    /**
     * Writes as an atomic instruction does.
     *
     * @param address effective address
     * @param bytes   1, 2, 4 or 8
     * @param value   so many of its low bytes count
     * @throws Trap unaligned atomic, or out of bounds memory access
     */
    public void atomicStore(long address, int bytes, long value) {
        aligned(address, bytes);
        byte[] written = new byte[Long.BYTES];
        Views.LONGS.set(written, 0, value);
        write(address, written, 0, bytes);
    }

    /**
     * Reads as all threads see it in the end, without ordering anything else. In a memory that one thread uses at a time this is a plain
     * access.
     *
     * @param address effective address
     * @param bytes   1, 2, 4 or 8
     * @return the value, not signed
     * @throws Trap unaligned atomic, or out of bounds memory access
     */
    public long opaqueLoad(long address, int bytes) {
        return atomicLoad(address, bytes);
    }

    /**
     * Writes what all threads see in the end, without ordering anything else. In a memory that one thread uses at a time this is a plain
     * access.
     *
     * @param address effective address
     * @param bytes   1, 2, 4 or 8
     * @param value   so many of its low bytes count
     * @throws Trap unaligned atomic, or out of bounds memory access
     */
    public void opaqueStore(long address, int bytes, long value) {
        atomicStore(address, bytes, value);
    }

    /**
     * Reads, changes and writes in one step.
     *
     * @param address effective address
     * @param bytes   1, 2, 4 or 8
     * @param update  what is done
     * @param operand so many of its low bytes count
     * @return the value before, not signed
     * @throws Trap unaligned atomic, or out of bounds memory access
     */
    public long atomicUpdate(long address, int bytes, AtomicUpdate update, long operand) {
        long before = atomicLoad(address, bytes);
        atomicStore(address, bytes, update.apply(before, operand));
        return before;
    }

    /**
     * Replaces a value if it is the expected one, in one step.
     *
     * @param address     effective address
     * @param bytes       1, 2, 4 or 8
     * @param expected    so many of its low bytes count
     * @param replacement so many of its low bytes count
     * @return the value before, not signed; as expected when it was replaced
     * @throws Trap unaligned atomic, or out of bounds memory access
     */
    public long atomicCompareExchange(long address, int bytes, long expected, long replacement) {
        long before = atomicLoad(address, bytes);
        if (before == (expected & mask(bytes))) {
            atomicStore(address, bytes, replacement);
        }
        return before;
    }

    /**
     * Wakes threads that wait at an address.
     *
     * @param address effective address
     * @param count   how many at most, unsigned
     * @return how many were woken; in a memory that is not shared none ever wait
     * @throws Trap unaligned atomic, or out of bounds memory access
     */
    public long atomicNotify(long address, int count) {
        atomicLoad(address, Integer.BYTES);
        return 0;
    }

    /**
     * Waits at an address until another thread wakes this one.
     *
     * @param address  effective address
     * @param bytes    4 or 8
     * @param expected what has to be there; so many of its low bytes count
     * @param timeout  nanoseconds, negative for ever
     * @param waiting  the store whose call waits
     * @return 0 when woken, 1 when something else is there, 2 when the time is over
     * @throws Trap unaligned atomic, out of bounds memory access, atomic wait on non-shared memory, or what ended the call
     */
    public long atomicWait(long address, int bytes, long expected, long timeout, VmStore waiting) {
        atomicLoad(address, bytes);
        throw new Trap(TrapCode.ATOMIC_WAIT_NON_SHARED);
    }

    /** Refuses an address that is not a multiple of the width. */
    static void aligned(long address, int bytes) {
        if ((address & bytes - 1) != 0) {
            throw new Trap(TrapCode.UNALIGNED_ATOMIC);
        }
    }

    /** The bits of a value of a width. */
    static long mask(int bytes) {
        return -1L >>> 64 - 8 * bytes;
    }

    /** Lets the bytes go: the size is 0 afterwards. Called when the store has been closed and nothing runs in it. */
    public abstract void release();

    /**
     * The declared maximum in bytes.
     *
     * @return bytes, {@code Long.MAX_VALUE} for more than that; empty without one
     */
    public final OptionalLong maximumBytes() {
        return maximumBytes(type);
    }

    /**
     * The declared maximum of a type in bytes.
     *
     * @param type the type
     * @return bytes, {@code Long.MAX_VALUE} for more than that; empty without one
     */
    public static OptionalLong maximumBytes(MemoryType type) {
        OptionalLong max = type.limits().max();
        if (max.isEmpty()) {
            return max;
        }
        long pages = max.getAsLong();
        boolean fits = Long.compareUnsigned(pages, Long.MAX_VALUE >>> type.pageBits()) <= 0;
        return OptionalLong.of(fits ? pages << type.pageBits() : Long.MAX_VALUE);
    }

    /**
     * This memory as one array.
     *
     * @return this, or null when it is held in another way
     */
    public final ArrayMemory array() {
        return this instanceof ArrayMemory array ? array : null;
    }

    /**
     * This memory as many arrays.
     *
     * @return this, or null when it is held in another way
     */
    public final LargeMemory large() {
        return this instanceof LargeMemory large ? large : null;
    }

    /**
     * This memory as one that several threads use at once.
     *
     * @return this, or null when it is not shared
     */
    public final SharedMemory shared() {
        return this instanceof SharedMemory shared ? shared : null;
    }
}
