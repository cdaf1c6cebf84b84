package org.granary.vm;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.DefType;
import org.granary.type.PackedType;
import org.granary.type.StorageType;

/**
 * Instructions on references. A guest's reference is a {@link FuncRef}, a {@link GcObject}, an {@link I31}, a host's own object, or null.
 * Methods named like a row of the opcode table are that row; the tests take a value and whether null passes.
 */
public final class References {
    private References() {
    }

    /**
     * {@code ref.as_non_null}, and what every use of a reference does first.
     *
     * @param value the reference
     * @return the same
     * @throws Trap ({@link TrapCode#NULL_REFERENCE}) when it is null
     */
    public static Object nonNull(Object value) {
        if (value == null) {
            throw new Trap(TrapCode.NULL_REFERENCE);
        }
        return value;
    }

    /**
     * The same for functions.
     *
     * @param value the reference
     * @return the same
     * @throws Trap ({@link TrapCode#NULL_REFERENCE}) when it is null
     */
    public static FuncRef nonNull(FuncRef value) {
        if (value == null) {
            throw new Trap(TrapCode.NULL_REFERENCE);
        }
        return value;
    }

    /**
     * {@code ref.eq}: identity, but scalars by value.
     *
     * @param first  a reference or null
     * @param second a reference or null
     * @return 1 or 0
     */
    public static int ref_eq(Object first, Object second) {
        return first == second || first instanceof I31 a && second instanceof I31 b && a.value() == b.value() ? 1 : 0;
    }

    /**
     * {@code ref.i31}.
     *
     * @param value the bits
     * @return the scalar
     */
    public static Object ref_i31(int value) {
        return I31.of(value);
    }

    /**
     * {@code i31.get_s}.
     *
     * @param value a scalar or null
     * @return its value, sign-extended
     * @throws Trap when it is null
     */
    public static int i31_get_s(Object value) {
        return ((I31) nonNull(value)).value();
    }

    /**
     * {@code i31.get_u}.
     *
     * @param value a scalar or null
     * @return its value, zero-extended
     * @throws Trap when it is null
     */
    public static int i31_get_u(Object value) {
        return i31_get_s(value) & Integer.MAX_VALUE;
    }

    /**
     * {@code array.len}.
     *
     * @param value an array or null
     * @return its length
     * @throws Trap when it is null
     */
    public static int array_len(Object value) {
        return ((GcArray) nonNull(value)).length;
    }

    /**
     * Whether a value is of the top type of its hierarchy.
     *
     * @param value    a reference or null
     * @param nullable whether null passes
     * @return whether it passes
     */
    public static boolean isAny(Object value, boolean nullable) {
        return value != null || nullable;
    }

    /**
     * Whether a value is of the bottom type of its hierarchy.
     *
     * @param value    a reference or null
     * @param nullable whether null passes
     * @return whether it passes
     */
    public static boolean isNone(Object value, boolean nullable) {
        return value == null && nullable;
    }

    /**
     * Whether a value is of type {@code eq}.
     *
     * @param value    a reference or null
     * @param nullable whether null passes
     * @return whether it passes
     */
    public static boolean isEq(Object value, boolean nullable) {
        return value == null ? nullable : value instanceof GcObject || value instanceof I31;
    }

    /**
     * Whether a value is of type {@code i31}.
     *
     * @param value    a reference or null
     * @param nullable whether null passes
     * @return whether it passes
     */
    public static boolean isI31(Object value, boolean nullable) {
        return value == null ? nullable : value instanceof I31;
    }

    /**
     * Whether a value is of type {@code struct}.
     *
     * @param value    a reference or null
     * @param nullable whether null passes
     * @return whether it passes
     */
    public static boolean isStruct(Object value, boolean nullable) {
        return value == null ? nullable : value instanceof GcStruct;
    }

    /**
     * Whether a value is of type {@code array}.
     *
     * @param value    a reference or null
     * @param nullable whether null passes
     * @return whether it passes
     */
    public static boolean isArray(Object value, boolean nullable) {
        return value == null ? nullable : value instanceof GcArray;
    }

    /**
     * Whether a value is of a defined type.
     *
     * @param value    a reference or null
     * @param nullable whether null passes
     * @param type     the canonical type
     * @return whether it passes
     */
    public static boolean isType(Object value, boolean nullable, DefType type) {
        if (value == null) {
            return nullable;
        }
        DefType found = value instanceof GcObject object ? object.type : value instanceof FuncRef function ? function.type : null;
        return found == type || found != null && found.isSubtypeOf(type);
    }

    /**
     * {@code ref.cast}, after the test.
     *
     * @param value  the reference
     * @param passes what the test said
     * @return the same
     * @throws Trap ({@link TrapCode#CAST_FAILURE}) when it did not pass
     */
    public static Object cast(Object value, boolean passes) {
        if (!passes) {
            throw new Trap(TrapCode.CAST_FAILURE);
        }
        return value;
    }

    /** A packed integer as its unsigned value, anything else unchanged. */
    static int zeroExtended(int value, StorageType storage) {
        return storage == PackedType.I8 ? value & 0xff : storage == PackedType.I16 ? value & 0xffff : value;
    }
}
