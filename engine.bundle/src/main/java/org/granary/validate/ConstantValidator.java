package org.granary.validate;

import java.util.List;
import java.util.Set;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.engine.ValidationException;
import org.granary.module.Binary;
import org.granary.module.ParsedModule.Expression;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.Features;
import org.granary.op.GcOp;
import org.granary.op.MemArg;
import org.granary.op.Op;
import org.granary.op.OpReader;
import org.granary.op.OpVisitor;
import org.granary.type.HeapType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/**
 * Validates a constant expression: lets constant instructions through to the ordinary validator, which checks the types, and refuses all
 * others. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 3.4.13 (expressions, constant ones).
 */
final class ConstantValidator implements OpVisitor {
    private static final Set<CoreOp> ARITHMETIC = Set.of(CoreOp.I32_ADD, CoreOp.I32_SUB, CoreOp.I32_MUL, CoreOp.I64_ADD, CoreOp.I64_SUB,
            CoreOp.I64_MUL);

    private static final Set<GcOp> AGGREGATES = Set.of(GcOp.STRUCT_NEW, GcOp.STRUCT_NEW_DEFAULT, GcOp.ARRAY_NEW, GcOp.ARRAY_NEW_DEFAULT,
            GcOp.ARRAY_NEW_FIXED);

    private final Spaces spaces;
    private final Place place;
    private final FunctionValidator checker;

    private ConstantValidator(Spaces spaces, Place place, ValType result) {
        this.spaces = spaces;
        this.place = place;
        this.checker = new FunctionValidator(spaces, result, place);
    }

    /**
     * Validates an expression.
     *
     * @param spaces     the module; its globals so far are those that the expression may read
     * @param features   the language
     * @param binary     the binary
     * @param expression where it stands
     * @param result     the type that it has to give
     */
    static void validate(Spaces spaces, Features features, Binary binary, Expression expression, ValType result) {
        if (number(binary.range(expression.from(), expression.to()), result)) {
            return;
        }
        Place place = new Place(-1);
        ConstantValidator validator = new ConstantValidator(spaces, place, result);
        OpReader reader = new OpReader(binary.range(expression.from(), expression.to()), features);
        while (validator.checker.labels() > 0) {
            if (reader.atEnd()) {
                throw new MalformedException(Refusal.of(Failure.END_EXPECTED).at(reader.position())
                        .expected("end of the expression", "the end of its bytes"));
            }
            place.at(reader.position());
            reader.next(validator);
        }
    }

    /** Whether it is one number of the type: where that is all, as in most modules, nothing of the ordinary validator is loaded. */
    private static boolean number(ByteReader in, ValType result) {
        int first = in.atEnd() ? -1 : in.u8();
        if (first == CoreOp.I32_CONST.code() && result == NumType.I32) {
            in.s32();
        } else if (first == CoreOp.I64_CONST.code() && result == NumType.I64) {
            in.s64();
        } else {
            return false;
        }
        return in.remaining() == 1 && in.u8() == CoreOp.END.code();
    }

    private ValidationException refuse(Object found) {
        return place.invalid(Failure.CONSTANT_REQUIRED, "a constant instruction", found);
    }

    @Override
    public void plain(Op op) {
        if (op == GcOp.REF_I31 || op == GcOp.ANY_CONVERT_EXTERN || op == GcOp.EXTERN_CONVERT_ANY) {
            checker.plain(op);
            return;
        }
        if (!(op instanceof CoreOp core) || !ARITHMETIC.contains(core)) {
            throw refuse(op);
        }
        checker.plain(op);
    }

    @Override
    public void end() {
        checker.end();
    }

    @Override
    public void function(Op op, int function) {
        if (op != CoreOp.REF_FUNC) {
            throw refuse(op);
        }
        spaces.declared.set(place.known(Failure.UNKNOWN_FUNCTION, function, spaces.functions.size()));
        checker.function(op, function);
    }

    @Override
    public void global(Op op, int global) {
        if (op != CoreOp.GLOBAL_GET) {
            throw refuse(op);
        }
        checker.global(op, global);
        if (spaces.globals.get(global).mutable()) {
            throw refuse("global.get of the mutable global " + global);
        }
    }

    @Override
    public void number(Op op, long bits) {
        checker.number(op, bits);
    }

    @Override
    public void heap(Op op, HeapType heap) {
        if (op != CoreOp.REF_NULL) {
            throw refuse(op);
        }
        checker.heap(op, heap);
    }

    @Override
    public void block(Op op, BlockType type) {
        throw refuse(op);
    }

    @Override
    public void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
        throw refuse(op);
    }

    @Override
    public void handler(Op op, int tag) {
        throw refuse(op);
    }

    @Override
    public void delegate(Op op, int label) {
        throw refuse(op);
    }

    @Override
    public void tag(Op op, int tag) {
        throw refuse(op);
    }

    @Override
    public void orElse() {
        throw refuse(CoreOp.ELSE);
    }

    @Override
    public void branch(Op op, int label) {
        throw refuse(op);
    }

    @Override
    public void branchTable(int[] labels, int defaultLabel) {
        throw refuse(CoreOp.BR_TABLE);
    }

    @Override
    public void indirect(Op op, int type, int table) {
        throw refuse(op);
    }

    @Override
    public void composite(Op op, int type, int second) {
        if (!(op instanceof GcOp gc) || !AGGREGATES.contains(gc)) {
            throw refuse(op);
        }
        checker.composite(op, type, second);
    }

    @Override
    public void cast(Op op, int label, RefType from, RefType to) {
        throw refuse(op);
    }

    @Override
    public void local(Op op, int local) {
        throw refuse(op);
    }

    @Override
    public void table(Op op, int table) {
        throw refuse(op);
    }

    @Override
    public void tables(Op op, int target, int source) {
        throw refuse(op);
    }

    @Override
    public void element(Op op, int segment, int table) {
        throw refuse(op);
    }

    @Override
    public void access(Op op, MemArg arg) {
        throw refuse(op);
    }

    @Override
    public void memory(Op op, int memory) {
        throw refuse(op);
    }

    @Override
    public void memories(Op op, int target, int source) {
        throw refuse(op);
    }

    @Override
    public void data(Op op, int segment, int memory) {
        throw refuse(op);
    }

    @Override
    public void types(Op op, List<ValType> types) {
        throw refuse(op);
    }

    @Override
    public void vector(Op op, long low, long high) {
        checker.vector(op, low, high);
    }

    @Override
    public void lane(Op op, int lane) {
        throw refuse(op);
    }

    @Override
    public void lanes(Op op, long low, long high) {
        throw refuse(op);
    }

    @Override
    public void laneAccess(Op op, MemArg arg, int lane) {
        throw refuse(op);
    }
}
