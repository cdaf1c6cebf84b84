package org.granary.dwarf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Modules with sections of debug information, byte by byte. */
final class Sections {
    private Sections() {
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** A text with a zero behind it. */
    static byte[] text(String text) {
        return join(text.getBytes(StandardCharsets.UTF_8), bytes(0));
    }

    /** A number of so many bytes, the lowest first. */
    static byte[] fixed(long value, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    static byte[] leb(int value) {
        return value < 128 ? bytes(value) : join(bytes(value & 0x7f | 0x80), leb(value >>> 7));
    }

    static byte[] custom(String name, byte[] content) {
        byte[] called = name.getBytes(StandardCharsets.UTF_8);
        return join(bytes(0), leb(1 + called.length + content.length), bytes(called.length), called, content);
    }

    /** A module of a code section with so many zeros, less than 128, and what stands behind it; the zeros begin at byte 10. */
    static byte[] module(int codeLength, byte[]... sections) {
        return join(bytes(0, 'a', 's', 'm', 1, 0, 0, 0), bytes(10), leb(codeLength), new byte[codeLength], join(sections));
    }
}
