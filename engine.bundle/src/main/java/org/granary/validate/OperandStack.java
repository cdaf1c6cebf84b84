package org.granary.validate;

import java.util.Arrays;
import org.granary.engine.ModuleLimits;
import org.granary.type.ValType;

/** The types of the operands; null is the bottom type, which matches every other. Confined to one thread. */
final class OperandStack {
    private static final int MOST = (int) ModuleLimits.OPERANDS.value();

    private final Place place;
    private ValType[] types = new ValType[32];
    private int size;

    OperandStack(Place place) {
        this.place = place;
    }

    int size() {
        return size;
    }

    void push(ValType type) {
        if (size == types.length) {
            place.check(ModuleLimits.OPERANDS, size + 1L);
            types = Arrays.copyOf(types, Math.min(size * 2, MOST));
        }
        types[size++] = type;
    }

    ValType pop() {
        return types[--size];
    }

    ValType fromTop(int depth) {
        return types[size - 1 - depth];
    }

    void shrink(int height) {
        size = height;
    }
}
