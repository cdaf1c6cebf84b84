package org.granary.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.granary.type.ArrayType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.HeapType;
import org.granary.vm.GcArray;

/**
 * An array of a guest, or one that the host has made. Equal to every other handle of the same one. Values have the classes that arguments
 * have; packed integers are zero-extended. Every operation is under the store's thread rule.
 */
public final class ArrayRef implements AnyRef {
    final StoreCore<?> core;
    final GcArray vm;

    ArrayRef(StoreCore<?> core, GcArray vm) {
        this.core = core;
        this.vm = vm;
    }

    /**
     * Makes an array of a plain type (see {@link StructRef#create(StoreContext, org.granary.type.StructType, Object...)}) with one value
     * everywhere.
     *
     * @param store  the owning store
     * @param type   its type; references in it are to abstract types or to defined ones of the store's engine
     * @param length how many elements, at least 0
     * @param value  what each is, of the class that arguments have; packed integers are {@code Integer}, of which the low bits count
     * @return a new array
     * @throws IllegalArgumentException when the length is negative, the value does not fit or belongs to another store, or the type refers
     *         to one of another engine
     * @throws org.granary.engine.LimitException when the store's budget is used up
     * @throws org.granary.engine.Trap           {@code ALLOCATION_TOO_LARGE} when the JVM cannot hold it
     */
    public static ArrayRef create(StoreContext<?> store, ArrayType type, int length, Object value) {
        return store.core().alone(core -> new ArrayRef(core, HostObjects.array(core, plain(core, type), length, value)));
    }

    /**
     * Makes an array of a type that a module has defined (see {@link StructRef#create(StoreContext, DefType, Object...)}) with one value
     * everywhere.
     *
     * @param store  the owning store
     * @param type   its type, of the store's engine
     * @param length how many elements, at least 0
     * @param value  as for {@link #create(StoreContext, ArrayType, int, Object)}
     * @return a new array
     * @throws IllegalStateException when the type defines no array
     */
    public static ArrayRef create(StoreContext<?> store, DefType type, int length, Object value) {
        return store.core().alone(core -> {
            HostObjects.requireOwn(core, type, type);
            return new ArrayRef(core, HostObjects.array(core, type, length, value));
        });
    }

    /**
     * Makes an array of a plain type with given elements.
     *
     * @param store  the owning store
     * @param type   as for {@link #create(StoreContext, ArrayType, int, Object)}
     * @param values the elements
     * @return a new array
     */
    public static ArrayRef createFixed(StoreContext<?> store, ArrayType type, Object... values) {
        return store.core().alone(core -> new ArrayRef(core, HostObjects.fixed(core, plain(core, type), values)));
    }

    /**
     * Makes an array of a type that a module has defined with given elements.
     *
     * @param store  the owning store
     * @param type   as for {@link #create(StoreContext, DefType, int, Object)}
     * @param values the elements
     * @return a new array
     */
    public static ArrayRef createFixed(StoreContext<?> store, DefType type, Object... values) {
        return store.core().alone(core -> {
            HostObjects.requireOwn(core, type, type);
            return new ArrayRef(core, HostObjects.fixed(core, type, values));
        });
    }

    private static DefType plain(StoreCore<?> core, ArrayType type) {
        return HostObjects.plain(core, type, List.of(type.element()));
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
     * All elements.
     *
     * @return the values in order; an unmodifiable list, which may hold nulls
     */
    public List<Object> elements() {
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
    public ArrayType type() {
        return vm.type.array();
    }

    /**
     * How many elements it has.
     *
     * @return 0 or more
     */
    public int size() {
        return vm.length;
    }

    /**
     * Reads an element.
     *
     * @param index its index
     * @return the value
     * @throws IndexOutOfBoundsException when there is none
     */
    public Object get(int index) {
        int before = core.entry.claim();
        try {
            Objects.checkIndex(index, size());
            return Values.toHost(core, type().element().storage().unpacked(), vm.read(index));
        } finally {
            core.entry.leave(before);
        }
    }

    /**
     * Sets an element.
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
            FieldType field = type().element();
            if (!field.mutable()) {
                throw new UnsupportedOperationException("element " + index + " of " + this + " is constant");
            }
            vm.write(index, Values.toGuest(core, field.storage().unpacked(), value, new Values.Place("element " + index, this)));
        } finally {
            core.entry.leave(before);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrayRef handle && handle.vm == vm;
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
