package org.granary.module;

import java.util.Arrays;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;

/**
 * The bytes of a module. Of a module that has been compiled before, the bodies of its functions may be packed, since most of them are never
 * looked at: they are unpacked when the first byte of any body is asked for, all of them and once, and then stay, as whoever compiles one
 * function from them goes on to others. All offsets are those of the whole binary. Thread-safe.
 *
 * <p>Source: WebAssembly core specification, section 5.5.13 (code section).
 */
public final class Binary {
    /** What is outside the bodies, followed by whatever; the whole binary when nothing is packed. Never changed. */
    private final byte[] outside;
    private final int length;
    /** Where what is packed begins in the binary, and where it ends: from the first body's length to the end of the last body. */
    private final int from;
    private final int to;
    private final Packed bodies;
    private volatile byte[] unpacked;

    /** The bodies of a binary that are packed, each of which has its length before it. Thread-safe. */
    public interface Packed {
        /**
         * Their lengths, as they stand in the binary.
         *
         * @return a reader of nothing else
         */
        ByteReader lengths();

        /**
         * The bodies, each with its length before it.
         *
         * @return the range of the binary that they are
         * @throws org.granary.engine.ArtefactException when they cannot be unpacked to it
         */
        byte[] unpack();
    }

    /**
     * A whole binary.
     *
     * @param bytes not copied, and not changed
     */
    public Binary(byte[] bytes) {
        this(bytes, bytes.length, bytes.length, 0, null);
    }

    /**
     * A binary whose bodies are packed.
     *
     * @param outside  begins with all of it but the bodies; not copied, and not changed
     * @param count    how many bytes of that belong to the binary
     * @param from     where the first body's length stands in the binary: 0 to {@code count}
     * @param length   how many bytes the bodies and their lengths have in the binary
     * @param bodies   unpacks them
     * @throws IllegalArgumentException when it would be longer than an array can be
     */
    public Binary(byte[] outside, int count, int from, int length, Packed bodies) {
        if ((long) count + length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(count + " and " + length + " bytes are too long for a binary");
        }
        this.outside = outside;
        this.length = count + length;
        this.from = from;
        this.to = from + length;
        this.bodies = bodies;
    }

    /**
     * How long it is.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * A reader of what follows an offset, which is that of no packed byte. What is packed is not unpacked for it, and it cannot read past
     * the beginning of that: whoever comes there asks for another.
     *
     * @param offset the first byte
     * @return a reader whose end is that of the binary
     */
    public ByteReader after(int offset) {
        return new ByteReader(outside, offset < to ? 0 : to - from, offset, length);
    }

    private boolean isAtHand(int first, int end) {
        return end <= from || first >= to;
    }

    /**
     * The lengths of bodies, when these are packed.
     *
     * @param first where the first body's length stands
     * @param end   where the last body ends
     * @return the lengths, or null when they stand before the bodies as ever
     * @throws MalformedException when something else is packed
     */
    public ByteReader lengths(int first, int end) {
        if (isAtHand(first, end)) {
            return null;
        }
        if (first != from || end != to) {
            throw otherwise(first, end);
        }
        return bodies.lengths();
    }

    /**
     * Looks whether bytes are there without being unpacked.
     *
     * @param first the offset of the first
     * @param end   the offset after the last
     * @throws MalformedException when one of them is packed
     */
    public void checkAtHand(int first, int end) {
        if (!isAtHand(first, end)) {
            throw otherwise(first, end);
        }
    }

    private MalformedException otherwise(int first, int end) {
        return new MalformedException(Refusal.of(Failure.SECTION_SIZE_MISMATCH).at(first)
                .expected("what is packed to be all bodies, and nothing else until offset 0x" + Integer.toHexString(end),
                        "0x" + Integer.toHexString(from) + " until 0x" + Integer.toHexString(to)));
    }

    /**
     * A reader of a range, which is within one body or outside all.
     *
     * @param first the offset of its first byte
     * @param end   the offset after its last byte
     * @return a reader whose end is that of the range
     * @throws org.granary.engine.ArtefactException when it is in a body, and these cannot be unpacked
     */
    public ByteReader range(int first, int end) {
        if (isAtHand(first, end)) {
            return after(first).range(first, end);
        }
        byte[] part = unpacked();
        return new ByteReader(part, from, from, to).range(first, end);
    }

    /**
     * A copy of a range outside all bodies.
     *
     * @param first  the offset of its first byte
     * @param length how many bytes
     * @return a new array
     */
    public byte[] copy(int first, int length) {
        return range(first, first + length).bytes(length);
    }

    /**
     * The whole binary. Where bodies are packed it is put together for every caller, who may keep it; the array is not to be changed.
     *
     * @return all its bytes
     * @throws org.granary.engine.ArtefactException when bodies cannot be unpacked
     */
    public byte[] whole() {
        if (bodies == null) {
            return outside;
        }
        byte[] whole = Arrays.copyOf(outside, length);
        System.arraycopy(outside, from, whole, to, length - to);
        System.arraycopy(unpacked(), 0, whole, from, to - from);
        return whole;
    }

    private byte[] unpacked() {
        byte[] known = unpacked;
        if (known == null) {
            known = unpackedOnce();
        }
        return known;
    }

    private synchronized byte[] unpackedOnce() {
        if (unpacked == null) {
            unpacked = bodies.unpack();
        }
        return unpacked;
    }
}
