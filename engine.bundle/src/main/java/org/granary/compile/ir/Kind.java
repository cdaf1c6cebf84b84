package org.granary.compile.ir;

import org.granary.type.RefType;
import org.granary.type.ValType;

/** How the JVM holds a value. Immutable. */
public enum Kind {
    /** i32 in an int. */
    I32('I', 1),
    /** i64 in a long. */
    I64('J', 2),
    /** f32 in a float. */
    F32('F', 1),
    /** f64 in a double. */
    F64('D', 2),
    /** v128 in two longs, the low half first. */
    V128('V', 4),
    /** A reference of the func hierarchy. */
    FUNC('R', 1),
    /** A reference of the exn hierarchy. */
    EXN('E', 1),
    /** Any other reference. */
    ANY('L', 1);

    private final char letter;
    private final int slots;

    Kind(char letter, int slots) {
        this.letter = letter;
        this.slots = slots;
    }

    /**
     * The letter in names of generated classes and methods.
     *
     * @return one of {@code IJFDVREL}
     */
    public char letter() {
        return letter;
    }

    /**
     * How many JVM slots a value takes.
     *
     * @return 1, 2 or 4
     */
    public int slots() {
        return slots;
    }

    /**
     * Whether it is one of the reference kinds.
     *
     * @return true for references
     */
    public boolean isReference() {
        return ordinal() >= FUNC.ordinal();
    }

    /**
     * The kind of a type.
     *
     * @param type a resolved type, never null
     * @return its kind
     */
    public static Kind of(ValType type) {
        if (type instanceof RefType ref) {
            return switch (ref.heap().top()) {
                case FUNC -> FUNC;
                case EXN -> EXN;
                default -> ANY;
            };
        }
        if (type == ValType.I32) {
            return I32;
        }
        if (type == ValType.I64) {
            return I64;
        }
        if (type == ValType.F32) {
            return F32;
        }
        return type == ValType.F64 ? F64 : V128;
    }

    /**
     * The slots of several values.
     *
     * @param kinds the kinds
     * @return the sum
     */
    public static int slots(Iterable<Kind> kinds) {
        int sum = 0;
        for (Kind kind : kinds) {
            sum += kind.slots();
        }
        return sum;
    }
}
