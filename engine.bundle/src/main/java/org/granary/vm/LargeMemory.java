package org.granary.vm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.MemoryType;
import org.granary.type.NumType;

/**
 * The representation of memories that an array cannot hold: chunks of 16 MiB, made when first written, so that a memory of 4 GiB costs
 * what it uses. Compiled code calls the {@code get} and {@code put} methods with effective addresses.
 *
 * <p>An untouched chunk reads as zeros. Where the machine has no room for a chunk that a guest writes to, the guest traps with {@link
 * TrapCode#ALLOCATION_TOO_LARGE}.
 */
public final class LargeMemory extends LinearMemory {
    /** The engine's own end of a 64-bit memory: 16 GiB. */
    public static final long MAX_PAGES_64 = ModuleLimits.MEMORY64_PAGES.value();
    /** The end of a 32-bit memory: 4 GiB. */
    public static final long MAX_PAGES_32 = 65_536;

    private static final long BEYOND = -Long.BYTES;
    private static final long MAX_BYTES_64 = MAX_PAGES_64 * MemoryType.PAGE_SIZE;

    static final int CHUNK_BITS = 24;
    static final int CHUNK = 1 << CHUNK_BITS;
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] ZEROS = new byte[0];

    private byte[][] chunks;
    private long size;

    /**
     * A memory of zeros at its minimum. The store's limits have been asked.
     *
     * @param store the owning store
     * @param type  its type
     */
    public LargeMemory(VmStore store, MemoryType type) {
        super(store, type);
        size = type.limits().min() << type.pageBits();
        chunks = table(size);
    }

    /**
     * Whether an unshared memory has this representation, which is decided when it is made: where its minimum is past the reach of an
     * array; or it may grow past that, and its addresses have 64 bits or the engine is asked to allow it.
     *
     * @param type   its type
     * @param config the engine's settings
     * @return false when it is an array
     */
    public static boolean isFor(MemoryType type, EngineConfig config) {
        boolean mayGrowPast = type.address() == NumType.I64 || config.largeMemories();
        return !ArrayMemory.reaches(type, mayGrowPast ? type.limits().max().orElse(mostPages(type)) : type.limits().min());
    }

    /**
     * The largest size of any memory of a type, its own maximum aside.
     *
     * @param type the type
     * @return pages: 4 GiB, with 64-bit addresses 16 GiB; with 32-bit addresses and pages of one byte 2^32 - 1
     */
    public static long mostPages(MemoryType type) {
        if (type.address() == NumType.I64) {
            return MAX_BYTES_64 >>> type.pageBits();
        }
        return type.pageBits() == 0 ? 0xffff_ffffL : MAX_PAGES_32;
    }

    private static byte[][] table(long bytes) {
        byte[][] made = new byte[Math.toIntExact(bytes + CHUNK - 1 >>> CHUNK_BITS)][];
        Arrays.fill(made, ZEROS);
        return made;
    }

    @Override
    public long pages() {
        return size >>> type.pageBits();
    }

    @Override
    public long grow(long delta) {
        long most = mostPages(type);
        OptionalLong max = type.limits().max();
        if (max.isPresent() && Long.compareUnsigned(max.getAsLong(), most) < 0) {
            most = max.getAsLong();
        }
        long before = granted(delta, most);
        if (delta == 0 || before < 0) {
            return before;
        }
        long wanted = (before + delta) << type.pageBits();
        byte[][] grown;
        try {
            grown = table(wanted);
        } catch (OutOfMemoryError e) {
            return -1;
        }
        System.arraycopy(chunks, 0, grown, 0, chunks.length);
        // last and together, with no call between: a stack overflow above leaves the memory as it was
        chunks = grown;
        size = wanted;
        return before;
    }

    /**
     * The effective address of a 64-bit access.
     *
     * @param address the operand, unsigned
     * @param offset  the static offset, unsigned
     * @return the sum, or an aligned address past every memory when the sum passes 64 bits: what a store writes is computed between this
     *         and the access, which traps
     */
    public static long effective(long address, long offset) {
        long sum = address + offset;
        return Long.compareUnsigned(sum, address) < 0 ? BEYOND : sum;
    }

    /**
     * Reads a byte.
     *
     * @param address effective address
     * @return the byte, signed
     * @throws Trap out of bounds memory access
     */
    public byte get8(long address) {
        check(address, 1);
        byte[] chunk = chunks[(int) (address >>> CHUNK_BITS)];
        return chunk.length == 0 ? 0 : chunk[(int) address & CHUNK - 1];
    }

    /**
     * Reads two bytes.
     *
     * @param address effective address
     * @return the value, signed
     * @throws Trap out of bounds memory access
     */
    public short get16(long address) {
        byte[] chunk = within(address, 2);
        return chunk == null ? (short) slow(address, 2) : chunk.length == 0 ? 0 : (short) SHORTS.get(chunk, (int) address & CHUNK - 1);
    }

    /**
     * Reads four bytes.
     *
     * @param address effective address
     * @return the value
     * @throws Trap out of bounds memory access
     */
    public int get32(long address) {
        byte[] chunk = within(address, 4);
        return chunk == null ? (int) slow(address, 4) : chunk.length == 0 ? 0 : (int) INTS.get(chunk, (int) address & CHUNK - 1);
    }

    /**
     * Reads eight bytes.
     *
     * @param address effective address
     * @return the value
     * @throws Trap out of bounds memory access
     */
    public long get64(long address) {
        byte[] chunk = within(address, 8);
        return chunk == null ? slow(address, 8) : chunk.length == 0 ? 0 : (long) LONGS.get(chunk, (int) address & CHUNK - 1);
    }

    /**
     * Writes a byte.
     *
     * @param address effective address
     * @param value   the low eight bits count
     * @throws Trap out of bounds memory access, or allocation too large
     */
    public void put8(long address, int value) {
        check(address, 1);
        owned(address)[(int) address & CHUNK - 1] = (byte) value;
    }

    /**
     * Writes two bytes.
     *
     * @param address effective address
     * @param value   the low sixteen bits count
     * @throws Trap out of bounds memory access, or allocation too large
     */
    public void put16(long address, int value) {
        if (within(address, 2) == null) {
            slow(address, 2, value);
        } else {
            SHORTS.set(owned(address), (int) address & CHUNK - 1, (short) value);
        }
    }

    /**
     * Writes four bytes.
     *
     * @param address effective address
     * @param value   the value
     * @throws Trap out of bounds memory access, or allocation too large
     */
    public void put32(long address, int value) {
        if (within(address, 4) == null) {
            slow(address, 4, value);
        } else {
            INTS.set(owned(address), (int) address & CHUNK - 1, value);
        }
    }

    /**
     * Writes eight bytes.
     *
     * @param address effective address
     * @param value   the value
     * @throws Trap out of bounds memory access, or allocation too large
     */
    public void put64(long address, long value) {
        if (within(address, 8) == null) {
            slow(address, 8, value);
        } else {
            LONGS.set(owned(address), (int) address & CHUNK - 1, value);
        }
    }

    @Override
    public void release() {
        size = 0;
        chunks = new byte[0][];
    }

    @Override
    public void read(long address, byte[] target, int at, int length) {
        check(address, length);
        for (int done = 0; done < length;) {
            byte[] chunk = chunks[(int) (address + done >>> CHUNK_BITS)];
            int from = (int) (address + done) & CHUNK - 1;
            int part = Math.min(length - done, CHUNK - from);
            if (chunk.length == 0) {
                Arrays.fill(target, at + done, at + done + part, (byte) 0);
            } else {
                System.arraycopy(chunk, from, target, at + done, part);
            }
            done += part;
        }
    }

    @Override
    public void write(long address, byte[] source, int at, int length) {
        check(address, length);
        StackRoom.need();
        own(address, length);
        put(address, source, at, length);
    }

    /** Writes what is inside, when the chunks have been made and there is room on the stack. */
    private void put(long address, byte[] source, int at, int length) {
        for (int done = 0; done < length;) {
            int from = (int) (address + done) & CHUNK - 1;
            int part = Math.min(length - done, CHUNK - from);
            System.arraycopy(source, at + done, owned(address + done), from, part);
            done += part;
        }
    }

    @Override
    public void fill(long address, int value, long length) {
        check(address, length);
        StackRoom.need();
        if ((byte) value != 0) {
            own(address, length);
        }
        for (long done = 0; done < length;) {
            int from = (int) (address + done) & CHUNK - 1;
            int part = (int) Math.min(length - done, CHUNK - from);
            byte[] chunk = chunks[(int) (address + done >>> CHUNK_BITS)];
            if (chunk.length != 0) {
                Arrays.fill(chunk, from, from + part, (byte) value);
            }
            done += part;
        }
    }

    @Override
    public void copy(long target, LinearMemory from, long source, long length) {
        check(target, length);
        if (from.byteSize() < 0 || Long.compareUnsigned(source, from.byteSize()) > 0
                || Long.compareUnsigned(length, from.byteSize() - source) > 0) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
        StackRoom.need();
        own(target, length);
        byte[] buffer = new byte[(int) Math.min(length, 65_536)];
        boolean backwards = from == this && Long.compareUnsigned(source, target) < 0;
        for (long done = 0; done < length;) {
            int part = (int) Math.min(length - done, buffer.length);
            long at = backwards ? length - done - part : done;
            from.read(source + at, buffer, 0, part);
            put(target + at, buffer, 0, part);
            done += part;
        }
    }

    private void check(long address, long length) {
        if (Long.compareUnsigned(address, size) > 0 || Long.compareUnsigned(length, size - address) > 0) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
    }

    /** The chunk that holds the whole range, or null when the range spans two. */
    private byte[] within(long address, int length) {
        check(address, length);
        return ((int) address & CHUNK - 1) > CHUNK - length ? null : chunks[(int) (address >>> CHUNK_BITS)];
    }

    private byte[] owned(long address) {
        int index = (int) (address >>> CHUNK_BITS);
        byte[] chunk = chunks[index];
        if (chunk.length == 0) {
            try {
                chunk = new byte[CHUNK];
            } catch (OutOfMemoryError e) {
                throw new Trap(TrapCode.ALLOCATION_TOO_LARGE, e);
            }
            chunks[index] = chunk;
        }
        return chunk;
    }

    /** Makes all chunks of a range, so that a write cannot fail half-way. */
    private void own(long address, long length) {
        for (long at = address; at < address + length; at = (at | CHUNK - 1) + 1) {
            owned(at);
        }
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
        own(address, length);
        for (int i = 0; i < length; i++) {
            put8(address + i, (int) (value >>> 8 * i));
        }
    }
}
