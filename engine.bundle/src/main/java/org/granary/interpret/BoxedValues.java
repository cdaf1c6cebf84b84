package org.granary.interpret;

import java.util.List;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.ValType;
import org.granary.vm.GlobalCell;
import org.granary.vm.Tag;

/** Numbers, vectors and globals as the objects that the interpreter has for them. */
final class BoxedValues {
    private BoxedValues() {
    }

    /** The value that locals and fields have until they are set. */
    static Object zero(ValType type) {
        return type instanceof RefType ? null : type instanceof NumType number ? ofBits(number, 0) : new long[2];
    }

    /** What the objects take beside the numbers and vectors in them. */
    static int bytes(List<ValType> types) {
        return Tag.BOX_BYTES * (int) types.stream().filter(type -> !(type instanceof RefType)).count();
    }

    /** What a local or operand of a type takes, with the object that it is. */
    static int room(ValType type) {
        return type instanceof RefType ? Long.BYTES : Tag.BOX_BYTES + (type == ValType.V128 ? 2 * Long.BYTES : Long.BYTES);
    }

    /** A number of its bits, of which as many count as it has. */
    static Object ofBits(NumType type, long bits) {
        return switch (type) {
            case I32 -> (int) bits;
            case I64 -> bits;
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
        };
    }

    /** The bits of a number. */
    static long bits(Object number) {
        if (number instanceof Float narrow) {
            return Float.floatToRawIntBits(narrow);
        }
        return number instanceof Double wide ? Double.doubleToRawLongBits(wide) : ((Number) number).longValue();
    }

    /** A packed integer as its unsigned value, anything else unchanged. */
    static Object zeroExtended(Object value, StorageType storage) {
        return storage instanceof PackedType packed ? (Object) ((Integer) value & (1 << 8 * packed.bytes()) - 1) : value;
    }

    /** A packed integer as its signed value. */
    static Object signExtended(Object value, StorageType storage) {
        int bits = (Integer) value;
        return storage == PackedType.I8 ? (int) (byte) bits : (int) (short) bits;
    }

    static Object read(GlobalCell cell) {
        ValType type = cell.type.content();
        if (type instanceof RefType) {
            return cell.ref;
        }
        if (type == NumType.I32) {
            return cell.i32;
        }
        if (type == NumType.I64) {
            return cell.i64;
        }
        if (type == NumType.F32) {
            return cell.f32;
        }
        return type == NumType.F64 ? (Object) cell.f64 : new long[] {cell.i64, cell.high};
    }

    static void write(GlobalCell cell, Object value) {
        ValType type = cell.type.content();
        if (type instanceof RefType) {
            cell.ref = value;
        } else if (type == NumType.I32) {
            cell.i32 = (Integer) value;
        } else if (type == NumType.I64) {
            cell.i64 = (Long) value;
        } else if (type == NumType.F32) {
            cell.f32 = (Float) value;
        } else if (type == NumType.F64) {
            cell.f64 = (Double) value;
        } else {
            cell.i64 = ((long[]) value)[0];
            cell.high = ((long[]) value)[1];
        }
    }
}
