package org.granary.console.words;

import org.granary.plugin.PlainText;

/** Values of WebAssembly as they are written in its text format. */
public final class ValueText {
    private ValueText() {}

    /**
     * A value as people write it.
     *
     * @param value what a call gave, or null
     * @return one line
     */
    public static String text(Object value) {
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
