package org.granary.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the primitives of the binary format into a growing array. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 5.2 (values).
 */
public final class ByteWriter {
    private byte[] bytes = new byte[64];
    private int size;

    /**
     * One byte.
     *
     * @param value the low eight bits count
     * @return this
     */
    public ByteWriter u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /**
     * An unsigned 32-bit LEB128 in its shortest form.
     *
     * @param value the bits
     * @return this
     */
    public ByteWriter u32(int value) {
        return u64(value & 0xffff_ffffL);
    }

    /**
     * An unsigned 64-bit LEB128 in its shortest form.
     *
     * @param value the bits
     * @return this
     */
    public ByteWriter u64(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            u8((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    /**
     * A signed LEB128 in its shortest form, for 32, 33 and 64 bits.
     *
     * @param value the value
     * @return this
     */
    public ByteWriter signed(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            u8((int) rest & 0x7f | 0x80);
            rest >>= 7;
        }
        return u8((int) rest & 0x7f);
    }

    /**
     * Four bytes, the lowest first.
     *
     * @param value the bits
     * @return this
     */
    public ByteWriter fixed32(int value) {
        return u8(value).u8(value >> 8).u8(value >> 16).u8(value >> 24);
    }

    /**
     * Eight bytes, the lowest first.
     *
     * @param value the bits
     * @return this
     */
    public ByteWriter fixed64(long value) {
        return fixed32((int) value).fixed32((int) (value >> 32));
    }

    /**
     * Raw bytes.
     *
     * @param value the bytes
     * @return this
     */
    public ByteWriter bytes(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /**
     * A length and raw bytes.
     *
     * @param value the bytes
     * @return this
     */
    public ByteWriter sized(byte[] value) {
        return u32(value.length).bytes(value);
    }

    /**
     * A name: a length and UTF-8.
     *
     * @param value the text
     * @return this
     */
    public ByteWriter name(String value) {
        return sized(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * How much has been written.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    /**
     * What has been written.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
