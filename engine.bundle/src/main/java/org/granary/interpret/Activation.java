package org.granary.interpret;

import java.util.Arrays;
import org.granary.vm.ExnRef;

/** A call that has begun and not ended: its locals, its operands, its next step. Confined to its store. */
final class Activation {
    private static final long LOW = 0xffff_ffffL;

    final Machine machine;
    final InterpretedInstance instance;
    final Body body;
    /** The call that waits for this one; null for one of the host's. */
    final Activation caller;
    /** The locals, then the operands. */
    final Object[] slots;
    /** What has been caught and may be thrown again. */
    final ExnRef[] kept;
    /** The number of the next step. */
    int next;
    private int top;

    Activation(Machine machine, InterpretedFunction function, Body body, Object[] arguments, Activation caller) {
        this.machine = machine;
        this.instance = function.own;
        this.body = body;
        this.caller = caller;
        this.slots = new Object[body.slots];
        this.kept = body.kept == 0 ? null : new ExnRef[body.kept];
        System.arraycopy(arguments, 0, slots, 0, arguments.length);
        System.arraycopy(body.declared, 0, slots, arguments.length, body.declared.length);
        this.top = arguments.length + body.declared.length;
    }

    /** Where its instruction stands, in bytes from the start of the body. */
    int offset() {
        return body.offsets[Math.max(0, next - 1)];
    }

    /**
     * How many locals and operands it holds.
     *
     * @param innermost whether the instruction has begun and not called anybody: what it has taken off is still where it was
     */
    int held(boolean innermost) {
        return innermost && next > 0 ? body.locals + body.heights[next - 1] : top;
    }

    void push(Object value) {
        slots[top++] = value;
    }

    void push(Object[] values) {
        System.arraycopy(values, 0, slots, top, values.length);
        top += values.length;
    }

    Object pop() {
        return slots[--top];
    }

    int popInt() {
        return (Integer) slots[--top];
    }

    /** An address, an index or a length: an i32 as unsigned, or an i64. */
    long popAddress() {
        Object value = slots[--top];
        return value instanceof Integer narrow ? narrow & LOW : (Long) value;
    }

    Object[] pop(int count) {
        top -= count;
        return Arrays.copyOfRange(slots, top, top + count);
    }

    void jump(Label label) {
        if (label.leaves) {
            machine.leave(pop(label.count));
            return;
        }
        System.arraycopy(slots, top - label.count, slots, label.height, label.count);
        top = label.height + label.count;
        next = label.step;
    }

    /** Goes on at a clause, with what the exception carries. */
    void caught(ExnRef thrown, Region.Clause clause, int place) {
        if (place >= 0) {
            kept[place] = thrown;
        }
        top = clause.label().height;
        if (clause.tag() >= 0) {
            push(Exceptions.values(thrown));
        }
        if (clause.reference()) {
            push(thrown);
        }
        next = clause.label().step;
    }
}
