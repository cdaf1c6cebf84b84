package org.granary.validate;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.op.Op;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.ValType;

/**
 * Operands and open blocks: the two stacks of the validation algorithm with its primitive steps. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, appendix A.6 (validation algorithm).
 */
final class Stacks {
    private final Place place;
    private final OperandStack operands;
    private final List<Frame> frames = new ArrayList<>();

    Stacks(Place place) {
        this.place = place;
        this.operands = new OperandStack(place);
    }

    int height() {
        return operands.size();
    }

    /** A type from the top, or null for the bottom type. */
    ValType operand(int fromTop) {
        Frame inner = top();
        return fromTop < operands.size() - inner.height() || !inner.polymorphic() ? operands.fromTop(fromTop) : null;
    }

    int labels() {
        return frames.size();
    }

    Frame top() {
        return frames.get(frames.size() - 1);
    }

    /** The results of the outermost block, which are the function's. */
    List<ValType> functionResults() {
        return frames.get(0).results();
    }

    /** The frame of a label, counted outwards. */
    Frame label(int label) {
        return frames.get(frames.size() - 1 - place.known(Failure.UNKNOWN_LABEL, label, frames.size()));
    }

    void push(ValType type) {
        operands.push(type);
    }

    void push(List<ValType> types) {
        for (int i = 0; i < types.size(); i++) {
            operands.push(types.get(i));
        }
    }

    /** Takes an operand of any type. */
    ValType pop() {
        return pop("an operand");
    }

    private ValType pop(Object expected) {
        Frame inner = top();
        if (operands.size() > inner.height()) {
            return operands.pop();
        }
        if (inner.polymorphic()) {
            return null;
        }
        throw place.invalid(Failure.TYPE_MISMATCH, expected, "nothing on the stack of this block");
    }

    /** Takes an operand that matches; gives the type that was there. */
    ValType pop(ValType expected) {
        ValType actual = pop((Object) expected);
        match(actual, expected);
        return actual;
    }

    void match(ValType actual, ValType expected) {
        if (actual != null && actual != expected && !actual.isSubtypeOf(expected)) {
            throw place.invalid(Failure.TYPE_MISMATCH, expected, actual);
        }
    }

    void popI32() {
        pop(NumType.I32);
    }

    /** Takes operands that match, the last type first. */
    void pop(List<ValType> expected) {
        for (int i = expected.size() - 1; i >= 0; i--) {
            if (pop(expected.get(i)) == null && bottomless()) {
                return;
            }
        }
    }

    /** Whether all that may still be taken in this block comes from nowhere, and so matches whatever is asked for. */
    boolean bottomless() {
        Frame inner = top();
        return inner.polymorphic() && operands.size() == inner.height();
    }

    /** Takes operands and gives results. */
    void apply(List<ValType> params, List<ValType> results) {
        pop(params);
        push(results);
    }

    /** Takes operands that match and puts back what was there. */
    void check(List<ValType> expected) {
        if (bottomless()) {
            return;
        }
        ValType[] actual = new ValType[expected.size()];
        for (int i = actual.length - 1; i >= 0; i--) {
            actual[i] = pop(expected.get(i));
        }
        for (ValType type : actual) {
            push(type);
        }
    }

    /** Opens a block whose parameters have been taken. */
    void open(Op op, FuncType type, int initialised) {
        boolean entered = frames.isEmpty() || top().reachable();
        open(op, type, initialised, entered);
    }

    void open(Op op, FuncType type, int initialised, boolean entered) {
        frames.add(new Frame(op, type, operands.size(), initialised, entered));
        push(type.params());
    }

    /** Closes the innermost block; its results have to be there and nothing else. */
    Frame close() {
        Frame inner = top();
        pop(inner.results());
        if (operands.size() != inner.height()) {
            throw place.invalid(Failure.TYPE_MISMATCH, "nothing more than " + inner.results() + " at the end of the block",
                    operands.size() - inner.height() + " operands more");
        }
        return frames.remove(frames.size() - 1);
    }

    /** The code that follows in this block cannot be reached. */
    void unreachable() {
        Frame inner = top();
        operands.shrink(inner.height());
        inner.makePolymorphic();
    }
}
