package org.granary.text.lex;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.engine.TextPlace;

/**
 * A text as bytes, and what is needed to speak of a place in it. Immutable by agreement: the array is not copied.
 */
public final class Source {
    private static final int EXCERPT_BEFORE = 80;
    private static final int EXCERPT_LENGTH = 120;

    private final byte[] bytes;

    /**
     * Takes a text.
     *
     * @param bytes UTF-8
     * @throws MalformedException when it is not UTF-8, or begins with a byte order mark, which no grammar rule takes
     */
    public Source(byte[] bytes) {
        this.bytes = bytes;
        if (begins(0xef, 0xbb, 0xbf)) {
            throw saved("a byte order mark before the text", "ef bb bf");
        }
        if (begins(0xff, 0xfe) || begins(0xfe, 0xff) || isEveryOtherZero()) {
            throw saved("text in UTF-16", HexFormat.ofDelimiter(" ").formatHex(bytes, 0, 2));
        }
        long broken = Utf8.firstBroken(bytes);
        if (broken >= 0) {
            throw error(Failure.MALFORMED_UTF8, (int) broken);
        }
    }

    /** An editor has saved the text in a form that it cannot have; no line of it could be shown. */
    private static MalformedException saved(String how, String found) {
        return new MalformedException(Refusal.of(Failure.ILLEGAL_CHARACTER).detail(how).at(0)
                .expected("UTF-8 without a byte order mark (an editor can save it so)", found));
    }

    private boolean isEveryOtherZero() {
        return bytes.length >= 4 && (bytes[0] == 0) != (bytes[1] == 0) && (bytes[2] == 0) == (bytes[0] == 0)
                && (bytes[3] == 0) == (bytes[1] == 0);
    }

    private boolean begins(int... first) {
        boolean same = bytes.length >= first.length;
        for (int i = 0; same && i < first.length; i++) {
            same = (bytes[i] & 0xff) == first[i];
        }
        return same;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /**
     * Line and column of a byte.
     *
     * @param offset the byte, 0 to the length
     * @return the place; lines end with LF, CR or both
     */
    public TextPlace place(int offset) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r' && !(i + 1 < bytes.length && bytes[i + 1] == '\n')) {
                line++;
                start = i + 1;
            }
        }
        int end = offset;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        String before = text(start, offset);
        int column = before.codePointCount(0, before.length()) + 1;
        boolean cut = before.length() > EXCERPT_BEFORE;
        String shown = cut ? "..." + before.substring(before.length() - EXCERPT_BEFORE) : before;
        String rest = text(offset, end);
        String tail = rest.length() > EXCERPT_LENGTH ? rest.substring(0, EXCERPT_LENGTH) + "..." : rest;
        return new TextPlace(line, column, shown + tail, shown.length());
    }

    /**
     * An error at a place.
     *
     * @param failure the kind
     * @param offset  the byte
     * @return an exception to throw
     */
    public MalformedException error(Failure failure, int offset) {
        return new MalformedException(Refusal.of(failure).at(place(offset)));
    }

    /**
     * An error at a place, with what is wrong there.
     *
     * @param failure the kind
     * @param offset  the byte
     * @param detail  a few words
     * @return an exception to throw
     */
    public MalformedException error(Failure failure, int offset, String detail) {
        return new MalformedException(Refusal.of(failure).detail(detail).at(place(offset)));
    }

    /**
     * An error at a place, with what should stand there.
     *
     * @param failure  the kind
     * @param offset   the byte
     * @param expected what was expected
     * @param found    what is there
     * @return an exception to throw
     */
    public MalformedException error(Failure failure, int offset, String expected, String found) {
        return new MalformedException(Refusal.of(failure).at(place(offset)).expected(expected, found));
    }

    /** Looks for what is not UTF-8; decoders of the JDK replace it silently unless asked. */
    static final class Utf8 {
        private Utf8() {
        }

        /** The offset of the first byte that is not part of UTF-8, or -1. */
        static long firstBroken(byte[] bytes) {
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            CharBuffer out = CharBuffer.allocate(8192);
            while (true) {
                CoderResult result = decoder.decode(in, out, true);
                if (result.isError()) {
                    return in.position();
                }
                if (result.isUnderflow()) {
                    return -1;
                }
                out.clear();
            }
        }
    }
}
