package org.granary.store;

import java.nio.ByteBuffer;
import org.granary.vm.AtomicUpdate;

/**
 * A window of fixed place and length on a {@link Memory} or {@link SharedMemory}. It looks at the memory anew at every access, so growth
 * does no harm to it. Addresses count from the window's start; thread rule and errors
 * are the memory's.
 *
 * <p>Access is of three kinds. Plain access suits bytes that no other thread touches meanwhile; where one does, an aligned number is
 * still read whole. Opaque access to a place is seen by all threads in one order, and soon, but orders nothing else. Atomic access is
 * sequentially consistent, as the guest's atomic instructions are, and sees and is seen by them. Opaque and atomic access to a memory
 * that is not shared is plain access.
 */
public final class MemoryView {
    private final MemoryBytes memory;
    private final long base;
    private final long length;

    MemoryView(MemoryBytes memory, long base, long length) {
        this.memory = memory;
        this.base = base;
        this.length = length;
    }

    /**
     * How much the view shows.
     *
     * @return bytes
     */
    public long length() {
        return length;
    }

    private long at(long address, long bytes) {
        if (address < 0 || bytes < 0 || address > length || bytes > length - address) {
            throw new IndexOutOfBoundsException("view access at 0x" + Long.toHexString(address) + " of " + bytes + " bytes: the view has "
                    + length + " bytes");
        }
        return base + address;
    }

    /**
     * Reads a byte.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte readByte(long address) {
        return memory.readByte(at(address, 1));
    }

    /**
     * Writes a byte.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeByte(long address, byte value) {
        memory.writeByte(at(address, 1), value);
    }

    /**
     * Reads a 16-bit integer.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public short readShort(long address) {
        return memory.readShort(at(address, 2));
    }

    /**
     * Writes a 16-bit integer.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeShort(long address, short value) {
        memory.writeShort(at(address, 2), value);
    }

    /**
     * Reads a 32-bit integer.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public int readInt(long address) {
        return memory.readInt(at(address, 4));
    }

    /**
     * Writes a 32-bit integer.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeInt(long address, int value) {
        memory.writeInt(at(address, 4), value);
    }

    /**
     * Reads a 64-bit integer.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public long readLong(long address) {
        return memory.readLong(at(address, 8));
    }

    /**
     * Writes a 64-bit integer.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeLong(long address, long value) {
        memory.writeLong(at(address, 8), value);
    }

    /**
     * Reads a 32-bit float.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public float readFloat(long address) {
        return memory.readFloat(at(address, 4));
    }

    /**
     * Writes a 32-bit float.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeFloat(long address, float value) {
        memory.writeFloat(at(address, 4), value);
    }

    /**
     * Reads a 64-bit float.
     *
     * @param address of its first byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public double readDouble(long address) {
        return memory.readDouble(at(address, 8));
    }

    /**
     * Writes a 64-bit float.
     *
     * @param address of its first byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeDouble(long address, double value) {
        memory.writeDouble(at(address, 8), value);
    }

    /**
     * Copies bytes out.
     *
     * @param address of the first byte
     * @param count   how many
     * @return a new array
     * @throws IndexOutOfBoundsException when they do not lie inside
     */
    public byte[] readBytes(long address, int count) {
        return memory.readBytes(at(address, count), count);
    }

    /**
     * Copies bytes out into an array.
     *
     * @param address of the first byte
     * @param target  where to
     * @param at      first index in the target
     * @param count   how many
     * @throws IndexOutOfBoundsException when they do not lie inside the view or the array
     */
    public void readBytes(long address, byte[] target, int at, int count) {
        memory.readBytes(at(address, count), target, at, count);
    }

    /**
     * Copies part of an array in.
     *
     * @param address of the first byte
     * @param source  where from
     * @param at      first index in the source
     * @param count   how many
     * @throws IndexOutOfBoundsException when they do not lie inside the view or the array
     */
    public void writeBytes(long address, byte[] source, int at, int count) {
        memory.writeBytes(at(address, count), source, at, count);
    }

    /**
     * The bytes themselves, where they lie in one array: for who moves many of them between the guest and a stream, and forgets the buffer
     * then. When the memory has grown or its store is closed the buffer may have nothing to do with it any more.
     *
     * @param address of the first byte
     * @param count   how many
     * @return a buffer over an array, from its position to its limit; what is put there is in the memory. Null where there is no such
     *         array: in shared memories, and in those that can grow beyond 2 GiB
     * @throws IndexOutOfBoundsException when they do not lie inside
     */
    public ByteBuffer inPlace(long address, int count) {
        return memory.inPlace(at(address, count), count);
    }

    /**
     * Copies bytes in.
     *
     * @param address of the first byte
     * @param bytes   all of which are copied
     * @throws IndexOutOfBoundsException when they do not fit
     */
    public void writeBytes(long address, byte[] bytes) {
        memory.writeBytes(at(address, bytes.length), bytes);
    }

