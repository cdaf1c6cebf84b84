package org.granary.store;

import java.util.Objects;
import org.granary.type.FieldType;
import org.granary.type.StructType;
import org.granary.vm.GcStruct;

/**
 * A structure of a guest. Equal to every other handle of the same one. Values have the classes that arguments have; packed integers are
 * zero-extended. Every operation is under the store's thread rule.
 */
public final class StructRef implements AnyRef {
    final StoreCore<?> core;
    final GcStruct vm;

    StructRef(StoreCore<?> core, GcStruct vm) {
        this.core = core;
        this.vm = vm;
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
