package org.granary.validate;

import java.util.Collections;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.ModuleLimits;
import org.granary.op.GcOp;
import org.granary.op.Op;
import org.granary.type.AbstractHeapType;
import org.granary.type.BottomHeapType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StorageType;
import org.granary.type.ValType;

/**
 * The rules of instructions on references, structures and arrays. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, sections 3.4.6 (reference instructions) and 3.4.7 (aggregate reference instructions).
 */
final class ReferenceRules {
    private final Spaces spaces;
    private final Place place;
    private final Stacks stacks;

    ReferenceRules(Spaces spaces, Place place, Stacks stacks) {
        this.spaces = spaces;
        this.place = place;
        this.stacks = stacks;
    }

    /** Takes any reference. */
    RefType reference() {
        ValType type = stacks.pop();
        if (type == null) {
            return new RefType(false, BottomHeapType.BOT);
        }
        if (type instanceof RefType ref) {
            return ref;
        }
        throw place.invalid(Failure.TYPE_MISMATCH, "a reference", type);
    }

    /** {@code br_on_null}: the label takes what is below the reference. */
    void branchOnNull(List<ValType> label) {
        RefType type = reference();
        stacks.pop(label);
        stacks.push(label);
        stacks.push(type.nonNull());
    }

    /** {@code br_on_non_null}: the label takes the reference too. */
    void branchOnNonNull(List<ValType> label) {
        RefType type = reference();
        List<ValType> below = belowReference(label, type.nonNull());
        stacks.pop(below);
        stacks.push(below);
    }

    /** Checks the last type of a label against a reference; gives the other types. */
    private List<ValType> belowReference(List<ValType> label, RefType last) {
        if (label.isEmpty()) {
            throw place.invalid(Failure.TYPE_MISMATCH, "a label that takes a reference", "one that takes nothing");
        }
        stacks.match(last, label.get(label.size() - 1));
        return label.subList(0, label.size() - 1);
    }

    /** {@code br_on_cast} and {@code br_on_cast_fail}. */
    void branchOnCast(Op op, List<ValType> label, RefType writtenFrom, RefType writtenTo) {
        RefType from = spaces.resolve(writtenFrom, place);
        RefType to = spaces.resolve(writtenTo, place);
        if (!to.isSubtypeOf(from)) {
            throw place.invalid(Failure.TYPE_MISMATCH, "a cast to a subtype of " + from, to);
        }
        RefType rest = to.nullable() ? from.nonNull() : from;
        boolean onSuccess = op == GcOp.BR_ON_CAST;
        stacks.pop(from);
        List<ValType> below = belowReference(label, onSuccess ? to : rest);
        stacks.pop(below);
        stacks.push(below);
        stacks.push(onSuccess ? rest : to);
    }

    /** {@code ref.test} and {@code ref.cast}. */
    void cast(Op op, HeapType written) {
        HeapType heap = spaces.resolve(written, place);
        stacks.pop(new RefType(true, heap.top()));
        if (op == GcOp.REF_TEST || op == GcOp.REF_TEST_NULL) {
            stacks.push(NumType.I32);
        } else {
            stacks.push(new RefType(op == GcOp.REF_CAST_NULL, heap));
        }
    }

    /** The conversions between hierarchies, which keep whether null is a value. */
    void convert(GcOp op) {
        boolean toAny = op == GcOp.ANY_CONVERT_EXTERN;
        ValType found = stacks.pop(new RefType(true, toAny ? AbstractHeapType.EXTERN : AbstractHeapType.ANY));
        boolean nullable = found instanceof RefType ref && ref.nullable();
        stacks.push(new RefType(nullable, toAny ? AbstractHeapType.ANY : AbstractHeapType.EXTERN));
    }

