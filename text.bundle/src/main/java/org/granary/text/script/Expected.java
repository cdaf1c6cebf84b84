package org.granary.text.script;

import java.util.List;
import org.granary.store.ExternRef;
import org.granary.store.Func;
import org.granary.store.ThrownException;
import org.granary.store.V128;
import org.granary.text.syntax.LaneShape;

/** What a script expects of a result. Immutable. */
sealed interface Expected {
    /**
     * Whether a result is as expected. Floats are compared by their bits: NaN equals nothing, and -0 is not 0.
     *
     * @param result a value as the store gives it
     */
    boolean matches(Object result);

    /**
     * A number.
     *
     * @param value {@code Integer}, {@code Long}, {@code Float} or {@code Double}
     */
    record Number(Object value) implements Expected {
        @Override
        public boolean matches(Object result) {
            if (value instanceof Float number) {
                return result instanceof Float other && Float.floatToRawIntBits(number) == Float.floatToRawIntBits(other);
            }
            if (value instanceof Double number) {
                return result instanceof Double other && Double.doubleToRawLongBits(number) == Double.doubleToRawLongBits(other);
            }
            return value.equals(result);
        }

        @Override
        public String toString() {
            return ShownValues.show(value);
        }
    }

    /**
     * A NaN.
     *
     * @param wide      whether it is an f64
     * @param canonical whether only the top bit of the payload may be set; otherwise that bit must be set and others may
     */
    record Nan(boolean wide, boolean canonical) implements Expected {
        private static final int QUIET_32 = 0x7fc0_0000;
        private static final long QUIET_64 = 0x7ff8_0000_0000_0000L;

        @Override
        public boolean matches(Object result) {
            if (wide) {
                return result instanceof Double number && quiet(Double.doubleToRawLongBits(number) & Long.MAX_VALUE, QUIET_64);
            }
            return result instanceof Float number && quiet(Float.floatToRawIntBits(number) & Integer.MAX_VALUE, QUIET_32);
        }

        private boolean quiet(long magnitude, long smallest) {
            return canonical ? magnitude == smallest : (magnitude & smallest) == smallest;
        }

        @Override
        public String toString() {
            return (wide ? "f64 " : "f32 ") + (canonical ? "nan:canonical" : "nan:arithmetic");
        }
    }

    /**
     * A vector, lane by lane.
     *
     * @param shape how the lanes lie
     * @param lanes what each should be; a whole number is one of 64 bits, zero-extended
     */
    record Vector(LaneShape shape, List<Expected> lanes) implements Expected {
        @Override
        public boolean matches(Object result) {
            if (!(result instanceof V128 vector)) {
                return false;
            }
            for (int i = 0; i < shape.lanes(); i++) {
                int half = shape.lanes() / 2;
                long bits = (i < half ? vector.low() : vector.high()) >>> i % half * shape.bits() & -1L >>> Long.SIZE - shape.bits();
                if (!lanes.get(i).matches(value(bits))) {
                    return false;
                }
            }
            return true;
        }

        private Object value(long bits) {
            return switch (shape) {
                case F32X4 -> Float.intBitsToFloat((int) bits);
                case F64X2 -> Double.longBitsToDouble(bits);
                default -> bits;
            };
        }

        @Override
        public String toString() {
            return "v128 " + shape + " " + ShownValues.show(lanes);
        }
    }

    /** A null reference. */
    record Null() implements Expected {
        @Override
        public boolean matches(Object result) {
            return result == null;
        }

        @Override
        public String toString() {
            return "null";
        }
    }

    /**
     * A reference to a host value.
     *
     * @param number which one, or null for any
     */
    record Extern(Integer number) implements Expected {
        @Override
        public boolean matches(Object result) {
            return number == null ? result != null : result instanceof ExternRef ref && number.equals(ref.value());
        }

        @Override
        public String toString() {
            return number == null ? "a host value" : "host value " + number;
        }
    }

    /** Any exception of a guest. */
    record Exception() implements Expected {
        @Override
        public boolean matches(Object result) {
            return result instanceof ThrownException;
        }

        @Override
        public String toString() {
            return "an exception";
        }
    }

    /**
     * A reference of a kind.
     *
     * @param name the kind, for people
     * @param type the class of such references
     */
    record Collected(String name, Class<?> type) implements Expected {
        @Override
        public boolean matches(Object result) {
            return type.isInstance(result);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A reference to any function. */
    record Function() implements Expected {
        @Override
        public boolean matches(Object result) {
            return result instanceof Func;
        }

        @Override
        public String toString() {
            return "a function";
        }
    }

    /**
     * One of several.
     *
     * @param choices what may be
     */
    record Either(List<Expected> choices) implements Expected {
        @Override
        public boolean matches(Object result) {
            return choices.stream().anyMatch(choice -> choice.matches(result));
        }
    }
}
