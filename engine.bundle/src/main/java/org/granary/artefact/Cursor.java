package org.granary.artefact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/** Reads a range of an artefact; what is not there is a refusal with its offset. Confined to one thread. */
final class Cursor {
    private final byte[] bytes;
    private final int end;
    private final long base;
    private int at;

    Cursor(byte[] bytes, int from, int end) {
        this(bytes, from, end, 0);
    }

    /** Of bytes that begin at some offset of an artefact. */
    Cursor(byte[] bytes, int from, int end, long base) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.base = base;
    }

    long base() {
        return base;
    }

    private int need(int length, String what) {
        if (length < 0 || length > end - at) {
            throw wrong(what + " of " + Integer.toUnsignedString(length) + " bytes", end - at + " until the end");
        }
        int from = at;
        at += length;
        return from;
    }

    int int8(String what) {
        return bytes[need(1, what)] & 0xff;
    }

    int int16(String what) {
        int from = need(2, what);
        return (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
    }

    int int32(String what) {
        int from = need(4, what);
        int value = (bytes[from] & 0xff) << 24 | (bytes[from + 1] & 0xff) << 16 | (bytes[from + 2] & 0xff) << 8 | bytes[from + 3] & 0xff;
        if (value < 0) {
            at = from;
            throw wrong(what + " below 2^31", Integer.toUnsignedString(value));
        }
        return value;
    }

    byte[] bytes(int length, String what) {
        int from = need(length, what);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    /** Passes bytes; gives the offset of the first. */
    int skip(int length, String what) {
        return need(length, what);
    }

    byte[] block(String what) {
        return bytes(int32("length of " + what), what);
    }

    /** Whether the range is a name in printable ASCII without anything that a path or a class name would treat in a special way. */
    void plain() {
        for (int i = at; i < end; i++) {
            byte c = bytes[i];
            if (c < '0' && c != '$' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z') {
                throw wrong("a name of letters, digits and dollars", '"' + text(bytes, at, end - at).replaceAll("[^!-~]", "?") + '"');
            }
        }
    }

    static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.US_ASCII);
    }

    void atEnd(String what) {
        if (at != end) {
            throw wrong("the end of the " + what, end - at + " more bytes");
        }
    }

    ArtefactException wrong(String expected, Object found) {
        return new ArtefactException(Reason.STRUCTURE, "at offset 0x" + Long.toHexString(base + at) + ": expected " + expected + ", found "
                + found);
    }
}
