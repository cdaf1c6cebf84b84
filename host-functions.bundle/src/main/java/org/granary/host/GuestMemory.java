package org.granary.host;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.Caller;
import org.granary.store.Extern;
import org.granary.store.Memory;
import org.granary.store.SharedMemory;

/**
 * The memory of the guest that calls a host function, shared or not. Numbers are little-endian. An access that does not lie inside is the
 * guest's
 * fault, so it throws the {@link Trap} {@code out of bounds memory access}; its cause says address, length and size. Of no use after the
 * call.
 * Confined to its store.
 */
public final class GuestMemory {
    private final Memory plain;
    private final SharedMemory shared;

    private GuestMemory(Memory plain, SharedMemory shared) {
        this.plain = plain;
        this.shared = shared;
    }

    /**
     * An exported memory of the instance that calls.
     *
     * @param caller who calls
     * @param name   the export's name
     * @return the memory
     * @throws java.util.NoSuchElementException when the instance exports nothing of this name, or no memory
     * @throws IllegalStateException            when the host itself is calling
     */
    public static GuestMemory of(Caller<?> caller, String name) {
        Extern export = caller.instance().export(name);
        if (export instanceof SharedMemory memory) {
            return new GuestMemory(null, memory);
        }
        return new GuestMemory(export instanceof Memory memory ? memory : caller.memory(name), null);
    }

    /**
     * The size.
     *
     * @return in bytes
     */
    public long size() {
        return plain != null ? plain.dataSize() : shared.dataSize();
    }

    /** Refuses what does not lie inside. */
    void inside(long address, long length) {
        long size = size();
        if (address < 0 || length < 0 || address > size || length > size - address) {
            throw new Trap(TrapCode.MEMORY_OUT_OF_BOUNDS, new IndexOutOfBoundsException(
                    "memory access at 0x" + Long.toHexString(address) + " of " + Long.toUnsignedString(length) + " bytes: the memory has "
                            + size + " bytes"));
        }
    }

    /**
     * A part, without copying.
     *
     * @param address of the first byte
     * @param length  in bytes
     * @return the part
     * @throws Trap when it does not lie inside
     */
    public Span span(long address, int length) {
        inside(address, length);
        return new Span(this, address, length);
    }

    /**
     * Reads a byte.
     *
     * @param address of the first byte
     * @return the value
     * @throws Trap when it does not lie inside
     */
    public byte readByte(long address) {
        inside(address, 1);
        return plain != null ? plain.readByte(address) : shared.data().readByte(address);
    }

    /**
     * Writes a byte.
     *
     * @param address of the first byte
     * @param value   the value
     * @throws Trap when it does not lie inside
     */
    public void writeByte(long address, byte value) {
        inside(address, 1);
        if (plain != null) {
            plain.writeByte(address, value);
        } else {
            shared.data().writeByte(address, value);
        }
    }

    /**
     * Reads a 16-bit number.
     *
     * @param address of the first byte
     * @return the value
     * @throws Trap when it does not lie inside
     */
    public short readShort(long address) {
        inside(address, 2);
        return plain != null ? plain.readShort(address) : shared.data().readShort(address);
    }

    /**
     * Writes a 16-bit number.
     *
     * @param address of the first byte
     * @param value   the value
     * @throws Trap when it does not lie inside
     */
    public void writeShort(long address, short value) {
        inside(address, 2);
        if (plain != null) {
            plain.writeShort(address, value);
        } else {
            shared.data().writeShort(address, value);
        }
    }

    /**
     * Reads a 32-bit number.
     *
     * @param address of the first byte
     * @return the value
     * @throws Trap when it does not lie inside
     */
    public int readInt(long address) {
        inside(address, 4);
        return plain != null ? plain.readInt(address) : shared.data().readInt(address);
    }

