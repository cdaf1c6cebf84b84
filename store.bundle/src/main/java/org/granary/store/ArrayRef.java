package org.granary.store;

import java.util.Objects;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.vm.GcArray;

/**
 * An array of a guest. Equal to every other handle of the same one. Values have the classes that arguments have; packed integers are
 * zero-extended. Every operation is under the store's thread rule.
 */
public final class ArrayRef implements AnyRef {
    final StoreCore<?> core;
    final GcArray vm;

    ArrayRef(StoreCore<?> core, GcArray vm) {
        this.core = core;
        this.vm = vm;
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
