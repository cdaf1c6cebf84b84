package org.granary.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;

/**
 * Reads the primitives of the binary format from a range of an array. Offsets count from the start of the binary, which is that of the
 * array, or, where that has only a part of the binary, some bytes before it or after it. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 5.2 (values).
 */
public final class ByteReader {
    private static final int SHOWN = 16;

    private final byte[] bytes;
    /** The offset in the binary of the array's first byte. */
    private final int base;
    /** Like the position an index of the array. */
    private final int limit;
    private final Failure atEnd;
    private int position;

    /**
     * Reads a whole array.
     *
     * @param bytes the binary; not copied, not changed
     */
    public ByteReader(byte[] bytes) {
        this(bytes, 0, 0, bytes.length, Failure.UNEXPECTED_END);
    }

    /**
     * Reads a range of a binary of which an array has a part.
     *
     * @param bytes the array; not copied, not changed
     * @param base  the offset in the binary that its first byte has, or would have
     * @param from  the offset in the binary of the first byte to read
     * @param to    the offset in the binary after the last
     */
    public ByteReader(byte[] bytes, int base, int from, int to) {
        this(bytes, base, from - base, to - base, Failure.UNEXPECTED_END);
    }

    private ByteReader(byte[] bytes, int base, int from, int limit, Failure atEnd) {
        this.bytes = bytes;
        this.base = base;
        this.position = from;
        this.limit = limit;
        this.atEnd = atEnd;
    }

    /**
     * A reader of a part that starts here; this reader moves past it.
     *
     * @param length the part's length in bytes
     * @return a reader whose end is the part's end
     * @throws MalformedException ({@link Failure#LENGTH_OUT_OF_BOUNDS}) when the part reaches past the end
     */
    public ByteReader slice(int length) {
        if (length < 0 || length > limit - position) {
            throw outside(length);
        }
        ByteReader part = new ByteReader(bytes, base, position, position + length, Failure.UNEXPECTED_END_OF_SECTION);
        position += length;
        return part;
    }

    private MalformedException outside(int length) {
        return fail(Refusal.of(Failure.LENGTH_OUT_OF_BOUNDS).at(position())
                .expected("at most " + (limit - position) + " bytes", Integer.toUnsignedString(length)));
    }

    /**
     * Passes bytes.
     *
     * @param length how many
     * @throws MalformedException ({@link Failure#LENGTH_OUT_OF_BOUNDS}) when there are fewer
     */
    public void pass(int length) {
        if (length < 0 || length > limit - position) {
            throw outside(length);
        }
        position += length;
    }

    /**
     * A reader of the same array over another range of the binary.
     *
     * @param from the first offset
     * @param to   the offset after the last
     * @return a reader of its own position
     */
    public ByteReader range(int from, int to) {
        return new ByteReader(bytes, base, from - base, to - base, Failure.UNEXPECTED_END_OF_SECTION);
    }

    /**
     * The offset of the next byte.
     *
     * @return bytes from the start of the binary
     */
    public int position() {
        return position + base;
    }

    /**
     * The offset after the last byte.
     *
     * @return bytes from the start of the binary
     */
    public int limit() {
        return limit + base;
    }

    /**
     * Moves to another place.
     *
     * @param offset bytes from the start of the binary, not past the limit
     */
    public void position(int offset) {
        position = offset - base;
    }

    /**
     * Whether all bytes have been read.
     *
     * @return true at the end
     */
    public boolean atEnd() {
        return position == limit;
    }

    /**
     * How many bytes are left.
     *
     * @return bytes
     */
    public int remaining() {
        return limit - position;
    }

    /**
     * The next byte, unsigned.
     *
     * @return 0 to 255
     * @throws MalformedException at the end
     */
    public int u8() {
        if (position >= limit) {
            throw fail(Refusal.of(atEnd).at(position()).expected("1 byte more", "the end"));
        }
        return bytes[position++] & 0xff;
    }

    /**
     * The next byte without moving past it.
     *
     * @return 0 to 255
     * @throws MalformedException at the end
     */
    public int peek() {
        int value = u8();
        position--;
        return value;
    }

    /**
     * An unsigned 32-bit LEB128.
     *
     * @return the bits; may be negative as a Java int
     * @throws MalformedException when it is too long, too large or cut off
     */
    public int u32() {
        // one byte or two, as most have
        if (position < limit && bytes[position] >= 0) {
            return bytes[position++];
        }
        if (limit - position > 1 && bytes[position + 1] >= 0) {
            position += 2;
            return bytes[position - 2] & 0x7f | bytes[position - 1] << 7;
        }
        return (int) unsigned(32);
    }

    /**
     * An unsigned 64-bit LEB128.
     *
     * @return the bits; may be negative as a Java long
     * @throws MalformedException when it is too long, too large or cut off
     */
    public long u64() {
        return unsigned(64);
    }

    /**
     * A signed 32-bit LEB128.
     *
     * @return the value
     * @throws MalformedException when it is too long, too large or cut off
     */
    public int s32() {
        return (int) signed(32);
    }

    /**
     * A signed 33-bit LEB128, the form of block types.
     *
     * @return the value
     * @throws MalformedException when it is too long, too large or cut off
     */
    public long s33() {
        return signed(33);
    }