    /**
     * Writes a 32-bit number.
     *
     * @param address of the first byte
     * @param value   the value
     * @throws Trap when it does not lie inside
     */
    public void writeInt(long address, int value) {
        inside(address, 4);
        if (plain != null) {
            plain.writeInt(address, value);
        } else {
            shared.data().writeInt(address, value);
        }
    }

    /**
     * Reads a 64-bit number.
     *
     * @param address of the first byte
     * @return the value
     * @throws Trap when it does not lie inside
     */
    public long readLong(long address) {
        inside(address, 8);
        return plain != null ? plain.readLong(address) : shared.data().readLong(address);
    }

    /**
     * Writes a 64-bit number.
     *
     * @param address of the first byte
     * @param value   the value
     * @throws Trap when it does not lie inside
     */
    public void writeLong(long address, long value) {
        inside(address, 8);
        if (plain != null) {
            plain.writeLong(address, value);
        } else {
            shared.data().writeLong(address, value);
        }
    }

    /**
     * Reads a 32-bit float.
     *
     * @param address of the first byte
     * @return the value
     * @throws Trap when it does not lie inside
     */
    public float readFloat(long address) {
        inside(address, 4);
        return plain != null ? plain.readFloat(address) : shared.data().readFloat(address);
    }

    /**
     * Writes a 32-bit float.
     *
     * @param address of the first byte
     * @param value   the value
     * @throws Trap when it does not lie inside
     */
    public void writeFloat(long address, float value) {
        inside(address, 4);
        if (plain != null) {
            plain.writeFloat(address, value);
        } else {
            shared.data().writeFloat(address, value);
        }
    }

    /**
     * Reads a 64-bit float.
     *
     * @param address of the first byte
     * @return the value
     * @throws Trap when it does not lie inside
     */
    public double readDouble(long address) {
        inside(address, 8);
        return plain != null ? plain.readDouble(address) : shared.data().readDouble(address);
    }

    /**
     * Writes a 64-bit float.
     *
     * @param address of the first byte
     * @param value   the value
     * @throws Trap when it does not lie inside
     */
    public void writeDouble(long address, double value) {
        inside(address, 8);
        if (plain != null) {
            plain.writeDouble(address, value);
        } else {
            shared.data().writeDouble(address, value);
        }
    }

    /**
     * Copies bytes out.
     *
     * @param address of the first byte
     * @param length  how many
     * @return a new array
     * @throws Trap when they do not lie inside
     */
    public byte[] readBytes(long address, int length) {
        inside(address, length);
        return plain != null ? plain.readBytes(address, length) : shared.data().readBytes(address, length);
    }

    /**
     * Copies bytes out.
     *
     * @param address of the first byte
     * @param target  where to
     * @param at      of the first byte there
     * @param length  how many
     * @throws Trap                      when they do not lie inside
     * @throws IndexOutOfBoundsException when the target is too short
     */
    public void readBytes(long address, byte[] target, int at, int length) {
        inside(address, length);
        if (plain != null) {
            plain.readBytes(address, target, at, length);
        } else {
            shared.data().readBytes(address, target, at, length);
        }
    }

    /**
     * Copies bytes in.
     *
     * @param address of the first byte
     * @param bytes   the bytes
     * @throws Trap when they do not fit; nothing is written then
     */
    public void writeBytes(long address, byte[] bytes) {
        writeBytes(address, bytes, 0, bytes.length);
    }

    /**
     * Copies bytes in.
     *
     * @param address of the first byte
     * @param source  where from
     * @param at      of the first byte there
     * @param length  how many
     * @throws Trap                      when they do not fit; nothing is written then
     * @throws IndexOutOfBoundsException when the source is too short
     */
    public void writeBytes(long address, byte[] source, int at, int length) {
        inside(address, length);
        if (plain != null) {
            plain.writeBytes(address, source, at, length);
        } else {
            shared.data().writeBytes(address, source, at, length);
        }
    }

    @Override
    public String toString() {
        return "guest " + (plain != null ? plain : shared);
    }
}
