package org.granary.text.script;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Values as a script would write them. */
final class ShownValues {
    private ShownValues() {
    }

    static String show(Object[] values) {
        return Arrays.stream(values).map(ShownValues::show).collect(Collectors.joining(" ", "[", "]"));
    }

    static String show(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(" ", "[", "]"));
    }

    static String show(Object value) {
        if (value instanceof Float number) {
            return "f32 " + number + String.format(" (0x%08x)", Float.floatToRawIntBits(number));
        }
        if (value instanceof Double number) {
            return "f64 " + number + String.format(" (0x%016x)", Double.doubleToRawLongBits(number));
        }
        if (value instanceof Integer number) {
            return "i32 " + number;
        }
        return value instanceof Long number ? "i64 " + number : String.valueOf(value);
    }
}
