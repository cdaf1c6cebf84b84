package org.granary.text.lex;

import java.math.BigInteger;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The values of numbers. A result is empty where the number does not fit its type; what is not a number of the asked kind is told apart by
 * {@link #isInteger} and {@link #isFloat} before.
 *
 * <p>Source: WebAssembly core specification, sections 6.3.1 (integers) and 6.3.2 (floating-point).
 */
public final class NumberLiteral {
    private static final int MAX_DIGITS = 40;

    private NumberLiteral() {
    }

    /**
     * Whether a text is a whole number.
     *
     * @param text a token as written
     * @return true for digits with an optional sign and {@code 0x}
     */
    public static boolean isInteger(String text) {
        return NumberSyntax.isInteger(text);
    }

    /**
     * Whether a text is a number of any kind.
     *
     * @param text a token as written
     * @return true for whole and broken numbers, {@code inf}, {@code nan} and {@code nan:0x} with digits
     */
    public static boolean isFloat(String text) {
        return NumberSyntax.isNumber(text);
    }

    /**
     * An integer that may be written signed or unsigned.
     *
     * @param text a whole number
     * @param bits 8 to 64
     * @return its bits, sign-extended when a sign is written; empty unless -2^(bits-1) &lt;= n &lt; 2^bits
     */
    public static OptionalLong integer(String text, int bits) {
        BigInteger value = whole(text);
        if (value.bitLength() > bits || value.signum() < 0 && value.bitLength() > bits - 1) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.longValue());
    }

    /**
     * A number without sign.
     *
     * @param text a whole number
     * @param bits 1 to 64
     * @return its bits; empty unless 0 &lt;= n &lt; 2^bits
     */
    public static OptionalLong unsigned(String text, int bits) {
        BigInteger value = whole(text);
        return value.signum() < 0 || value.bitLength() > bits ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    private static BigInteger whole(String text) {
        boolean negative = text.startsWith("-");
        String digits = text.substring(negative || text.startsWith("+") ? 1 : 0).replace("_", "");
        boolean hex = digits.startsWith("0x");
        String plain = digits.substring(hex ? 2 : 0).replaceFirst("^0+(?=.)", "");
        // longer ones fit nothing, and making them would take quadratic time
        BigInteger value = plain.length() > MAX_DIGITS ? BigInteger.ONE.shiftLeft(128) : new BigInteger(plain, hex ? 16 : 10);
        return negative ? value.negate() : value;
    }

    /**
     * A 32-bit float. Decimal digits are rounded once, straight to 32 bits: by way of a double some would be rounded twice.
     *
     * @param text a number
     * @return its bits, or empty when it is too large or a payload does not fit
     */
    public static OptionalInt f32(String text) {
        int sign = text.startsWith("-") ? 0x8000_0000 : 0;
        String plain = unsignedFloat(text);
        if (plain.startsWith("nan")) {
            OptionalLong payload = payload(plain, 23);
            return payload.isEmpty() ? OptionalInt.empty() : OptionalInt.of(sign | 0x7f80_0000 | (int) payload.getAsLong());
        }
        if (plain.equals("inf")) {
            return OptionalInt.of(sign | 0x7f80_0000);
        }
        float value = Float.parseFloat(plain);
        return Float.isInfinite(value) ? OptionalInt.empty() : OptionalInt.of(sign | Float.floatToRawIntBits(value));
    }

    /**
     * A 64-bit float.
     *
     * @param text a number
     * @return its bits, or empty when it is too large or a payload does not fit
     */
    public static OptionalLong f64(String text) {
        long sign = text.startsWith("-") ? Long.MIN_VALUE : 0;
        String plain = unsignedFloat(text);
        if (plain.startsWith("nan")) {
            OptionalLong payload = payload(plain, 52);
            return payload.isEmpty() ? payload : OptionalLong.of(sign | 0x7ff0_0000_0000_0000L | payload.getAsLong());
        }
        if (plain.equals("inf")) {
            return OptionalLong.of(sign | 0x7ff0_0000_0000_0000L);
        }
        double value = Double.parseDouble(plain);
        return Double.isInfinite(value) ? OptionalLong.empty() : OptionalLong.of(sign | Double.doubleToRawLongBits(value));
    }

    /** Without sign and underscores, and with the exponent that Java asks of hexadecimal floats. */
    private static String unsignedFloat(String text) {
        String plain = text.substring(text.startsWith("-") || text.startsWith("+") ? 1 : 0).replace("_", "");
        return plain.startsWith("0x") && plain.indexOf('p') < 0 && plain.indexOf('P') < 0 ? plain + "p0" : plain;
    }

    private static OptionalLong payload(String nan, int bits) {
        if (nan.equals("nan")) {
            return OptionalLong.of(1L << bits - 1);
        }
        OptionalLong payload = unsigned(nan.substring(4), bits);
        return payload.isPresent() && payload.getAsLong() == 0 ? OptionalLong.empty() : payload;
    }
}
