package org.granary.validate;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.ModuleLimits;
import org.granary.module.ParsedModule.LocalGroup;
import org.granary.type.ValType;

/**
 * The locals of a function, and which of those without a default value have been set so far. Confined to one thread.
 *
 * <p>Declared locals are kept in groups, as the module writes them: six bytes can declare 50,000 locals, and a module can do so in every
 * function.
 *
 * <p>Source: WebAssembly core specification, sections 3.1.5 (local types) and 3.4.3 (variable instructions), and the {@code inits} stack of
 * the validation algorithm.
 */
final class Locals {
    private final Place place;
    private final int params;
    /** For each parameter and each group its type and the index after its last local. */
    private final ValType[] types;
    private final int[] ends;
    /** Whether there are any without a default value. */
    private final boolean needing;
    /** Of those the ones that have been set, and in which order; for what is never set there is no room. */
    private final BitSet written = new BitSet();
    private int[] set = {};
    private int count;

    Locals(Place place, List<ValType> params, List<LocalGroup> groups, Spaces spaces) {
        this.place = place;
        this.params = params.size();
        types = new ValType[params.size() + groups.size()];
        ends = new int[types.length];
        int size = 0;
        for (ValType param : params) {
            types[size] = param;
            ends[size] = ++size;
        }
        long all = size;
        for (LocalGroup group : groups) {
            all += Integer.toUnsignedLong(group.count());
        }
        place.check(ModuleLimits.LOCALS, all);
        boolean some = false;
        for (int i = 0; i < groups.size(); i++) {
            LocalGroup group = groups.get(i);
            ValType type = spaces.resolve(group.type(), place);
            size += group.count();
            types[params.size() + i] = type;
            ends[params.size() + i] = size;
            some |= !type.isDefaultable();
        }
        needing = some;
    }

    ValType type(int index) {
        place.known(Failure.UNKNOWN_LOCAL, index, ends.length == 0 ? 0 : ends[ends.length - 1]);
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (index < ends[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return types[low];
    }

    private boolean unset(int index) {
        return needing && index >= params && !written.get(index) && !type(index).isDefaultable();
    }

    void read(int index) {
        if (unset(index)) {
            throw place.invalid(Failure.UNINITIALIZED_LOCAL, "local " + index + " set on every way to here",
                    "one that has no default value and is not set");
        }
    }

    void written(int index) {
        if (unset(index)) {
            written.set(index);
            if (count == set.length) {
                set = Arrays.copyOf(set, Math.max(16, 2 * count));
            }
            set[count++] = index;
        }
    }

    int count() {
        return count;
    }

    /** Forgets what was set since a block began. */
    void reset(int before) {
        while (count > before) {
            written.clear(set[--count]);
        }
    }
}