    /**
     * A signed 64-bit LEB128.
     *
     * @return the value
     * @throws MalformedException when it is too long, too large or cut off
     */
    public long s64() {
        return signed(64);
    }

    /**
     * Four bytes, the lowest first.
     *
     * @return the bits
     * @throws MalformedException at the end
     */
    public int fixed32() {
        need(4);
        return u8() | u8() << 8 | u8() << 16 | u8() << 24;
    }

    /**
     * Eight bytes, the lowest first.
     *
     * @return the bits
     * @throws MalformedException at the end
     */
    public long fixed64() {
        need(8);
        return fixed32() & 0xffff_ffffL | (long) fixed32() << 32;
    }

    /**
     * The length of a vector, checked against the bytes that are left, so that a lie cannot cost memory.
     *
     * @param minimumBytes the fewest bytes that an element takes
     * @return the number of elements
     * @throws MalformedException when there cannot be so many
     */
    public int count(int minimumBytes) {
        int at = position;
        int count = u32();
        if (count < 0 || (long) count * minimumBytes > remaining()) {
            throw fail(Refusal.of(atEnd).at(at + base)
                    .expected("at most " + remaining() / minimumBytes + " elements", Integer.toUnsignedString(count)));
        }
        return count;
    }

    /**
     * A name: a length and UTF-8.
     *
     * @return the text
     * @throws MalformedException when it is cut off or not UTF-8
     */
    public String name() {
        int at = position;
        int length = u32();
        if (length < 0 || length > remaining()) {
            throw fail(Refusal.of(Failure.LENGTH_OUT_OF_BOUNDS).at(at + base)
                    .expected("at most " + remaining() + " bytes", Integer.toUnsignedString(length)));
        }
        if (isAscii(length)) {
            position += length;
            // of the two that give the same here it is the one that need not look again
            return new String(bytes, position - length, length, StandardCharsets.ISO_8859_1);
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, position, length)).toString();
            position += length;
            return text;
        } catch (CharacterCodingException e) {
            throw fail(Refusal.of(Failure.MALFORMED_UTF8).detail("a name of " + length + " bytes").at(position())
                    .expected("UTF-8", HexFormat.ofDelimiter(" ").formatHex(bytes, position, position + Math.min(length, SHOWN))
                            + (length > SHOWN ? " ..." : "")));
        }
    }

    /**
     * Passes a length and as many bytes; whether they are UTF-8 is not looked at.
     *
     * @return how many there are
     * @throws MalformedException when it is cut off
     */
    public int passName() {
        int length = u32();
        pass(length);
        return length;
    }

    /** Nearly all names are. */
    private boolean isAscii(int length) {
        int or = 0;
        for (int i = position; i < position + length; i++) {
            or |= bytes[i];
        }
        return or >= 0;
    }

    /**
     * Raw bytes.
     *
     * @param length how many
     * @return a copy
     * @throws MalformedException when there are fewer
     */
    public byte[] bytes(int length) {
        int from = slice(length).position;
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /**
     * The array that is read.
     *
     * @return the array itself; not to be changed
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Where the next byte stands in the array that is read.
     *
     * @return an index
     */
    public int index() {
        return position;
    }

    private void need(int length) {
        if (limit - position < length) {
            throw fail(Refusal.of(atEnd).at(position()).expected(length + " bytes", remaining() + " before the end"));
        }
    }

    private static MalformedException fail(Refusal refusal) {
        return new MalformedException(refusal);
    }

    private int part(String sign, int bits) {
        if (position >= limit) {
            throw fail(Refusal.of(atEnd).at(position()).expected("a byte of a " + sign + bits, "the end"));
        }
        return bytes[position++] & 0xff;
    }

    private long unsigned(int bits) {
        int start = position;
        long value = 0;
        for (int shift = 0;; shift += 7) {
            int next = part("u", bits);
            int left = bits - shift;
            if (left < 7 && (next & 0x7f) >>> left != 0) {
                throw fail(Refusal.of((next & 0x80) != 0 ? Failure.INTEGER_TOO_LONG : Failure.INTEGER_TOO_LARGE).at(start + base)
                        .expected("u" + bits, "more bits"));
            }
            value |= (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
            if (left <= 7) {
                throw fail(Refusal.of(Failure.INTEGER_TOO_LONG).at(start + base).expected("u" + bits, "more bytes"));
            }
        }
    }

    private long signed(int bits) {
        int start = position;
        long value = 0;
        for (int shift = 0;; shift += 7) {
            int next = part("s", bits);
            int left = bits - shift;
            value |= (long) (next & 0x7f) << shift;
            if (left <= 7) {
                if ((next & 0x80) != 0) {
                    throw fail(Refusal.of(Failure.INTEGER_TOO_LONG).at(start + base).expected("s" + bits, "more bytes"));
                }
                int signAndUnused = (byte) (next << 1) >> left;
                if (signAndUnused != 0 && signAndUnused != -1) {
                    throw fail(Refusal.of(Failure.INTEGER_TOO_LARGE).at(start + base).expected("s" + bits, "more bits"));
                }
            }
            if ((next & 0x80) == 0) {
                int used = Math.min(shift + 7, bits);
                return value << 64 - used >> 64 - used;
            }
        }
    }
}
