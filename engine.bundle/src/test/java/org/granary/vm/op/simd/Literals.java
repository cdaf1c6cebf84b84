package org.granary.vm.op.simd;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/** Constants and expectations of test scripts. */
final class Literals {
    private Literals() {
    }

    static boolean isConstant(Object node) {
        return node instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String head && head.endsWith(".const");
    }

    /** The value of {@code (i32.const 1)} and the like: Integer, Long, Float, Double or Bits. */
    static Object value(List<Object> constant) {
        String text = (String) constant.get(1);
        return switch ((String) constant.get(0)) {
            case "i32.const" -> (int) integer(text);
            case "i64.const" -> integer(text);
            case "f32.const" -> Float.intBitsToFloat(floatBits(text));
            case "f64.const" -> Double.longBitsToDouble(doubleBits(text));
            case "v128.const" -> vector(text, constant.subList(2, constant.size()));
            default -> throw new IllegalArgumentException(constant.toString());
        };
    }

    private static Bits vector(String shape, List<Object> lanes) {
        int width = width(shape);
        if (lanes.size() * width != 128) {
            throw new IllegalArgumentException(shape + " with " + lanes.size() + " lanes");
        }
        Bits bits = new Bits(0, 0);
        for (int i = 0; i < lanes.size(); i++) {
            bits = bits.with(width, i, laneBits(shape, (String) lanes.get(i)));
        }
        return bits;
    }

    static int width(String shape) {
        return Integer.parseInt(shape.substring(1, shape.indexOf('x')));
    }

    private static long laneBits(String shape, String text) {
        return shape.equals("f32x4") ? floatBits(text) : shape.equals("f64x2") ? doubleBits(text) : integer(text);
    }

    static long integer(String text) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        boolean negative = digits.startsWith("-");
        digits = digits.replaceFirst("^[+-]", "");
        BigInteger magnitude = digits.startsWith("0x") ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
        return (negative ? magnitude.negate() : magnitude).longValue();
    }

    private static int floatBits(String text) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
        int sign = text.startsWith("-") ? Integer.MIN_VALUE : 0;
        if (digits.startsWith("nan")) {
            return sign | 0x7f80_0000 | (digits.equals("nan") ? 0x40_0000 : (int) integer(digits.substring(4)));
        }
        return sign | Float.floatToRawIntBits(digits.equals("inf") ? Float.POSITIVE_INFINITY : Float.parseFloat(javaDigits(digits)));
    }

    private static long doubleBits(String text) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
        long sign = text.startsWith("-") ? Long.MIN_VALUE : 0;
        if (digits.startsWith("nan")) {
            return sign | 0x7ff0_0000_0000_0000L | (digits.equals("nan") ? 0x8_0000_0000_0000L : integer(digits.substring(4)));
        }
        return sign | Double.doubleToRawLongBits(digits.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(javaDigits(digits)));
    }

    private static String javaDigits(String digits) {
        return digits.startsWith("0x") && !digits.contains("p") ? digits + "p0" : digits;
    }

    /** Whether a result is what the script expects: a constant whose lanes may be NaN patterns, or one of several such. */
    static boolean matches(List<Object> expected, Object actual) {
        if (expected.get(0).equals("either")) {
            return expected.subList(1, expected.size()).stream().anyMatch(e -> matches(Sexpr.list(e), actual));
        }
        String type = (String) expected.get(0);
        if (!type.equals("v128.const")) {
            return laneMatches(type.substring(0, 3), (String) expected.get(1), scalarBits(actual));
        }
        String shape = (String) expected.get(1);
        List<Object> lanes = expected.subList(2, expected.size());
        for (int i = 0; i < lanes.size(); i++) {
            if (!laneMatches(shape, (String) lanes.get(i), ((Bits) actual).lane(width(shape), i))) {
                return false;
            }
        }
        return true;
    }

    private static long scalarBits(Object value) {
        if (value instanceof Float f) {
            return Float.floatToRawIntBits(f) & 0xffff_ffffL;
        }
        return value instanceof Double d ? Double.doubleToRawLongBits(d) : ((Number) value).longValue();
    }

    private static boolean laneMatches(String shape, String text, long actual) {
        boolean single = shape.startsWith("f32");
        if (text.equals("nan:canonical")) {
            return single ? (actual & 0x7fff_ffffL) == 0x7fc0_0000L : (actual & Long.MAX_VALUE) == 0x7ff8_0000_0000_0000L;
        }
        if (text.equals("nan:arithmetic")) {
            return single ? (actual & 0x7fc0_0000L) == 0x7fc0_0000L : (actual & 0x7ff8_0000_0000_0000L) == 0x7ff8_0000_0000_0000L;
        }
        int width = Integer.parseInt(shape.contains("x") ? shape.substring(1, shape.indexOf('x')) : shape.substring(1));
        long mask = width == 64 ? -1 : (1L << width) - 1;
        return (laneBits(shape.equals("f32") ? "f32x4" : shape.equals("f64") ? "f64x2" : shape, text) & mask) == (actual & mask);
    }
}
