package org.granary.host;

import java.util.Objects;

/**
 * Bytes of a guest, where they are: what is written is seen by the guest, and what the guest writes is seen. Lies inside the memory when
 * the
 * host function begins, and so for ever, as memories only grow. Of no use after the call. Confined to its store.
 */
public final class Span {
    private final GuestMemory memory;
    private final long address;
    private final int length;

    Span(GuestMemory memory, long address, int length) {
        this.memory = memory;
        this.address = address;
        this.length = length;
    }

    /**
     * The memory that it lies in.
     *
     * @return never null
     */
    public GuestMemory memory() {
        return memory;
    }

    /**
     * Where it begins.
     *
     * @return the address of the first byte
     */
    public long address() {
        return address;
    }

    /**
     * How long it is.
     *
     * @return in bytes
     */
    public int length() {
        return length;
    }

    /**
     * Reads a byte.
     *
     * @param index from 0
     * @return the byte
     * @throws IndexOutOfBoundsException when the index is not below the length
     */
    public byte get(int index) {
        return memory.readByte(address + Objects.checkIndex(index, length));
    }

    /**
     * Writes a byte.
     *
     * @param index from 0
     * @param value the byte
     * @throws IndexOutOfBoundsException when the index is not below the length
     */
    public void set(int index, byte value) {
        memory.writeByte(address + Objects.checkIndex(index, length), value);
    }

    /**
     * Copies from it.
     *
     * @param index  of the first byte in this span
     * @param target where to
     * @param at     of the first byte there
     * @param count  how many bytes
     * @throws IndexOutOfBoundsException when either side does not have them
     */
    public void read(int index, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(index, count, length);
        Objects.checkFromIndexSize(at, count, target.length);
        memory.readBytes(address + index, target, at, count);
    }

    /**
     * Copies into it.
     *
     * @param index  of the first byte in this span
     * @param source where from
     * @param at     of the first byte there
     * @param count  how many bytes
     * @throws IndexOutOfBoundsException when either side does not have them
     */
    public void write(int index, byte[] source, int at, int count) {
        Objects.checkFromIndexSize(index, count, length);
        Objects.checkFromIndexSize(at, count, source.length);
        memory.writeBytes(address + index, source, at, count);
    }

    /**
     * A copy of all bytes.
     *
     * @return a new array
     */
    public byte[] toBytes() {
        return memory.readBytes(address, length);
    }

    @Override
    public String toString() {
        return "span at 0x" + Long.toHexString(address) + " of " + length + " bytes";
    }
}
