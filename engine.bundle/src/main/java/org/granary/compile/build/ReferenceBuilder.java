package org.granary.compile.build;

import java.util.List;
import java.util.Set;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.compile.ir.StructShape;
import org.granary.compile.ir.Toll;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.Op;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.RefType;
import org.granary.validate.ValidModule;

/**
 * Instructions on references, structures and arrays. Whatever makes an object is a statement: its identity must not be made twice. Confined
 * to one thread.
 */
final class ReferenceBuilder {
    /** Objects with more operands are made empty and filled by a statement each, so that the statements can be parted. */
    private static final int MOST_OPERANDS = 16;
    private static final Set<GcOp> MAKING = Set.of(GcOp.ARRAY_NEW, GcOp.ARRAY_NEW_DEFAULT, GcOp.ARRAY_NEW_DATA, GcOp.ARRAY_NEW_ELEM);

    private final ValidModule module;
    private final Operands operands;
    private final BlockBuilder blocks;

    ReferenceBuilder(ValidModule module, Operands operands, BlockBuilder blocks) {
        this.module = module;
        this.operands = operands;
        this.blocks = blocks;
    }

    /** {@code ref.as_non_null}. */
    void nonNull() {
        operands.combine(1, Effects.TRAP, args -> new Expr.Apply(CoreOp.REF_AS_NON_NULL, args.get(0).kind(), args));
    }

    /** {@code br_on_null} and {@code br_on_non_null}. */
    void branchOnNull(int label, boolean onNull) {
        Expr reference = operands.settleTop(1).get(0);
        if (onNull) {
            Operand below = operands.pop();
            condition(new Expr.RefIsNull(reference), true);
            blocks.branchIf(label);
            operands.push(below);
        } else {
            condition(new Expr.RefIsNull(reference), false);
            blocks.branchIf(label);
            operands.pop();
        }
    }

    /** {@code br_on_cast} and {@code br_on_cast_fail}. */
    void branchOnCast(Op op, int label, RefType to) {
        Expr reference = operands.settleTop(1).get(0);
        condition(new Expr.TypeTest(reference, (RefType) module.resolve(to)), op == GcOp.BR_ON_CAST);
        blocks.branchIf(label);
    }

    private void condition(Expr test, boolean holds) {
        Expr wanted = holds ? test : new Expr.Apply(CoreOp.I32_EQZ, Kind.I32, List.of(test));
        operands.push(new Operand(wanted, wanted.nodes(), 0, List.of()));
    }

    /** {@code ref.test} and {@code ref.cast}. */
    void cast(Op op, RefType written) {
        RefType type = (RefType) module.resolve(written);
        if (op == GcOp.REF_TEST || op == GcOp.REF_TEST_NULL) {
            operands.combine(1, 0, args -> new Expr.TypeTest(args.get(0), type));
        } else {
            operands.combine(1, Effects.TRAP, args -> new Expr.TypeCast(args.get(0), type));
        }
    }

    void apply(GcOp op, int typeIndex, int second) {
        DefType type = module.type(typeIndex);
        switch (op) {
            case STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U -> read(op, typeIndex, second, type.struct().fields().get(second));
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> read(op, typeIndex, -1, type.array().element());
            case STRUCT_NEW -> make(op, typeIndex, second, type.struct().fields().size());
            case ARRAY_NEW_FIXED -> make(op, typeIndex, second, second);
            case STRUCT_NEW_DEFAULT -> make(op, typeIndex, second, 0);
            case STRUCT_SET -> change(op, typeIndex, second, 2);
            case ARRAY_SET -> change(op, typeIndex, second, 3);
            default -> bulk(op, typeIndex, second, type.array().element());
        }
    }

    /** What costs by size: the last operand is the number of elements. */
    private void bulk(GcOp op, int type, int second, FieldType element) {
        // making an array looks for a stop by itself
        boolean told = blocks.metered() || !MAKING.contains(op);
        if (told) {
            // it is named once more behind the instruction
            operands.leaves(1);
        }
        Expr count = operands.top(0).expr();
        switch (op) {
            case ARRAY_NEW_DEFAULT -> make(op, type, second, 1);
            case ARRAY_NEW, ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> make(op, type, second, 2);
            case ARRAY_COPY -> change(op, type, second, 5);
            default -> change(op, type, second, 4);
        }
        if (told) {
            operands.emit(new Toll.Spend(operands.offset(), count, element.bytes()));
        }
    }

    private void read(GcOp op, int type, int field, FieldType content) {
        Kind kind = StructShape.kind(content);
        int many = field < 0 ? 2 : 1;
        if (kind == Kind.V128) {
            operands.leaves(many);
        }
        int effects = content.mutable() ? Effects.HEAP | Effects.TRAP : Effects.TRAP;
        operands.combine(many, effects, args -> new Expr.Member(op, kind, type, field, args));
        if (kind == Kind.V128) {
            operands.settleLast();
        }
    }

    private void make(GcOp op, int type, int second, int many) {
        operands.limit(many);
        List<Expr> values = Operand.exprs(operands.pop(many));
        // one without operands changes nothing, but a budget may refuse it
        operands.settle(many > 0 ? Effects.ALL | Effects.TRAP : Effects.TRAP);
        int result = operands.temporary(Kind.ANY);
        if (many > MOST_OPERANDS) {
            fill(op, type, values, result);
        } else {
            operands.emit(new Stmt.Composite(operands.offset(), op, type, second, values, result));
        }
        operands.pushLocal(result);
    }

    /** Nobody sees the object before it is whole. */
    private void fill(GcOp op, int type, List<Expr> values, int result) {
        boolean array = op == GcOp.ARRAY_NEW_FIXED;
        int at = operands.offset();
        if (array) {
            List<Expr> size = List.of(Expr.Const.i32(values.size()));
            operands.emit(new Stmt.Composite(at, GcOp.ARRAY_NEW_DEFAULT, type, -1, size, result));
        } else {
            operands.emit(new Stmt.Composite(at, GcOp.STRUCT_NEW_DEFAULT, type, -1, List.of(), result));
        }
        Expr object = operands.get(result);
        for (int i = 0; i < values.size(); i++) {
            Expr value = values.get(i);
            operands.emit(array ? new Stmt.Composite(at, GcOp.ARRAY_SET, type, -1, List.of(object, Expr.Const.i32(i), value), -1)
                    : new Stmt.Composite(at, GcOp.STRUCT_SET, type, i, List.of(object, value), -1));
        }
    }

    private void change(GcOp op, int type, int second, int many) {
        operands.limit(many);
        List<Operand> taken = operands.pop(many);
        operands.settle(Effects.HEAP | Effects.TRAP);
        operands.emit(new Stmt.Composite(operands.offset(), op, type, second, Operand.exprs(taken), -1));
    }
}
