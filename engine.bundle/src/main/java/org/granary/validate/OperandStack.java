package org.granary.validate;

import java.util.Arrays;
import org.granary.type.ValType;

/** The types of the operands; null is the bottom type, which matches every other. Confined to one thread. */
final class OperandStack {
    private ValType[] types = new ValType[32];
    private int size;

    int size() {
        return size;
    }

    void push(ValType type) {
        if (size == types.length) {
            types = Arrays.copyOf(types, size * 2);
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
