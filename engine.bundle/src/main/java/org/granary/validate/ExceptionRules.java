package org.granary.validate;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.type.AbstractHeapType;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * The rules of instructions that throw and catch. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 3.4.2 (control instructions); the exception handling proposal's legacy page for {@code
 * try}.
 */
final class ExceptionRules {
    private static final RefType EXNREF = new RefType(true, AbstractHeapType.EXN);
    private static final RefType CAUGHT = new RefType(false, AbstractHeapType.EXN);

    private final Spaces spaces;
    private final Place place;
    private final Stacks stacks;
    private final Locals locals;

    ExceptionRules(Spaces spaces, Place place, Stacks stacks, Locals locals) {
        this.spaces = spaces;
        this.place = place;
        this.stacks = stacks;
        this.locals = locals;
    }

    private List<ValType> values(int tag) {
        return spaces.tags.get(place.known(Failure.UNKNOWN_TAG, tag, spaces.tags.size())).func().params();
    }

    void raise(int tag) {
        stacks.pop(values(tag));
        stacks.unreachable();
    }

    void raiseReference() {
        stacks.pop(EXNREF);
        stacks.unreachable();
    }

    /** The labels of clauses are those around the block, which is not open yet. */
    void clauses(List<CatchClause> clauses) {
        place.check(ModuleLimits.CATCH_CLAUSES, clauses.size());
        for (CatchClause clause : clauses) {
            List<ValType> passed = new ArrayList<>(clause.tag() == CatchClause.ALL ? List.of() : values(clause.tag()));
            if (clause.reference()) {
                passed.add(CAUGHT);
            }
            List<ValType> taken = stacks.label(clause.label()).labelTypes();
            if (passed.size() != taken.size()) {
                throw place.invalid(Failure.TYPE_MISMATCH, "a label that takes " + passed, taken + " at label " + clause.label());
            }
            for (int i = 0; i < passed.size(); i++) {
                stacks.match(passed.get(i), taken.get(i));
            }
        }
    }

    void handler(Op op, int tag) {
        Frame before = stacks.top();
        if (before.op() != CoreOp.TRY && before.op() != CoreOp.CATCH) {
            throw new MalformedException(place.refusal(Failure.END_EXPECTED).expected("end", op + " without try"));
        }
        List<ValType> values = tag == CatchClause.ALL ? List.of() : values(tag);
        stacks.close();
        locals.reset(before.initialised());
        stacks.open(op, new FuncType(values, before.results()), before.initialised(), before.entered());
    }

    void delegate(int label) {
        Frame before = stacks.top();
        if (before.op() != CoreOp.TRY) {
            throw new MalformedException(place.refusal(Failure.END_EXPECTED).expected("end", "delegate without try"));
        }
        stacks.close();
        locals.reset(before.initialised());
        stacks.label(label);
        stacks.push(before.results());
    }

    void raiseAgain(int label) {
        Op op = stacks.label(label).op();
        if (op != CoreOp.CATCH && op != CoreOp.CATCH_ALL) {
            String found = "label " + label + (op == null ? " of the function" : " of " + op);
            throw place.invalid(Failure.RETHROW_LABEL, "the label of a handler", found);
        }
        stacks.unreachable();
    }
}
