package org.granary.engine;

import java.util.Arrays;
import java.util.Objects;

/**
 * What bytes are of which a module is to be made, by their beginning alone: whether they are a good one is for whoever reads them to say.
 * Immutable, thread-safe.
 */
public enum SourceKind {
    /** The binary format, of a module or a component. */
    BINARY,
    /**
     * The text format: it begins with a parenthesis or a comment; nothing binary that anybody would call wasm does. Also what an editor has
     * saved as UTF-16 or with a byte order mark: who reads texts says what is wrong with it.
     */
    TEXT,
    /** Blanks alone, or nothing: a text without fields, or the beginning of any. */
    BLANK,
    /** What {@link Engine#precompileModule} gives. */
    PRECOMPILED,
    /** Anything else. */
    OTHER;

    private static final byte[] MODULE = {0, 'a', 's', 'm'};
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    /** UTF-16 with a mark, and without where the first byte is zero. */
    private static final byte[][] WIDE = {{(byte) 0xff, (byte) 0xfe}, {(byte) 0xfe, (byte) 0xff}, {0, '('}, {0, ';'}};

    /**
     * Looks at bytes.
     *
     * @param bytes all of them, or the first few thousand
     * @return what they are, never null
     */
    public static SourceKind of(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        if (begins(bytes, MODULE)) {
            return BINARY;
        }
        if (Precompiled.detect(bytes).isPresent()) {
            return PRECOMPILED;
        }
        for (byte[] wide : WIDE) {
            if (begins(bytes, wide)) {
                return TEXT;
            }
        }
        for (int i = begins(bytes, MARK) ? MARK.length : 0; i < bytes.length; i++) {
            byte next = bytes[i];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next == '(' || next == ';' ? TEXT : OTHER;
            }
        }
        return BLANK;
    }

    private static boolean begins(byte[] bytes, byte[] first) {
        return bytes.length >= first.length && Arrays.equals(bytes, 0, first.length, first, 0, first.length);
    }
}