    /**
     * Reads a byte opaquely.
     *
     * @param address of the byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte readByteOpaque(long address) {
        return (byte) memory.opaqueLoad(at(address, 1), 1);
    }

    /**
     * Writes a byte opaquely.
     *
     * @param address of the byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeByteOpaque(long address, byte value) {
        memory.opaqueStore(at(address, 1), 1, value);
    }

    /**
     * Reads a byte atomically.
     *
     * @param address of the byte
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte readByteAtomic(long address) {
        return (byte) memory.atomicLoad(at(address, 1), 1);
    }

    /**
     * Writes a byte atomically.
     *
     * @param address of the byte
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public void writeByteAtomic(long address, byte value) {
        memory.atomicStore(at(address, 1), 1, value);
    }

    /**
     * Adds to a byte atomically.
     *
     * @param address of the byte
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte getAndAddByte(long address, byte value) {
        return (byte) memory.atomicUpdate(at(address, 1), 1, AtomicUpdate.ADD, value);
    }

    /**
     * Keeps the given bits of a byte atomically.
     *
     * @param address of the byte
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte getAndAndByte(long address, byte value) {
        return (byte) memory.atomicUpdate(at(address, 1), 1, AtomicUpdate.AND, value);
    }

    /**
     * Adds the given bits to a byte atomically.
     *
     * @param address of the byte
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte getAndOrByte(long address, byte value) {
        return (byte) memory.atomicUpdate(at(address, 1), 1, AtomicUpdate.OR, value);
    }

    /**
     * Turns over the given bits of a byte atomically.
     *
     * @param address of the byte
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte getAndXorByte(long address, byte value) {
        return (byte) memory.atomicUpdate(at(address, 1), 1, AtomicUpdate.XOR, value);
    }

    /**
     * Replaces a byte atomically.
     *
     * @param address of the byte
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte getAndSetByte(long address, byte value) {
        return (byte) memory.atomicUpdate(at(address, 1), 1, AtomicUpdate.XCHG, value);
    }

    /**
     * Replaces a byte atomically if it is the expected one.
     *
     * @param address     of the byte
     * @param expected    what is replaced
     * @param replacement what comes in its place
     * @return the value before; the expected one when it was replaced
     * @throws IndexOutOfBoundsException when it does not lie inside
     */
    public byte compareAndExchangeByte(long address, byte expected, byte replacement) {
        return (byte) memory.compareAndExchange(at(address, 1), 1, expected, replacement);
    }

