package org.granary.console.format;

import org.granary.plugin.PlainText;

/** Values of WebAssembly as they are written in its text format. */
final class Values {
    private Values() {}

    static String text(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number)) {
                return "nan";
            }
            if (Double.isInfinite(number)) {
                return number < 0 ? "-inf" : "inf";
            }
        }
        return PlainText.line(value);
    }
}
