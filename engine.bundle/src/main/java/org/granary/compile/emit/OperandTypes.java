package org.granary.compile.emit;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** The types on the JVM's operand stack while a method is written, and how deep it was at most. Types are what frames name. */
final class OperandTypes {
    private final List<Object> types = new ArrayList<>();
    private int depth;
    private int deepest;

    void push(Object type) {
        types.add(type);
        depth += slots(type);
        deepest = Math.max(deepest, depth);
    }

    Object pop() {
        Object type = types.remove(types.size() - 1);
        depth -= slots(type);
        return type;
    }

    /** What {@code pop2} takes: one value of two slots, or two of one. */
    void pop2() {
        if (slots(pop()) == 1) {
            pop();
        }
    }

    Object top() {
        return types.get(types.size() - 1);
    }

    private static int slots(Object type) {
        return type.equals(Opcodes.LONG) || type.equals(Opcodes.DOUBLE) ? 2 : 1;
    }

    /** What {@code dup2} copies: one value of two slots, or two of one. */
    void dup2() {
        Object first = top();
        if (slots(first) == 2) {
            push(first);
        } else {
            Object second = types.get(types.size() - 2);
            push(second);
            push(first);
        }
    }

    /** The value on top goes under the value below it as well, whatever the widths of the two. */
    void under() {
        Object first = pop();
        Object second = pop();
        push(first);
        push(second);
        push(first);
    }

    void swap() {
        Object first = pop();
        Object second = pop();
        push(first);
        push(second);
    }

    /** An instruction's effect, as {@link StackEffects} writes it. */
    void apply(String effect) {
        int colon = effect.indexOf(':');
        for (int i = 0; i < colon; i++) {
            pop();
        }
        for (int i = colon + 1; i < effect.length(); i++) {
            push(Frames.type(effect.charAt(i)));
        }
    }

    void clear() {
        types.clear();
        depth = 0;
    }

    /** The number of values. */
    int height() {
        return types.size();
    }

    /** The greatest depth so far, in slots. */
    int deepest() {
        return deepest;
    }

    Object[] types() {
        return types.toArray();
    }
}
