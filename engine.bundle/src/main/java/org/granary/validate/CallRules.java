package org.granary.validate;

import java.util.BitSet;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.ValidationException;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.ValType;

/**
 * The rules of calls, and which tail calls have been passed. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 3.4.2 (control instructions).
 */
final class CallRules {
    private final Spaces spaces;
    private final Place place;
    private final Stacks stacks;
    private final int caller;
    private boolean tailCalls;
    private final BitSet tailCallees = new BitSet();

    /** For the body of the function of an index, or of none, which is -1. */
    CallRules(Spaces spaces, Place place, Stacks stacks, int caller) {
        this.spaces = spaces;
        this.place = place;
        this.stacks = stacks;
        this.caller = caller;
    }

    /** Whether a tail call of another function has been passed. */
    boolean tailCalls() {
        return tailCalls;
    }

    /** The functions that the tail calls passed so far name. */
    BitSet tailCallees() {
        return tailCallees;
    }

    private DefType known(int function) {
        return spaces.functions.get(place.known(Failure.UNKNOWN_FUNCTION, function, spaces.functions.size()));
    }

    /** {@code ref.func}: the type of the reference. */
    RefType reference(int function) {
        DefType type = known(function);
        if (!spaces.declared.get(function)) {
            throw new ValidationException(place.refusal(Failure.UNDECLARED_FUNCTION)
                    .expected("a function that an export, a global, a table or an element segment names", "function " + function));
        }
        return new RefType(false, type);
    }

    /** {@code call} and {@code return_call}. */
    void direct(Op op, int function) {
        boolean tail = op == CoreOp.RETURN_CALL;
        call(known(function).func(), tail);
        if (tail && function != caller) {
            tailCalls = true;
            tailCallees.set(function);
        }
    }

    /** {@code call_ref} and {@code return_call_ref}. */
    void byReference(Op op, int typeIndex) {
        DefType type = spaces.function(typeIndex, place);
        stacks.pop(new RefType(true, type));
        boolean tail = op == CoreOp.RETURN_CALL_REF;
        call(type.func(), tail);
        tailCalls |= tail;
    }

    /** {@code call_indirect} and {@code return_call_indirect}. */
    void indirect(Op op, int typeIndex, int tableIndex) {
        TableType table = spaces.table(tableIndex, place);
        if (!table.element().isSubtypeOf(RefType.FUNCREF)) {
            throw place.invalid(Failure.TYPE_MISMATCH, "a table of functions", table);
        }
        FuncType type = spaces.function(typeIndex, place).func();
        stacks.pop(table.address());
        boolean tail = op == CoreOp.RETURN_CALL_INDIRECT;
        call(type, tail);
        tailCalls |= tail;
    }

    private void call(FuncType type, boolean tail) {
        stacks.pop(type.params());
        if (tail) {
            leaveBy(type);
        } else {
            stacks.push(type.results());
        }
    }

    /** The results of a call in place of a return are this function's. */
    private void leaveBy(FuncType type) {
        List<ValType> own = stacks.functionResults();
        if (type.results().size() != own.size()) {
            throw place.invalid(Failure.TYPE_MISMATCH, "a callee with the results " + own, type);
        }
        for (int i = 0; i < own.size(); i++) {
            stacks.match(type.results().get(i), own.get(i));
        }
        stacks.unreachable();
    }
}
