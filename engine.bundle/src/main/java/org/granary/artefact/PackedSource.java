package org.granary.artefact;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * The source of an artefact where it stands: a module in the binary format, whose bodies are deflated, since a module whose classes are
 * there is loaded without them, and they are the most of it. First comes all of it but the bodies; then their lengths as they stand in the
 * source, one after the other, so that where bodies are is known without them; then the bodies themselves, deflated (RFC 1951) as one; then
 * four numbers (4 each, big-endian): where the first body's length stands in the source, how many bytes bodies and lengths have there, how
 * many the lengths have, how many the deflated bodies have. All four are 0 where nothing is deflated. Immutable by agreement, thread-safe.
 *
 * <p>Source: WebAssembly core specification, section 5.5.13 (code section).
 */
public final class PackedSource {
    private static final int NUMBERS = 4 * Integer.BYTES;
    /** Of a module: magic and version. */
    private static final int HEADER = 8;
    private static final int CODE = 10;
    private static final int U32_BITS = 32;
    /** Bytes of a length. */
    private static final long LONGEST_LENGTH = 5;

    private static final Artefact.Part NOTHING = new Artefact.There(new byte[0]);

    private final byte[] part;
    /** What stands behind it: nothing but deflated bodies and the numbers. */
    private final Artefact.Part rest;
    private final long base;
    /** How many bytes of the source are not deflated. */
    private final int outside;
    private final int from;
    private final int length;
    private final int lengths;
    private final int deflated;

    /**
     * Looks at what stands there; nothing is unpacked.
     *
     * @param part a part of an artefact that nobody changes any more
     * @param base the offset in the artefact at which it begins
     * @throws ArtefactException when it is not as it must be, or would unpack to too much
     */
    public PackedSource(byte[] part, long base) {
        this(part, NOTHING, Arrays.copyOfRange(part, Math.max(0, part.length - NUMBERS), part.length), base);
    }

    /**
     * The same of one whose rest somebody may still read.
     *
     * @param part    its {@linkplain #first first} bytes
     * @param rest    what stands behind them, which is waited for when bodies are needed
     * @param numbers its last {@link #numbers}
     * @param base    the offset in the artefact at which it begins
     * @throws ArtefactException when it is not as it must be, or would unpack to too much
     */
    public PackedSource(byte[] part, Artefact.Part rest, byte[] numbers, long base) {
        this.part = part;
        this.rest = rest;
        this.base = base;
        int whole = part.length + rest.length();
        Cursor in = new Cursor(numbers, 0, numbers.length, base + whole - numbers.length);
        this.from = in.int32("place of the bodies");
        this.length = in.int32("length of the bodies in the source");
        this.lengths = in.int32("length of the lengths of bodies");
        this.deflated = in.int32("length of the deflated bodies");
        long left = (long) whole - NUMBERS - lengths - deflated;
        if (left < 0 || from > left) {
            throw in.wrong("bodies at most at the end of a source of " + left + " bytes without them", from);
        }
        this.outside = (int) left;
        long most = Math.min(ArtefactFormat.mostUnpacked(whole), Integer.MAX_VALUE - left);
        if (length < lengths || length > most) {
            throw in.wrong("bodies that unpack to at least " + lengths + " and at most " + most + " bytes", length);
        }
    }

    /** How many bytes at its end are its numbers. */
    static int numbers(int length) {
        return Math.min(NUMBERS, length);
    }

    /**
     * How many bytes of it are needed where no body is: whole pieces, unless that is all of it.
     *
     * @param numbers its last {@link #numbers}, which may be anything
     * @param length  how long it is
     */
    static int first(byte[] numbers, int length) {
        int deflated = numbers.length < NUMBERS ? -1 : ByteBuffer.wrap(numbers).getInt(NUMBERS - Integer.BYTES);
        if (deflated < 0 || deflated > length - NUMBERS) {
            return length;
        }
        long whole = ((long) length - NUMBERS - deflated + PieceSums.PIECE - 1) / PieceSums.PIECE * PieceSums.PIECE;
        // the numbers stand together
        return whole > length - NUMBERS ? length : (int) whole;
    }

    /**
     * The array that all of it but bodies stands in.
     *
     * @return the array itself, not to be changed
     */
    public byte[] array() {
        return part;
    }

    /**
     * How many bytes of the source are not deflated.
     *
     * @return they are the first of {@link #array}
     */
    public int outside() {
        return outside;
    }

    /**
     * Where the deflated bodies belong.
     *
     * @return the offset in the source at which the first one's length stands
     */
    public int from() {
        return from;
    }

    /**
     * How many bytes bodies and lengths have in the source.
     *
     * @return 0 when nothing is deflated
     */
    public int length() {
        return length;
    }

    /**
     * Where the lengths of the bodies stand: from {@link #outside} on.
     *
     * @return the index in {@link #array} after the last of them
     */
    public int lengthsEnd() {
        return outside + lengths;
    }