    /**
     * Reads a 16-bit integer opaquely.
     *
     * @param address of its first byte, a multiple of 2
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short readShortOpaque(long address) {
        return (short) memory.opaqueLoad(at(address, 2), 2);
    }

    /**
     * Writes a 16-bit integer opaquely.
     *
     * @param address of its first byte, a multiple of 2
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public void writeShortOpaque(long address, short value) {
        memory.opaqueStore(at(address, 2), 2, value);
    }

    /**
     * Reads a 16-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 2
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short readShortAtomic(long address) {
        return (short) memory.atomicLoad(at(address, 2), 2);
    }

    /**
     * Writes a 16-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 2
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public void writeShortAtomic(long address, short value) {
        memory.atomicStore(at(address, 2), 2, value);
    }

    /**
     * Adds to a 16-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 2
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short getAndAddShort(long address, short value) {
        return (short) memory.atomicUpdate(at(address, 2), 2, AtomicUpdate.ADD, value);
    }

    /**
     * Keeps the given bits of a 16-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 2
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short getAndAndShort(long address, short value) {
        return (short) memory.atomicUpdate(at(address, 2), 2, AtomicUpdate.AND, value);
    }

    /**
     * Adds the given bits to a 16-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 2
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short getAndOrShort(long address, short value) {
        return (short) memory.atomicUpdate(at(address, 2), 2, AtomicUpdate.OR, value);
    }

    /**
     * Turns over the given bits of a 16-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 2
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short getAndXorShort(long address, short value) {
        return (short) memory.atomicUpdate(at(address, 2), 2, AtomicUpdate.XOR, value);
    }

    /**
     * Replaces a 16-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 2
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short getAndSetShort(long address, short value) {
        return (short) memory.atomicUpdate(at(address, 2), 2, AtomicUpdate.XCHG, value);
    }

    /**
     * Replaces a 16-bit integer atomically if it is the expected one.
     *
     * @param address     of its first byte, a multiple of 2
     * @param expected    what is replaced
     * @param replacement what comes in its place
     * @return the value before; the expected one when it was replaced
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public short compareAndExchangeShort(long address, short expected, short replacement) {
        return (short) memory.compareAndExchange(at(address, 2), 2, expected, replacement);
    }

    /**
     * Reads a 32-bit integer opaquely.
     *
     * @param address of its first byte, a multiple of 4
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int readIntOpaque(long address) {
        return (int) memory.opaqueLoad(at(address, 4), 4);
    }

    /**
     * Writes a 32-bit integer opaquely.
     *
     * @param address of its first byte, a multiple of 4
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public void writeIntOpaque(long address, int value) {
        memory.opaqueStore(at(address, 4), 4, value);
    }

    /**
     * Reads a 32-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 4
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int readIntAtomic(long address) {
        return (int) memory.atomicLoad(at(address, 4), 4);
    }

    /**
     * Writes a 32-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 4
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public void writeIntAtomic(long address, int value) {
        memory.atomicStore(at(address, 4), 4, value);
    }

    /**
     * Adds to a 32-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 4
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int getAndAddInt(long address, int value) {
        return (int) memory.atomicUpdate(at(address, 4), 4, AtomicUpdate.ADD, value);
    }

    /**
     * Keeps the given bits of a 32-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 4
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int getAndAndInt(long address, int value) {
        return (int) memory.atomicUpdate(at(address, 4), 4, AtomicUpdate.AND, value);
    }

    /**
     * Adds the given bits to a 32-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 4
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int getAndOrInt(long address, int value) {
        return (int) memory.atomicUpdate(at(address, 4), 4, AtomicUpdate.OR, value);
    }

    /**
     * Turns over the given bits of a 32-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 4
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int getAndXorInt(long address, int value) {
        return (int) memory.atomicUpdate(at(address, 4), 4, AtomicUpdate.XOR, value);
    }

    /**
     * Replaces a 32-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 4
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int getAndSetInt(long address, int value) {
        return (int) memory.atomicUpdate(at(address, 4), 4, AtomicUpdate.XCHG, value);
    }

    /**
     * Replaces a 32-bit integer atomically if it is the expected one.
     *
     * @param address     of its first byte, a multiple of 4
     * @param expected    what is replaced
     * @param replacement what comes in its place
     * @return the value before; the expected one when it was replaced
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public int compareAndExchangeInt(long address, int expected, int replacement) {
        return (int) memory.compareAndExchange(at(address, 4), 4, expected, replacement);
    }

    /**
     * Reads a 64-bit integer opaquely.
     *
     * @param address of its first byte, a multiple of 8
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long readLongOpaque(long address) {
        return memory.opaqueLoad(at(address, 8), 8);
    }

    /**
     * Writes a 64-bit integer opaquely.
     *
     * @param address of its first byte, a multiple of 8
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public void writeLongOpaque(long address, long value) {
        memory.opaqueStore(at(address, 8), 8, value);
    }

    /**
     * Reads a 64-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 8
     * @return the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long readLongAtomic(long address) {
        return memory.atomicLoad(at(address, 8), 8);
    }

    /**
     * Writes a 64-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 8
     * @param value   the value
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public void writeLongAtomic(long address, long value) {
        memory.atomicStore(at(address, 8), 8, value);
    }

    /**
     * Adds to a 64-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 8
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long getAndAddLong(long address, long value) {
        return memory.atomicUpdate(at(address, 8), 8, AtomicUpdate.ADD, value);
    }

    /**
     * Keeps the given bits of a 64-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 8
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long getAndAndLong(long address, long value) {
        return memory.atomicUpdate(at(address, 8), 8, AtomicUpdate.AND, value);
    }

    /**
     * Adds the given bits to a 64-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 8
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long getAndOrLong(long address, long value) {
        return memory.atomicUpdate(at(address, 8), 8, AtomicUpdate.OR, value);
    }

    /**
     * Turns over the given bits of a 64-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 8
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long getAndXorLong(long address, long value) {
        return memory.atomicUpdate(at(address, 8), 8, AtomicUpdate.XOR, value);
    }

    /**
     * Replaces a 64-bit integer atomically.
     *
     * @param address of its first byte, a multiple of 8
     * @param value   the operand
     * @return the value before
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long getAndSetLong(long address, long value) {
        return memory.atomicUpdate(at(address, 8), 8, AtomicUpdate.XCHG, value);
    }

    /**
     * Replaces a 64-bit integer atomically if it is the expected one.
     *
     * @param address     of its first byte, a multiple of 8
     * @param expected    what is replaced
     * @param replacement what comes in its place
     * @return the value before; the expected one when it was replaced
     * @throws IndexOutOfBoundsException when it does not lie inside
     * @throws IllegalArgumentException  when it is not aligned in the memory
     */
    public long compareAndExchangeLong(long address, long expected, long replacement) {
        return memory.compareAndExchange(at(address, 8), 8, expected, replacement);
    }

    @Override
    public String toString() {
        return "view of " + length + " bytes at 0x" + Long.toHexString(base) + " of " + memory;
    }
}
