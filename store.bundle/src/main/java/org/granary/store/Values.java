package org.granary.store;

import java.util.List;
import org.granary.engine.ArtefactException;
import org.granary.type.AbstractHeapType;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.vm.ExnRef;
import org.granary.vm.FuncRef;
import org.granary.vm.GcArray;
import org.granary.vm.GcStruct;
import org.granary.vm.I31;

/** Values between the host's classes and those of compiled code, checked: what comes from the host is never trusted to fit. */
final class Values {
    private Values() {
    }

    /**
     * Checks and converts a list of values from the host.
     *
     * @param core   the store that is to get them
     * @param types  what is expected
     * @param values what the host gave; null stands for one null
     * @param role   "argument" or "result", for messages
     * @param of     what they are for, for messages
     */
    static Object[] toGuest(StoreCore<?> core, List<ValType> types, Object[] values, String role, Object of) {
        Object[] given = values == null ? new Object[1] : values;
        if (given.length != types.size()) {
            throw new IllegalArgumentException(of + ": expected " + count(types.size(), role) + " " + types + ", found " + given.length);
        }
        Object[] converted = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            ValType type = types.get(i);
            boolean plain = type instanceof NumType number && javaClass(number).isInstance(given[i]);
            converted[i] = plain ? given[i] : toGuest(core, type, given[i], new Place(role + " " + i, of));
        }
        return converted;
    }

    /**
     * What a value is for; becomes text only when it is refused.
     *
     * @param role such as {@code argument 0}
     * @param of   of what
     */
    record Place(String role, Object of) {
        @Override
        public String toString() {
            return role + " of " + of;
        }
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /**
     * Checks and converts one value from the host.
     *
     * @param what what it is for, for messages
     * @throws IllegalArgumentException when it is of another class or belongs to another store
     */
    static Object toGuest(StoreCore<?> core, ValType type, Object value, Object what) {
        if (type instanceof RefType ref) {
            return reference(core, ref, value, what);
        }
        if (value instanceof V128 vector && type == ValType.V128) {
            return new long[] {vector.low(), vector.high()};
        }
        if (value == null || !javaClass(type).isInstance(value) || type == ValType.V128) {
            throw mismatch(type, value, what);
        }
        return value;
    }

    private static Object reference(StoreCore<?> core, RefType type, Object value, Object what) {
        if (value == null) {
            if (!type.nullable()) {
                throw mismatch(type, null, what);
            }
            return null;
        }
        AbstractHeapType top = type.heap().top();
        if (top == AbstractHeapType.FUNC && value instanceof Func func) {
            sameStore(core, func.core, what, func);
            FuncRef ref = func.live();
            if (!ref.type.isSubtypeOf(type.heap())) {
                throw new IllegalArgumentException(what + ": expected " + type + ", found a function of type " + func.type());
            }
            return ref;
        }
        if (value instanceof ExternRef extern && (type.heap() == AbstractHeapType.EXTERN || type.heap() == AbstractHeapType.ANY)) {
            sameStore(core, extern.core, what, extern);
            return extern;
        }
        if (value instanceof ThrownException thrown && type.heap() == AbstractHeapType.EXN) {
            sameStore(core, thrown.core, what, thrown);
            return thrown.vm;
        }
        if (value instanceof AnyRef any && (type.heap() == AbstractHeapType.EXTERN || top == AbstractHeapType.ANY)) {
            return collected(core, type, any, what);
        }
        throw mismatch(type, value, what);
    }

    private static Object collected(StoreCore<?> core, RefType type, AnyRef value, Object what) {
        Object guest;
        HeapType heap;
        if (value instanceof I31Ref scalar) {
            guest = scalar.vm;
            heap = AbstractHeapType.I31;
        } else if (value instanceof StructRef struct) {
            sameStore(core, struct.core, what, struct);
            guest = struct.vm;
            heap = struct.vm.type;
        } else {
            ArrayRef array = (ArrayRef) value;
            sameStore(core, array.core, what, array);
            guest = array.vm;
            heap = array.vm.type;
        }
        if (type.heap() != AbstractHeapType.EXTERN && !heap.isSubtypeOf(type.heap())) {
            throw mismatch(type, value, what);
        }
        return guest;
    }

    private static IllegalArgumentException mismatch(ValType type, Object value, Object what) {
        String found = value == null ? "null" : value.getClass().getSimpleName() + " " + value;
        return new IllegalArgumentException(what + ": expected " + type + " (" + javaClass(type).getSimpleName() + "), found " + found);
    }

    /** Refuses what belongs to another store. */
    static void sameStore(StoreCore<?> expected, StoreCore<?> found, Object what, Object value) {
        if (expected != found) {
            throw new IllegalArgumentException(what + ": expected something of " + expected + ", found " + value + " of " + found);
        }
    }

    /** The class of the host's values of a type. */
    static Class<?> javaClass(ValType type) {
        if (type instanceof NumType number) {
            return javaClass(number);
        }
        if (type instanceof RefType ref) {
            AbstractHeapType top = ref.heap().top();
            return switch (top) {
                case FUNC -> Func.class;
                case EXTERN -> ExternRef.class;
                case EXN -> ThrownException.class;
                default -> Object.class;
            };
        }
        return V128.class;
    }

    private static Class<?> javaClass(NumType type) {
        return switch (type) {
            case I32 -> Integer.class;
            case I64 -> Long.class;
            case F32 -> Float.class;
            case F64 -> Double.class;
        };
    }

    /** Converts values that come out of compiled code; the array is the caller's own afterwards. */
    static Object[] toHost(StoreCore<?> core, List<ValType> types, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = toHost(core, types.get(i), values[i]);
        }
        return values;
    }

    /**
     * Converts one value that comes out of compiled code. Of our code it is one of the type; of code that somebody has sealed it may be
     * any object that the code got hold of, the runtime's own among them, which no host is to meet.
     *
     * @throws ArtefactException when it is none of the type
     */
    static Object toHost(StoreCore<?> core, ValType type, Object value) {
        if (type instanceof NumType number) {
            if (javaClass(number).isInstance(value)) {
                return value;
            }
        } else if (type instanceof RefType ref) {
            if (value == null ? ref.nullable() : value instanceof ExternRef && isHostObject(ref.heap())) {
                return value;
            }
            Object host = value == null ? null : reference(core, ref.heap(), value);
            if (host != null) {
                return host;
            }
        } else if (value instanceof long[] halves) {
            return new V128(halves[0], halves[1]);
        }
        throw strange(type, value, null);
    }

    /** Whether a host's own object may be one of a type. */
    private static boolean isHostObject(HeapType heap) {
        return heap == AbstractHeapType.EXTERN || heap == AbstractHeapType.ANY;
    }

    /** What a guest's reference is to the host; null when it is none of the type. */
    private static Object reference(StoreCore<?> core, HeapType heap, Object value) {
        if (value instanceof FuncRef function) {
            return function.type.isSubtypeOf(heap) ? new Func(core, function) : null;
        }
        if (value instanceof ExnRef exception) {
            return heap == AbstractHeapType.EXN ? new ThrownException(core, exception) : null;
        }
        if (value instanceof I31 scalar) {
            return isOf(AbstractHeapType.I31, heap) ? new I31Ref(scalar) : null;
        }
        if (value instanceof GcStruct struct) {
            boolean isStruct = struct.type.isSubtypeOf(AbstractHeapType.STRUCT);
            return isStruct && isOf(struct.type, heap) ? new StructRef(core, struct) : null;
        }
        return value instanceof GcArray array && isOf(array.type, heap) ? new ArrayRef(core, array) : null;
    }

    private static boolean isOf(HeapType found, HeapType expected) {
        return expected == AbstractHeapType.EXTERN || found.isSubtypeOf(expected);
    }

    /**
     * The refusal of code that puts something where something else belongs.
     *
     * @param expected the type
     * @param found    what is there
     * @param cause    what told so, or null
     */
    static ArtefactException strange(Object expected, Object found, Throwable cause) {
        // no word of the object's own: it may be anybody's
        return new ArtefactException(ArtefactException.Reason.FORBIDDEN, "its code has put " + (found == null ? "null" : "an object of "
                + found.getClass().getName()) + " where the host expects " + expected, cause);
    }
}
