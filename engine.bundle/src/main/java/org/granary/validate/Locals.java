package org.granary.validate;

import java.util.List;
import org.granary.engine.Failure;
import org.granary.type.ValType;

/**
 * The locals of a function, and which of those without a default value have been set so far. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 3.4.2 (local initialisation) and the validation algorithm's {@code inits} stack.
 */
final class Locals {
    private final Place place;
    private final ValType[] types;
    private final boolean[] unset;
    private final int[] set;
    private int count;

    Locals(Place place, List<ValType> types, int parameters) {
        this.place = place;
        this.types = types.toArray(new ValType[0]);
        int needing = 0;
        boolean[] without = null;
        for (int i = parameters; i < this.types.length; i++) {
            if (!this.types[i].isDefaultable()) {
                without = without == null ? new boolean[this.types.length] : without;
                without[i] = true;
                needing++;
            }
        }
        this.unset = without;
        this.set = new int[needing];
    }

    ValType type(int index) {
        return types[place.known(Failure.UNKNOWN_LOCAL, index, types.length)];
    }

    void read(int index) {
        if (unset != null && unset[index]) {
            throw place.invalid(Failure.UNINITIALIZED_LOCAL, "local " + index + " set on every way to here", "one that has no default value and is not set");
        }
    }

    void written(int index) {
        if (unset != null && unset[index]) {
            unset[index] = false;
            set[count++] = index;
        }
    }

    int count() {
        return count;
    }

    /** Forgets what was set since a block began. */
    void reset(int before) {
        while (count > before) {
            unset[set[--count]] = true;
        }
    }
}