    /**
     * Unpacks the bodies.
     *
     * @return the range of the source that they have, each with its length before it: a new array
     * @throws ArtefactException when what is deflated is not as long as their lengths say
     */
    public byte[] bodies() {
        byte[] bodies = new byte[length];
        if (length > 0 || deflated > 0) {
            inflate(bodies);
        }
        // they stand at the end now, as far from the beginning as the lengths are long that come between them
        Walk in = new Walk(part, outside, lengthsEnd());
        int read = lengths;
        int written = 0;
        while (in.at < in.end) {
            int before = in.at;
            long size = in.u32();
            if (size < 0 || size > length - read) {
                throw wrong("lengths of bodies that are " + (length - lengths) + " together", "another at 0x" + at(before));
            }
            System.arraycopy(part, before, bodies, written, in.at - before);
            written += in.at - before;
            System.arraycopy(bodies, read, bodies, written, (int) size);
            written += (int) size;
            read += (int) size;
        }
        if (read < length) {
            throw wrong("lengths of bodies that are " + (length - lengths) + " together", read - lengths);
        }
        return bodies;
    }

    private void inflate(byte[] bodies) {
        Inflater inflater = new Inflater(true);
        try {
            int here = Math.min(deflated, part.length - lengthsEnd());
            inflater.setInput(part, lengthsEnd(), here);
            int count = lengths;
            int more;
            while (count < length && (more = inflater.inflate(bodies, count, length - count)) > 0) {
                count += more;
            }
            if (here < deflated && inflater.getRemaining() == 0) {
                inflater.setInput(rest.bytes(), 0, deflated - here);
                while (count < length && (more = inflater.inflate(bodies, count, length - count)) > 0) {
                    count += more;
                }
            }
            if (count < length || inflater.inflate(new byte[1]) != 0 || !inflater.finished() || inflater.getRemaining() != 0) {
                throw wrong((length - lengths) + " bytes in " + deflated, count - lengths + (count < length ? "" : " or more"));
            }
        } catch (DataFormatException e) {
            throw wrong((length - lengths) + " bytes in " + deflated, "what cannot be unpacked");
        } finally {
            inflater.end();
        }
    }

    private String at(int index) {
        return Long.toHexString(base + index);
    }

    private ArtefactException wrong(String expected, Object found) {
        return new ArtefactException(Reason.STRUCTURE, "bodies at offset 0x" + at(lengthsEnd()) + ": expected " + expected + ", found "
                + found);
    }

    /**
     * The source.
     *
     * @return a new array
     * @throws ArtefactException when its bodies cannot be unpacked
     */
    public byte[] whole() {
        byte[] bodies = bodies();
        byte[] whole = Arrays.copyOf(part, outside + length);
        System.arraycopy(part, from, whole, from + length, outside - from);
        System.arraycopy(bodies, 0, whole, from, length);
        return whole;
    }

    /**
     * What stands in an artefact for a source.
     *
     * @param source a module in the binary format; what is none is kept as it is
     * @return the part of the artefact
     */
    static byte[] pack(byte[] source) {
        Walk in = new Walk(source, HEADER, source.length);
        if (in.toBodies()) {
            int from = in.at;
            int end = in.end;
            byte[] lengths = new byte[(int) Math.min(end - from, LONGEST_LENGTH * in.bodies)];
            byte[] contents = new byte[end - from];
            int lengthsCount = 0;
            int count = 0;
            while (in.at < end) {
                int before = in.at;
                long size = in.u32();
                if (size < 0 || size > end - in.at || in.at - before > lengths.length - lengthsCount) {
                    return plain(source);
                }
                System.arraycopy(source, before, lengths, lengthsCount, in.at - before);
                lengthsCount += in.at - before;
                System.arraycopy(source, in.at, contents, count, (int) size);
                count += (int) size;
                in.at += (int) size;
            }
            byte[] deflated = deflated(contents, count);
            long all = (long) source.length - count + deflated.length + NUMBERS;
            // what one may not unpack is not packed
            if (all <= Integer.MAX_VALUE && end - from <= ArtefactFormat.mostUnpacked(all)) {
                ByteBuffer out = ByteBuffer.allocate((int) all);
                out.put(source, 0, from).put(source, end, source.length - end).put(lengths, 0, lengthsCount).put(deflated);
                return out.putInt(from).putInt(end - from).putInt(lengthsCount).putInt(deflated.length).array();
            }
        }
        return plain(source);
    }

    private static byte[] plain(byte[] source) {
        return Arrays.copyOf(source, source.length + NUMBERS);
    }

    private static byte[] deflated(byte[] contents, int count) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(contents, 0, count);
            deflater.finish();
            // what does not become shorter grows by five bytes for each block of 16 KiB at most
            byte[] packed = new byte[count + count / 1_000 + 64];
            return Arrays.copyOf(packed, deflater.deflate(packed));
        } finally {
            deflater.end();
        }
    }

    /** Walks over a module, or a part of one; what is broken is told by -1 and false. */
    private static final class Walk {
        private final byte[] bytes;
        private int end;
        private int at;
        /** How many there are in the code section. */
        private long bodies;

        Walk(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        /** An unsigned LEB128 of at most five bytes, or -1. */
        long u32() {
            long value = 0;
            for (int shift = 0; shift < U32_BITS && at < end; shift += 7) {
                int next = bytes[at++];
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            return -1;
        }

        /** Moves to the first body's length, and the end to that of the code section; false where there is no body. */
        boolean toBodies() {
            while (at < end) {
                int id = bytes[at++];
                long size = u32();
                if (size < 0 || size > end - at) {
                    return false;
                }
                if (id == CODE) {
                    end = at + (int) size;
                    bodies = u32();
                    return bodies > 0;
                }
                at += (int) size;
            }
            return false;
        }
    }
}
