package org.granary.text.print;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import org.granary.text.lex.Lexer;

/**
 * Strings, identifiers and numbers as the text format writes them. What is written reads back to the same bytes and the same bits, on every
 * JDK in the same characters.
 *
 * <p>Source: WebAssembly core specification, section 6.3 (values).
 */
final class Literals {
    private static final int MOST_DIGITS = 17;
    private static final int F32_EXPONENT = 0x7f80_0000;
    private static final int F32_PAYLOAD = 0x007f_ffff;
    private static final long F64_EXPONENT = 0x7ff0_0000_0000_0000L;
    private static final long F64_PAYLOAD = 0x000f_ffff_ffff_ffffL;

    private Literals() {
    }

    /** Bytes between quotes; what is not printable ASCII is written in hex. */
    static void bytes(byte[] content, int from, int to, StringBuilder out) {
        out.append('"');
        for (int i = from; i < to; i++) {
            int c = content[i];
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                out.append((char) c);
            } else {
                out.append('\\').append(Character.forDigit(c >> 4 & 0xf, 16)).append(Character.forDigit(c & 0xf, 16));
            }
        }
        out.append('"');
    }

    /** A name between quotes: letters of all scripts as they are, what a terminal would act on or not show as an escape. */
    static String name(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == ' ' || isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return out.append('"').toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR -> false;
            // a mark would join the character before it, which may be a quote
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> false;
            default -> true;
        };
    }

    /** An identifier for a name that is not empty; the form with quotes where the characters ask for it. */
    static String identifier(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (byte c : bytes) {
            if (!Lexer.isIdChar(c)) {
                return "$" + name(name);
            }
        }
        return "$" + name;
    }

    static String f32(int bits) {
        String sign = bits < 0 ? "-" : "";
        int payload = bits & F32_PAYLOAD;
        if ((bits & F32_EXPONENT) != F32_EXPONENT) {
            return sign + finite(Float.intBitsToFloat(bits & Integer.MAX_VALUE), true);
        }
        return sign + (payload == 0 ? "inf" : payload == F32_PAYLOAD + 1 >> 1 ? "nan" : "nan:0x" + Integer.toHexString(payload));
    }

    static String f64(long bits) {
        String sign = bits < 0 ? "-" : "";
        long payload = bits & F64_PAYLOAD;
        if ((bits & F64_EXPONENT) != F64_EXPONENT) {
            return sign + finite(Double.longBitsToDouble(bits & Long.MAX_VALUE), false);
        }
        return sign + (payload == 0 ? "inf" : payload == F64_PAYLOAD + 1 >> 1 ? "nan" : "nan:0x" + Long.toHexString(payload));
    }

    /** The fewest decimal digits that give the value back; the JDK's own words are not always the shortest and change with its version. */
    private static String finite(double value, boolean single) {
        if (value == 0) {
            return "0";
        }
        if (value == Math.rint(value) && value < 1e9) {
            return Long.toString((long) value);
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            String text = exact.round(new MathContext(digits)).toString();
            if (single ? Float.parseFloat(text) == (float) value : Double.parseDouble(text) == value) {
                return text;
            }
        }
        return exact.round(new MathContext(MOST_DIGITS)).toString();
    }
}
