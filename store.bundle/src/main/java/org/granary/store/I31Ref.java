package org.granary.store;

import org.granary.type.AbstractHeapType;
import org.granary.type.HeapType;
import org.granary.vm.I31;

/** An unboxed scalar of 31 bits. Belongs to no store; equal by value. Immutable. */
public final class I31Ref implements AnyRef {
    final I31 vm;

    I31Ref(I31 vm) {
        this.vm = vm;
    }

    /**
     * Makes a scalar.
     *
     * @param value the value; its highest bit is dropped
     * @return the scalar
     */
    public static I31Ref of(int value) {
        return new I31Ref(I31.of(value));
    }

    /**
     * Makes a scalar of a number that fits.
     *
     * @param value -2^30 to 2^30 - 1
     * @return the scalar
     * @throws IllegalArgumentException when the value takes more than 31 bits
     */
    public static I31Ref exact(int value) {
        I31Ref made = of(value);
        if (made.value() != value) {
            throw new IllegalArgumentException("i31: expected -1073741824 to 1073741823, found " + value);
        }
        return made;
    }

    @Override
    public boolean matches(HeapType wanted) {
        return AbstractHeapType.I31.isSubtypeOf(wanted);
    }

    /**
     * The value, sign-extended from 31 bits.
     *
     * @return -2^30 to 2^30 - 1
     */
    public int value() {
        return vm.value();
    }

    /**
     * The value, zero-extended from 31 bits.
     *
     * @return 0 to 2^31 - 1
     */
    public int unsignedValue() {
        return vm.value() & Integer.MAX_VALUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof I31Ref scalar && scalar.vm.equals(vm);
    }

    @Override
    public int hashCode() {
        return vm.hashCode();
    }

    @Override
    public String toString() {
        return "i31 " + value();
    }
}