    /** An instruction on a structure or array type. */
    void apply(GcOp op, int typeIndex, int second) {
        switch (op) {
            case STRUCT_NEW, STRUCT_NEW_DEFAULT, STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U, STRUCT_SET -> structure(op, typeIndex, second);
            case ARRAY_NEW, ARRAY_NEW_DEFAULT, ARRAY_NEW_FIXED, ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> newArray(op, typeIndex, second);
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
                DefType type = spaces.array(typeIndex, place);
                FieldType element = type.array().element();
                readable(op == GcOp.ARRAY_GET, element.storage(), op);
                stacks.apply(List.of(nullable(type), NumType.I32), List.of(element.storage().unpacked()));
            }
            default -> changeArray(op, typeIndex, second);
        }
    }

    private static RefType nullable(DefType type) {
        return new RefType(true, type);
    }

    private void structure(GcOp op, int typeIndex, int fieldIndex) {
        DefType type = spaces.struct(typeIndex, place);
        List<FieldType> fields = type.struct().fields();
        if (op == GcOp.STRUCT_NEW) {
            for (int i = fields.size() - 1; i >= 0 && !stacks.bottomless(); i--) {
                stacks.pop(fields.get(i).storage().unpacked());
            }
            stacks.push(new RefType(false, type));
            return;
        }
        if (op == GcOp.STRUCT_NEW_DEFAULT) {
            if (spaces.undefaultable.get(typeIndex)) {
                fields.forEach(this::defaultable);
            }
            stacks.push(new RefType(false, type));
            return;
        }
        FieldType field = fields.get(place.known(Failure.UNKNOWN_FIELD, fieldIndex, fields.size()));
        if (op == GcOp.STRUCT_SET) {
            if (!field.mutable()) {
                throw place.invalid(Failure.IMMUTABLE_FIELD, "a mutable field", "field " + fieldIndex + " of " + type);
            }
            stacks.apply(List.of(nullable(type), field.storage().unpacked()), List.of());
            return;
        }
        readable(op == GcOp.STRUCT_GET, field.storage(), op);
        stacks.apply(List.of(nullable(type)), List.of(field.storage().unpacked()));
    }

    private void defaultable(FieldType field) {
        if (!field.isDefaultable()) {
            throw place.invalid(Failure.TYPE_MISMATCH, "a type with a default value", field);
        }
    }

    /** Packed integers are read with their sign or without, everything else as it is. */
    private void readable(boolean whole, StorageType storage, Op op) {
        if (whole == storage instanceof PackedType) {
            throw place.invalid(Failure.TYPE_MISMATCH, whole ? "a type that is not packed for " + op : "a packed type for " + op, storage);
        }
    }

    private void newArray(GcOp op, int typeIndex, int second) {
        DefType type = spaces.array(typeIndex, place);
        FieldType element = type.array().element();
        List<ValType> params = switch (op) {
            case ARRAY_NEW -> List.of(element.storage().unpacked(), NumType.I32);
            case ARRAY_NEW_DEFAULT -> {
                defaultable(element);
                yield List.of(NumType.I32);
            }
            case ARRAY_NEW_FIXED -> {
                place.check(ModuleLimits.ARRAY_OPERANDS, Integer.toUnsignedLong(second));
                yield Collections.nCopies(second, element.storage().unpacked());
            }
            case ARRAY_NEW_DATA -> {
                numeric(element);
                spaces.data(second, place);
                yield List.of(NumType.I32, NumType.I32);
            }
            default -> {
                segment(element, second);
                yield List.of(NumType.I32, NumType.I32);
            }
        };
        stacks.apply(params, List.of(new RefType(false, type)));
    }

    private void numeric(FieldType element) {
        if (element.storage() instanceof RefType) {
            throw place.invalid(Failure.ARRAY_NOT_NUMERIC, "elements that are numbers or vectors", element);
        }
    }

    private void segment(FieldType element, int segment) {
        RefType found = spaces.element(segment, place);
        if (!(element.storage() instanceof RefType wanted) || !found.isSubtypeOf(wanted)) {
            throw place.invalid(Failure.TYPE_MISMATCH, "elements of " + element, found);
        }
    }

    private void changeArray(GcOp op, int typeIndex, int second) {
        DefType type = spaces.array(typeIndex, place);
        FieldType element = type.array().element();
        if (!element.mutable()) {
            throw place.invalid(Failure.IMMUTABLE_ARRAY, "an array whose elements are mutable", type);
        }
        ValType i32 = NumType.I32;
        ValType array = nullable(type);
        stacks.apply(switch (op) {
            case ARRAY_SET -> List.of(array, i32, element.storage().unpacked());
            case ARRAY_FILL -> List.of(array, i32, element.storage().unpacked(), i32);
            case ARRAY_COPY -> List.of(array, i32, source(element, second), i32, i32);
            case ARRAY_INIT_DATA -> {
                numeric(element);
                spaces.data(second, place);
                yield List.of(array, i32, i32, i32);
            }
            case ARRAY_INIT_ELEM -> {
                segment(element, second);
                yield List.of(array, i32, i32, i32);
            }
            default -> throw new IllegalStateException(op + " has no rule");
        }, List.of());
    }

    private RefType source(FieldType target, int typeIndex) {
        DefType type = spaces.array(typeIndex, place);
        StorageType from = type.array().element().storage();
        boolean fits = from instanceof ValType narrow && target.storage() instanceof ValType wide ? narrow.isSubtypeOf(wide)
                : from.equals(target.storage());
        if (!fits) {
            throw place.invalid(Failure.ARRAY_TYPES_DIFFER, "elements of " + target, type);
        }
        return nullable(type);
    }
}
