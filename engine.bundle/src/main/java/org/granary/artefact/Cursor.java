package org.granary.artefact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/** Reads a range of an artefact; what is not there is a refusal with its offset. Confined to one thread. */
final class Cursor {
    private final byte[] bytes;
    private final int end;
    private int at;

    Cursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
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

    /** A class file, which stays where it is. */
    PackedClass packed(String name, int length, PackedClass like, byte[] common) {
        return new PackedClass(name, place("class " + name), length, like, common);
    }

    Artefact.Place place(String what) {
        int length = int32("length of " + what);
        return new Artefact.Place(bytes, need(length, what), length);
    }

    byte[] block(String what) {
        return bytes(int32("length of " + what), what);
    }

    /** Printable ASCII without anything that a path or a class name would treat in a special way. */
    String name(int most) {
        int length = int16("length of a name");
        if (length == 0 || length > most) {
            throw wrong("a name of 1 to " + most + " bytes", length);
        }
        String name = new String(bytes(length, "name"), StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '$')) {
                throw wrong("a name of letters, digits and dollars", '"' + name.replaceAll("[^!-~]", "?") + '"');
            }
        }
        return name;
    }

    void atEnd(String what) {
        if (at != end) {
            throw wrong("the end of the " + what, end - at + " more bytes");
        }
    }

    ArtefactException wrong(String expected, Object found) {
        return new ArtefactException(Reason.STRUCTURE, "at offset 0x" + Integer.toHexString(at) + ": expected " + expected + ", found "
                + found);
    }
}
