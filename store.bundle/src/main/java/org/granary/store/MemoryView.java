package org.granary.store;

/**
 * A window of fixed place and length on a {@link Memory}. It looks at the memory anew at every access, so growth does no harm to it. Addresses count from the window's start; thread rule and errors are the memory's.
 */
public final class MemoryView {
    private final Memory memory;
    private final long base;
    private final long length;

    MemoryView(Memory memory, long base, long length) {
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
            throw new IndexOutOfBoundsException("view access at 0x" + Long.toHexString(address) + " of " + bytes + " bytes: the view has " + length + " bytes");
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
     * Copies bytes in.
     *
     * @param address of the first byte
     * @param bytes   all of which are copied
     * @throws IndexOutOfBoundsException when they do not fit
     */
    public void writeBytes(long address, byte[] bytes) {
        memory.writeBytes(at(address, bytes.length), bytes);
    }

    @Override
    public String toString() {
        return "view of " + length + " bytes at 0x" + Long.toHexString(base) + " of " + memory;
    }
}
