package org.granary.console.words;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.granary.store.V128;

/** Turns the words of a command line into values of WebAssembly, by the types that a function asks for. */
public final class Words {
    private static final Pattern INTEGER = Pattern.compile("[+-]?(0x[0-9a-f]+|[0-9]+)");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)?");
    private static final Pattern HEXADECIMAL = Pattern.compile("[+-]?0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(p[+-]?[0-9]+)?");
    private static final Pattern VECTOR = Pattern.compile("0x[0-9a-f]{1,32}");

    private Words() {}

    /**
     * A value for each parameter.
     *
     * @param function the function's name, for messages
     * @param types    the parameters' types, as in the text format
     * @param words    the words
     * @return the values
     * @throws IllegalArgumentException when there are more or fewer words than parameters, or a word is no value of its type
     */
    public static Object[] values(String function, List<String> types, List<String> words) {
        if (words.size() != types.size()) {
            throw new IllegalArgumentException(function + ": expected " + types.size() + (types.size() == 1 ? " argument" : " arguments")
                    + (types.isEmpty() ? "" : " (" + String.join(" ", types) + ")") + ", found " + words.size());
        }
        Object[] values = new Object[words.size()];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = value(types.get(i), words.get(i));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(function + ": argument " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return values;
    }

    private static Object value(String type, String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return switch (type) {
            case "i32" -> integer(lower, Integer.SIZE, word).intValue();
            case "i64" -> integer(lower, Long.SIZE, word).longValue();
            case "f32" -> special(lower) ? (Object) (float) specialValue(lower) : (Object) single(lower, word);
            case "f64" -> special(lower) ? (Object) specialValue(lower) : (Object) whole(lower, word);
            case "v128" -> vector(lower, word);
            default -> reference(type, lower, word);
        };
    }

    // both readings of the bits are taken: -1 and 0xffffffff are the same i32
    private static BigInteger integer(String lower, int bits, String word) {
        if (INTEGER.matcher(lower).matches()) {
            boolean negative = lower.startsWith("-");
            String digits = lower.substring(lower.startsWith("+") || negative ? 1 : 0);
            BigInteger size = digits.startsWith("0x") ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
            BigInteger value = negative ? size.negate() : size;
            if (value.bitLength() <= (negative ? bits - 1 : bits)) {
                return value;
            }
        }
        throw new IllegalArgumentException("expected i" + bits + " (decimal or 0x, from -2^" + (bits - 1) + " to 2^" + bits + "-1), found "
                + word);
    }

    // what is too large would silently become an infinity, which has a word of its own
    private static float single(String lower, String word) {
        float value = Float.parseFloat(decimal("f32", lower, word));
        if (Float.isInfinite(value)) {
            throw new IllegalArgumentException("expected f32 (at most 3.4028235e38, or inf), found " + word);
        }
        return value;
    }

    private static double whole(String lower, String word) {
        double value = Double.parseDouble(decimal("f64", lower, word));
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("expected f64 (at most 1.7976931348623157e308, or inf), found " + word);
        }
        return value;
    }

    private static V128 vector(String lower, String word) {
        String digits = lower.replace("_", "");
        if (!VECTOR.matcher(digits).matches()) {
            throw new IllegalArgumentException("expected v128 (0x and up to 32 digits, lane 0 last), found " + word);
        }
        BigInteger bits = new BigInteger(digits.substring(2), 16);
        return new V128(bits.longValue(), bits.shiftRight(Long.SIZE).longValue());
    }

    private static boolean special(String lower) {
        String unsigned = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
        return unsigned.equals("nan") || unsigned.equals("inf");
    }

    private static double specialValue(String lower) {
        if (lower.endsWith("nan")) {
            return lower.startsWith("-") ? Double.longBitsToDouble(0xfff8000000000000L) : Double.NaN;
        }
        return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private static String decimal(String type, String lower, String word) {
        if (DECIMAL.matcher(lower).matches()) {
            return lower;
        }
        if (HEXADECIMAL.matcher(lower).matches()) {
            return lower.contains("p") ? lower : lower + "p0";
        }
        throw new IllegalArgumentException("expected " + type + " (decimal, 0x, nan or inf), found " + word);
    }

    private static Object reference(String type, String lower, String word) {
        if (type.contains("ref") && (lower.equals("null") || lower.equals("ref.null"))) {
            return null;
        }
        throw new IllegalArgumentException("a value of type " + type + " cannot be written on a command line"
                + (type.contains("ref") ? ", except null" : "") + "; found " + word);
    }
}
