package org.granary.dwarf;

import java.nio.charset.StandardCharsets;

/**
 * Reads a range of bytes as DWARF has them: little-endian, LEB128 of any length. Unlike the decoder of modules it says nothing about what
 * is wrong: whoever reads past the end gets a {@link BrokenException}. Confined to one thread.
 */
final class DebugReader {
    private static final int LONGEST_TEXT = 4_096;

    private final byte[] bytes;
    private final int end;
    private int at;

    DebugReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** What a debug section that makes no sense ends in; never leaves this package. */
    static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenException() {
            super("debug section is broken", null, false, false);
        }
    }

    boolean atEnd() {
        return at >= end;
    }

    int position() {
        return at;
    }

    int limit() {
        return end;
    }

    int u8() {
        if (at >= end) {
            throw new BrokenException();
        }
        return bytes[at++] & 0xff;
    }

    /** A little-endian number of 1 to 8 bytes. */
    long fixed(int width) {
        if (width < 1 || width > 8) {
            throw new BrokenException();
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (long) u8() << 8 * i;
        }
        return value;
    }

    /** An unsigned LEB128; bits above the 64th are dropped. */
    long uleb() {
        return leb(false);
    }

    /** A signed LEB128; bits above the 64th are dropped. */
    long sleb() {
        return leb(true);
    }

    private long leb(boolean signed) {
        long value = 0;
        int shift = 0;
        int next;
        do {
            next = u8();
            if (shift < Long.SIZE) {
                value |= (long) (next & 0x7f) << shift;
                shift += 7;
            }
        } while ((next & 0x80) != 0);
        return signed && shift < Long.SIZE && (next & 0x40) != 0 ? value | -1L << shift : value;
    }

    /** Text up to a zero byte; what cannot be decoded, and what is unreasonably long, is replaced or cut. */
    String text() {
        int from = at;
        skipText();
        return new String(bytes, from, Math.min(at - 1 - from, LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    /** Goes behind a text; how many bytes it has without the zero byte. */
    int skipText() {
        int from = at;
        int next;
        do {
            next = u8();
        } while (next != 0);
        return at - 1 - from;
    }

    void skip(long count) {
        if (count < 0 || count > end - at) {
            throw new BrokenException();
        }
        at += (int) count;
    }

    /** The next bytes as a range of their own; goes on behind them. */
    DebugReader slice(long length) {
        int from = at;
        skip(length);
        return new DebugReader(bytes, from, at);
    }
}
