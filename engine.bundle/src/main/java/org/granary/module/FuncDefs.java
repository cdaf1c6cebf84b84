package org.granary.module;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.granary.module.ParsedModule.FuncDef;

/** A module's own functions, of which it may have tens of thousands: no object is made for those that nobody asks for. Immutable. */
public final class FuncDefs extends AbstractList<FuncDef> implements RandomAccess {
    private final int[] types;
    private final int[] offsets;

    /**
     * Own functions.
     *
     * @param types   the index of the type of each; not copied, and not changed
     * @param offsets where each stands; as many; not copied, and not changed
     */
    public FuncDefs(int[] types, int[] offsets) {
        this.types = types;
        this.offsets = offsets;
    }

    /**
     * The type of a function.
     *
     * @param number its number among the own ones
     * @return the type's index
     */
    public int type(int number) {
        return types[number];
    }

    /**
     * Where a function's type is said.
     *
     * @param number its number among the own ones
     * @return bytes from the start of the binary
     */
    public int offset(int number) {
        return offsets[number];
    }

    @Override
    public FuncDef get(int number) {
        return new FuncDef(types[number], offsets[number]);
    }

    @Override
    public int size() {
        return types.length;
    }
}
