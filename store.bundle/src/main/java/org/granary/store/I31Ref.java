package org.granary.store;

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
