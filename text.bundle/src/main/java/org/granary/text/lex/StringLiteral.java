package org.granary.text.lex;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.granary.engine.Failure;

/**
 * The string of the text format.
 *
 * <p>Source: WebAssembly core specification, section 6.3.3.
 */
final class StringLiteral {
    private StringLiteral() {
    }

    /**
     * Finds the end of a string and checks every character and escape in it.
     *
     * @param source the text
     * @param start  where its opening quote is
     * @return the offset after its closing quote
     */
    static int scan(Source source, int start) {
        byte[] bytes = source.bytes();
        for (int i = start + 1; i < bytes.length; i++) {
            int c = bytes[i] & 0xff;
            if (c == '"') {
                return i + 1;
            }
            if (c == '\n' || c == '\r') {
                throw source.error(Failure.UNCLOSED_STRING, start);
            }
            if (c < 0x20 || c == 0x7f) {
                throw source.error(Failure.ILLEGAL_CHARACTER, i, String.format("0x%02x in a string", c));
            }
            if (c == '\\') {
                i = escapeEnd(source, i) - 1;
            }
        }
        throw source.error(Failure.UNCLOSED_STRING, start);
    }

    private static int escapeEnd(Source source, int at) {
        byte[] bytes = source.bytes();
        int next = at + 1 < bytes.length ? bytes[at + 1] : 0;
        if (next == 'u') {
            return unicodeEnd(source, at);
        }
        if (next != 0 && "tnr\"'\\".indexOf(next) >= 0) {
            return at + 2;
        }
        if (at + 2 < bytes.length && Character.digit(next, 16) >= 0 && Character.digit(bytes[at + 2], 16) >= 0) {
            return at + 3;
        }
        throw source.error(Failure.ILLEGAL_CHARACTER, at, "no such escape in a string");
    }

    private static int unicodeEnd(Source source, int at) {
        byte[] bytes = source.bytes();
        int i = at + 2;
        int close = i;
        while (close < bytes.length && bytes[close] != '}' && bytes[close] != '"') {
            close++;
        }
        boolean framed = i < bytes.length && bytes[i] == '{' && close < bytes.length && bytes[close] == '}';
        int value = framed && isHexNumber(bytes, i + 1, close) ? codePoint(source, i + 1, close) : -1;
        if (value < 0 || value > Character.MAX_CODE_POINT || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
            throw source.error(Failure.ILLEGAL_CHARACTER, at, "not a Unicode scalar value");
        }
        return close + 1;
    }

    private static boolean isHexNumber(byte[] bytes, int from, int to) {
        boolean digit = false;
        for (int i = from; i < to; i++) {
            boolean underscore = bytes[i] == '_';
            if (underscore ? !digit : Character.digit(bytes[i], 16) < 0) {
                return false;
            }
            digit = !underscore;
        }
        return digit;
    }

    private static int codePoint(Source source, int from, int to) {
        int value = 0;
        for (int i = from; i < to && value <= Character.MAX_CODE_POINT; i++) {
            value = source.bytes()[i] == '_' ? value : value * 16 + Character.digit(source.bytes()[i], 16);
        }
        return value;
    }

    /** The content of a string that has been scanned; from its opening quote to after its closing one. */
    static byte[] bytes(Source source, int start, int end) {
        byte[] in = source.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
        for (int i = start + 1; i < end - 1; i++) {
            if (in[i] != '\\') {
                out.write(in[i]);
                continue;
            }
            int to = escapeEnd(source, i);
            switch (in[i + 1]) {
                case 't' -> out.write('\t');
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case '"', '\'', '\\' -> out.write(in[i + 1]);
                case 'u' -> out.writeBytes(Character.toString(codePoint(source, i + 3, to - 1)).getBytes(StandardCharsets.UTF_8));
                default -> out.write(Character.digit(in[i + 1], 16) << 4 | Character.digit(in[i + 2], 16));
            }
            i = to - 1;
        }
        return out.toByteArray();
    }
}
