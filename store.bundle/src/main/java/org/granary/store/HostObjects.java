package org.granary.store;

import java.util.List;
import java.util.function.Supplier;
import org.granary.engine.Trap;
import org.granary.type.AbstractHeapType;
import org.granary.type.CompositeType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.RefType;
import org.granary.type.SubType;
import org.granary.type.ValType;
import org.granary.vm.GcArray;
import org.granary.vm.GcObject;
import org.granary.vm.GcStruct;

/** Structures and arrays that the host makes: under the thread rule, checked against the store, counted like those of guests. */
final class HostObjects {
    private HostObjects() {
    }

    /**
     * The canonical type of a plain definition.
     *
     * @throws IllegalArgumentException when it refers to a type of another engine, or to none
     */
    static DefType plain(StoreCore<?> core, CompositeType type, List<FieldType> fields) {
        for (FieldType field : fields) {
            if (field.storage() instanceof RefType ref && ref.heap() instanceof DefType own) {
                requireOwn(core, own, type);
            }
        }
        return core.engine().types().group(List.of(SubType.plain(type))).get(0);
    }

    /** Refuses a reference to a type of another engine, or to none. */
    static void requireOwn(StoreCore<?> core, ValType value, Object of) {
        if (value instanceof RefType ref && ref.heap() instanceof DefType type) {
            requireOwn(core, type, of);
        } else if (value instanceof RefType ref && !(ref.heap() instanceof AbstractHeapType)) {
            throw new IllegalArgumentException(of + ": expected a defined type or one of the language's, found " + ref);
        }
    }

    /** Refuses a type of another engine. */
    static void requireOwn(StoreCore<?> core, DefType type, Object of) {
        if (!core.engine().types().owns(type)) {
            throw new IllegalArgumentException(of + ": expected types of " + core.engine() + ", the engine of " + core + ", found " + type
                    + " of another one");
        }
    }

    /** A new structure. */
    static GcStruct struct(StoreCore<?> core, DefType type, Object[] values) {
        List<FieldType> fields = type.struct().fields();
        Object[] converted = Values.toGuest(core, fields.stream().map(field -> field.storage().unpacked()).toList(), values, "field", type);
        GcStruct made = core.engine().structure(type);
        count(core, () -> GcObject.made(made, core, made.bytes()));
        for (int i = 0; i < converted.length; i++) {
            made.write(i, converted[i]);
        }
        return made;
    }

    /** A new array of one value. */
    static GcArray array(StoreCore<?> core, DefType type, int length, Object value) {
        FieldType element = type.array().element();
        Object converted = Values.toGuest(core, element.storage().unpacked(), value, new Values.Place("element", type));
        GcArray made = make(core, type, length);
        for (int i = 0; i < length; i++) {
            made.write(i, converted);
        }
        return made;
    }

    /** A new array of values. */
    static GcArray fixed(StoreCore<?> core, DefType type, Object[] values) {
        FieldType element = type.array().element();
        Object[] given = values == null ? new Object[1] : values;
        Object[] converted = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            converted[i] = Values.toGuest(core, element.storage().unpacked(), given[i], new Values.Place("element " + i, type));
        }
        GcArray made = make(core, type, given.length);
        for (int i = 0; i < converted.length; i++) {
            made.write(i, converted[i]);
        }
        return made;
    }

    private static GcArray make(StoreCore<?> core, DefType type, int length) {
        if (length < 0) {
            throw new IllegalArgumentException(type + ": expected a length of at least 0, found " + length);
        }
        count(core, () -> core.planOfHost((long) length * type.array().element().bytes()));
        GcArray made = GcArray.make(length, type);
        count(core, () -> GcObject.madeArray(made, core, type.array().element().bytes()));
        return made;
    }

    private static void count(StoreCore<?> core, Runnable counting) {
        counted(core, () -> {
            counting.run();
            return core;
        });
    }

    /** What is counted when it is made. To the host the budget's refusal is no trap. */
    static <R> R counted(StoreCore<?> core, Supplier<R> making) {
        try {
            return core.limits.making(making);
        } catch (Trap e) {
            throw core.entry.refused(e);
        }
    }
}
