package org.granary.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.HeapType;
import org.granary.type.StructType;
import org.granary.vm.GcStruct;

/**
 * A structure of a guest, or one that the host has made. Equal to every other handle of the same one. Values have the classes that
 * arguments have; packed integers are zero-extended. Every operation is under the store's thread rule.
 */
public final class StructRef implements AnyRef {
    final StoreCore<?> core;
    final GcStruct vm;

    StructRef(StoreCore<?> core, GcStruct vm) {
        this.core = core;
        this.vm = vm;
    }

    /**
     * Makes a structure of a plain type: final, without supertypes, alone in its recursive group. Modules that define the same type mean
     * this one.
     *
     * @param store  the owning store
     * @param type   its type; references in it are to abstract types or to defined ones of the store's engine
     * @param values one for each field, of the classes that arguments have; packed integers are {@code Integer}, of which the low bits
     *               count
     * @return a new structure
     * @throws IllegalArgumentException when number or class of the values do not fit, one belongs to another store, or the type refers to
     *         one of another engine
     * @throws org.granary.engine.LimitException when the store's budget is used up
     */
    public static StructRef create(StoreContext<?> store, StructType type, Object... values) {
        return store.core().alone(core -> new StructRef(core,
                HostObjects.struct(core, HostObjects.plain(core, type, type.fields()), values)));
    }

    /**
     * Makes a structure of a type that a module has defined: found in the types of its items ({@link org.granary.type.RefType#heap}) or by
     * {@link #definedType}.
     *
     * @param store  the owning store
     * @param type   its type, of the store's engine
     * @param values as for {@link #create(StoreContext, StructType, Object...)}
     * @return a new structure
     * @throws IllegalArgumentException when number or class of the values do not fit, one belongs to another store, or the type is of
     *         another engine
     * @throws IllegalStateException             when the type defines no structure
     * @throws org.granary.engine.LimitException when the store's budget is used up
     */
    public static StructRef create(StoreContext<?> store, DefType type, Object... values) {
        return store.core().alone(core -> {
            HostObjects.requireOwn(core, type, type);
            return new StructRef(core, HostObjects.struct(core, type, values));
        });
    }

    /**
     * The type that it was made with, to make more of the same.
     *
     * @return never null
     */
    public DefType definedType() {
        return vm.type;
    }

    /**
     * All fields.
     *
     * @return the values in order; an unmodifiable list, which may hold nulls
     */
    public List<Object> fields() {
        Object[] values = new Object[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    @Override
    public boolean matches(HeapType wanted) {
        return vm.type.isSubtypeOf(wanted);
    }

    /**
     * Its type.
     *
     * @return never null
     */
    public StructType type() {
        return vm.type.struct();
    }

    /**
     * How many fields it has.
     *
     * @return 0 or more
     */
    public int size() {
        return type().fields().size();
    }

    /**
     * Reads a field.
     *
     * @param index its index
     * @return the value
     * @throws IndexOutOfBoundsException when there is none
     */
    public Object get(int index) {
        int before = core.entry.claim();
        try {
            Objects.checkIndex(index, size());
            return Values.toHost(core, type().fields().get(index).storage().unpacked(), vm.read(index));
        } finally {
            core.entry.leave(before);
        }
    }

    /**
     * Sets a field.
     *
     * @param index its index
     * @param value the new value
     * @throws IndexOutOfBoundsException     when there is none
     * @throws UnsupportedOperationException when it cannot be set
     * @throws IllegalArgumentException      when the value is not of its type, or of another store
     */
    public void set(int index, Object value) {
        int before = core.entry.claim();
        try {
            Objects.checkIndex(index, size());
            FieldType field = type().fields().get(index);
            if (!field.mutable()) {
                throw new UnsupportedOperationException("field " + index + " of " + this + " is constant");
            }
            vm.write(index, Values.toGuest(core, field.storage().unpacked(), value, new Values.Place("field " + index, this)));
        } finally {
            core.entry.leave(before);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StructRef handle && handle.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }

    @Override
    public String toString() {
        return type().toString();
    }
}
